// The table: only the rows in sight are in the page, whatever the number of rows.

const table = { found: { total: 0 }, rows: new Map(), at: 0, asked: 0 };

/** As many rows as a browser can scroll over. */
const MOST_ROWS = 100000;

const rowHeight = () => parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row"));
const shownRows = () => Math.min(table.found.total, MOST_ROWS);

/** Asks for rows and shows them from the first. */
async function showTable(filter, sort, down) {
  const asked = ++table.asked;
  let found;
  try {
    found = await source.find(filter, sort, down, drawRows);
  } catch (error) {
    return tell(error.message);
  }
  if (asked !== table.asked) return;
  Object.assign(table, { found, at: 0, print: false });
  table.rows.clear();
  for (const head of document.querySelectorAll("#table th")) {
    const own = head.firstElementChild.dataset.sort === sort;
    if (own) head.setAttribute("aria-sort", down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  byId("table").setAttribute("aria-rowcount", found.total + 1);
  const more = found.total > MOST_ROWS ? `; the first ${whole.format(MOST_ROWS)} are shown, filter to see others` : "";
  byId("count").textContent = `${count(found.total, "quotation")}${more}`;
  byId("export").disabled = !found.total;
  byId("table").tBodies[0].replaceChildren();
  drawRows();
}

/** Puts the rows in sight into the page; those that stay are left as they are. */
function drawRows() {
  const body = byId("table").tBodies[0];
  if (byId("rows").hidden) return;
  const [height, total] = [rowHeight(), shownRows()];
  const above = -body.getBoundingClientRect().top;
  const margin = 8;
  let first = Math.max(0, Math.min(total, Math.floor(above / height) - margin));
  let last = Math.min(total, Math.ceil((above + innerHeight) / height) + margin);
  if (table.print) [first, last] = [0, Math.min(total, 2000)];
  const focused = body.contains(document.activeElement) ? Number(document.activeElement.closest("tr").dataset.at) : null;
  const rows = new Map();
  for (let at = first; at < last; at++) {
    const row = table.found.get(at);
    if (row) rows.set(at, table.rows.get(at) ?? drawRow(row, at));
  }
  table.rows = rows;
  body.replaceChildren(space(first * height), ...rows.values(), space((total - Math.max(first + rows.size, last)) * height));
  if (rows.size < last - first) body.lastChild.firstChild.style.height = `${(total - first - rows.size) * height}px`;
  if (focused !== null) (rows.get(focused)?.querySelector("button") ?? byId("main")).focus({ preventScroll: true });
}

function space(height) {
  const cell = make("td", { colspan: "5" });
  cell.style.height = `${height}px`;
  return make("tr", { class: "space", "aria-hidden": "true" }, cell);
}

function drawRow(row, at) {
  const cell = (...children) => make("td", { role: "cell" }, ...children);
  const bar = make("i");
  bar.style.width = `${100 * (row.confidence ?? 0)}%`;
  const words = row.text.length > 400 ? `${row.text.slice(0, 400)} …` : row.text;
  const element = make("tr", { role: "row", "aria-rowindex": at + 2, class: row.corrected ?? "" },
    cell(make("button", { type: "button", class: "plain open" }, visible(words))),
    cell(make("span", {}, visible(row.speaker ?? "–")), row.speaker && make("small", {}, visible(row.speaker_role ?? row.speaker_class ?? ""))),
    cell(make("span", {}, visible(row.outlet ?? "–")), row.channel && make("small", {}, row.channel)),
    cell(make("span", {}, visible(row.title ?? row.doc_id ?? "")), make("small", {}, visible([row.publisher, row.published].filter(Boolean).join(", ")))),
    cell(make("span", { class: "sure", title: row.rule ?? "" }, sure(row), bar)));
  element.dataset.at = at;
  element.dataset.id = row.id;
  return element;
}

/** Moves to another row by the keyboard. */
function step(to) {
  const body = byId("table").tBodies[0];
  const at = Math.max(0, Math.min(shownRows() - 1, to));
  const top = body.getBoundingClientRect().top + scrollY + at * rowHeight();
  const head = 60;
  if (top < scrollY + head) scrollTo(0, top - head);
  else if (top + rowHeight() > scrollY + innerHeight) scrollTo(0, top + rowHeight() - innerHeight);
  drawRows();
  table.at = at;
  table.rows.get(at)?.querySelector("button").focus({ preventScroll: true });
}

function startTable() {
  const body = byId("table").tBodies[0];
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      drawRows();
    });
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  const printed = (print) => () => {
    table.print = print;
    drawRows();
  };
  addEventListener("beforeprint", printed(true));
  addEventListener("afterprint", printed(false));
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-id]");
    if (row) openArticle(row.dataset.id);
  });
  body.addEventListener("focusin", (event) => (table.at = Number(event.target.closest("tr").dataset.at)));
  body.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(innerHeight / rowHeight()) - 2);
    const to = { ArrowDown: table.at + 1, ArrowUp: table.at - 1, PageDown: table.at + page, PageUp: table.at - page,
      Home: 0, End: shownRows() - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step(to);
  });
  byId("table").tHead.addEventListener("click", (event) => {
    const sort = event.target.dataset.sort;
    if (!sort) return;
    const now = place();
    const same = (now.sort || "order") === sort;
    go(now.view === "check" ? "quotations" : now.view, { ...now.filter, sort, down: same && !now.down ? "1" : "" });
  });
  byId("export").addEventListener("click", () => source.save(table.found, place().filter));
  const form = byId("filters");
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(filtered, served ? 200 : 30);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filtered));
}

/** The form's filters become the address, which becomes the view. */
function filtered() {
  const now = place();
  const given = Object.fromEntries([...new FormData(byId("filters"))].map(([name, value]) => [name, value.trim()]));
  go(now.view, { ...given, sort: now.sort, down: now.down }, true);
}

/** What the form offers. */
function offer(all) {
  const fill = (id, list) => byId(id).replaceChildren(...list.map((value) => make("option", { value })));
  fill("speakers", all.names);
  fill("outlets", all.outletNames);
  fill("publishers", all.publisher.map(([name]) => name));
  for (const field of ["kind", "class", "channel"]) {
    const values = all[field].filter(([name]) => name).map(([name]) => make("option", { value: name }, name));
    const none = all[field].some(([name]) => !name) ? [make("option", { value: "-" }, "not said")] : [];
    byId("filters").elements[field].replaceChildren(make("option", { value: "" }, "any"), ...values, ...none);
  }
}
