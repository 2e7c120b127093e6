// The address says what is shown: the view, the filters, the order, the open article.

const VIEWS = ["overview", "quotations", "check", "try"].filter((view) => served || view !== "try");

/** What the address says. */
function place() {
  const [view, query] = location.hash.slice(1).split("?");
  const given = new URLSearchParams(query ?? "");
  const filter = Object.fromEntries(FILTERS.map((name) => [name, given.get(name) ?? ""]));
  return { view: VIEWS.includes(view) ? view : "overview", filter, sort: given.get("sort") ?? "", down: given.get("down") ?? "",
    open: given.get("open") ?? undefined };
}

/** Goes to another address; `instead` leaves the present one out of the way back. */
function go(view, given, instead = false) {
  const address = link(view, given);
  if (address === location.hash) return;
  if (instead) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  show();
}

let source, last = "";

/** Shows what the address says. */
function show() {
  const now = place();
  for (const anchor of document.querySelectorAll("nav a")) {
    if (anchor.hash === `#${now.view}`) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  byId("overview").hidden = now.view !== "overview";
  const rows = now.view === "quotations" || now.view === "check";
  byId("rows").hidden = !rows;
  if (byId("try")) byId("try").hidden = now.view !== "try";
  byId("lead").textContent = LEADS[now.view] ?? "";
  const sort = now.sort || (now.view === "check" ? "confidence" : "order");
  const wanted = JSON.stringify([now.view, now.filter, sort, now.down]);
  if (rows && wanted !== last) {
    const fields = byId("filters").elements;
    for (const name of FILTERS) if (fields[name].value.trim() !== now.filter[name]) fields[name].value = now.filter[name];
    showTable(now.filter, sort, now.down === "1");
  }
  if (rows) last = wanted;
  if (now.open !== undefined) showArticle(now.open);
  else if (byId("article").open) byId("article").close();
}

const LEADS = {
  overview: "Every figure leads to the quotations behind it.",
  quotations: "Choose one to see it in its article, with the words that tell who said it and to whom.",
  check: "The least certain come first: these are the ones to look at before the figures are used.",
  try: "Text is marked as you type. It stays on this machine.",
};

async function start() {
  const theme = byId("theme");
  theme.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || byId("article").open) return;
    event.preventDefault();
    if (byId("rows").hidden) go("quotations", {});
    byId("search").focus();
  });
  byId("more").open = innerWidth > 640;
  source = served ? remote() : local();
  const all = await source.overview();
  drawOverview(all);
  offer(all);
  startTable();
  startArticle();
  if (served) startTrying();
  addEventListener("popstate", show);
  addEventListener("hashchange", show);
  show();
  document.documentElement.dataset.ready = "";
}

start();
