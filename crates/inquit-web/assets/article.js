// An article with its quotations marked, and what is known of the chosen one beside it.

const shown = { rows: [], text: null, chosen: null };

/** Longest text that is shown whole at once; of longer ones the surroundings of the quotation. */
const LONGEST = 200000;

const openArticle = (id) => go(place().view, { ...place().filter, sort: place().sort, down: place().down, open: id });

/** Shows the article of a quotation. */
async function showArticle(id) {
  const dialog = byId("article");
  const known = dialog.open && shown.rows.find((row) => String(row.id) === id);
  if (!known) {
    let article;
    try {
      article = await source.article(Number(id));
    } catch (error) {
      return tell(error.message);
    }
    Object.assign(shown, { can_correct: false }, article, { rows: article.quotations, whole: false });
  }
  const row = shown.rows.find((row) => String(row.id) === id);
  if (!row) return tell("There is no such quotation.");
  if (!known) drawArticle(row);
  if (!dialog.open) {
    dialog.showModal();
    byId("headline").focus();
  }
  choose(row, !known);
}

function drawArticle(row) {
  byId("headline").textContent = visible(row.title ?? row.doc_id ?? "Article");
  const about = [row.publisher, row.published, row.title ? row.doc_id : null].filter(Boolean).map(visible).join(" · ");
  const safe = /^https?:\/\//i.test(row.url ?? "");
  byId("byline").replaceChildren(about, safe ? " · " : "", safe ? make("a", { href: row.url, rel: "noreferrer noopener", target: "_blank" }, "original") : "");
  const box = byId("text");
  box.scrollTop = 0;
  if (shown.text === null) return listArticle(box);
  let [from, to] = [0, shown.text.length];
  if (to > LONGEST && !shown.whole) {
    const middle = row.content[0]?.[0] ?? 0;
    [from, to] = [Math.max(0, middle - 20000), Math.min(to, middle + 20000)];
    Object.assign(shown, { from, to });
  }
  drawText(box, shown.text, shown.rows, from, to);
  if (to - from < shown.text.length) {
    const all = make("button", { type: "button", click: () => (shown.whole = true) && drawArticle(row) }, "Show all of it");
    box.prepend(make("p", { class: "keep hint" }, `A part of a text of ${count(shown.text.length, "character")}. `, all));
  }
}

/** Where the text is not at hand: its quotations, one below the other. */
function listArticle(box) {
  const mark = (kind, row, words) => {
    const element = make("span", { class: `mark ${kind}` }, visible(words));
    element.dataset.id = element.dataset.ids = row.id;
    return element;
  };
  const items = shown.rows.map((row) => {
    const content = mark("content", row, row.text);
    content.tabIndex = 0;
    content.setAttribute("role", "button");
    content.setAttribute("aria-describedby", "tip");
    const about = [row.source_text && mark("source", row, row.source_text), " ", row.cue_text && mark("cue", row, row.cue_text), " ",
      row.outlet && mark("outlet", row, row.outlet)];
    return make("div", { class: "listed" }, make("p", {}, content), make("small", {}, ...about));
  });
  const why = "The output that this page was made from holds quotations only, not the articles’ texts.";
  box.replaceChildren(make("p", { class: "keep hint" }, why), ...items);
}

/** Chooses a quotation: its marks stand out, and the details are its own. */
function choose(row, scroll) {
  shown.chosen = row;
  const box = byId("text");
  if (shown.text !== null && row.content.length && shown.text.length > LONGEST && !shown.whole &&
    (row.content[0][0] < shown.from || row.content[0][0] > shown.to)) drawArticle(row);
  for (const mark of box.querySelectorAll(".mark")) mark.classList.toggle("chosen", (mark.dataset.ids ?? "").split(" ").includes(String(row.id)));
  if (scroll) box.querySelector(".mark.content.chosen")?.scrollIntoView({ block: "center" });
  const at = shown.rows.indexOf(row);
  byId("before").disabled = at <= 0;
  byId("after").disabled = at + 1 >= shown.rows.length;
  drawDetails(row, at);
}

function drawDetails(row, at) {
  const facts = [
    ["Speaker", row.speaker], ["Is a", row.speaker_class], ["Role", row.speaker_role], ["Pronoun used", row.speaker_pronoun],
    ["Spoke to", row.addressee], ["Outlet", row.outlet && `${row.outlet}${String(row.outlet_inherited) === "true" ? " (named earlier)" : ""}`],
    ["Channel", row.channel], ["Said on", row.said_on], ["Kind", row.kind], ["Cue", row.cue_text], ["Source", row.source_text],
    ["Rule", row.rule], ["Confidence", sure(row)],
  ].filter(([, value]) => value);
  byId("details").replaceChildren(
    make("p", { class: "hint" }, `Quotation ${at + 1} of ${shown.rows.length}`),
    make("blockquote", { class: "said", tabindex: "0", role: "region", "aria-label": "Words" }, visible(row.text)),
    make("dl", { class: "facts" }, ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, make("bdi", {}, visible(value)))])),
    shown.can_correct ? correcting(row) : "");
}

function startArticle() {
  const dialog = byId("article");
  const next = (by) => {
    const row = shown.rows[shown.rows.indexOf(shown.chosen) + by];
    if (!row) return;
    choose(row, true);
    const now = place();
    go(now.view, { ...now.filter, sort: now.sort, down: now.down, open: row.id }, true);
  };
  byId("before").addEventListener("click", () => next(-1));
  byId("after").addEventListener("click", () => next(1));
  byId("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey) return;
    if (event.key === "j") next(1);
    if (event.key === "k") next(-1);
  });
  dialog.addEventListener("close", () => {
    const now = place();
    if (now.open !== undefined) go(now.view, { ...now.filter, sort: now.sort, down: now.down }, true);
    table.rows.get(table.at)?.querySelector("button").focus({ preventScroll: true });
  });
  listen(byId("text"), (id) => shown.rows.find((row) => String(row.id) === id), (id) => {
    const row = shown.rows.find((row) => String(row.id) === id);
    if (row && row !== shown.chosen) choose(row, false);
  });
}
