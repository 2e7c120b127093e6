// Served pages: a quotation can be set right or struck, and texts are tried as they are typed.

/** The part of the text that the reader selected, as a place in the whole text. */
function selected() {
  const selection = getSelection();
  const box = byId("text");
  if (!selection.rangeCount || selection.isCollapsed || !box.contains(selection.anchorNode) || !box.contains(selection.focusNode)) return null;
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.selectNodeContents(box);
  before.setEnd(range.startContainer, range.startOffset);
  const start = (shown.whole || shown.text.length <= LONGEST ? 0 : shown.from) + before.toString().length - (box.querySelector(".keep")?.textContent.length ?? 0);
  return [start, start + range.toString().length];
}

/** The fields by which a quotation is set right. */
function correcting(row) {
  const right = { content: row.content, cue: row.cue ?? null, source: row.source ?? null };
  // What a reader added has no number in the database: its content tells which one is meant.
  let found = row.id > 0 ? undefined : row.content;
  const field = (label, input) => make("label", {}, label, input);
  const speaker = make("input", { value: row.speaker ?? "", list: "speakers" });
  const outlet = make("input", { value: row.outlet ?? "", list: "outlets" });
  const classes = ["person", "organization", "group", "document", "unnamed", "author"];
  const kind = make("select", {}, ...classes.map((name) => make("option", { value: name, selected: name === row.speaker_class }, name)));
  const status = make("p", { class: "hint", role: "status" }, "");
  const told = (text) => (status.textContent = text);
  // A button that is pressed must not take the selection away.
  const stay = (event) => event.preventDefault();
  const take = (name, set) => make("button", { type: "button", class: "plain", mousedown: stay, click: () => {
    const place = selected();
    if (!place) return told("Select words in the text first.");
    set(place);
    told(`${name}: “${visible(shown.text.slice(...place)).slice(0, 80)}”`);
  } }, name);
  const send = async (action) => {
    try {
      await source.correct({ quotation: first(row), found, action });
    } catch (error) {
      return tell(error.message);
    }
    const id = row.id;
    Object.assign(shown, { rows: (await source.article(first(row))).quotations });
    const again = shown.rows.find((one) => one.id === id) ?? shown.rows[0];
    drawArticle(again);
    choose(again, false);
    tell.kept?.remove();
    byId("details").prepend((tell.kept = make("p", { class: "hint", role: "status" }, "Kept.")));
    last = "";
  };
  const save = make("button", { type: "button", id: "keep", click: () =>
    send({ set: { ...right, speaker: speaker.value || null, speaker_class: speaker.value ? kind.value : null, outlet: outlet.value || null } }) }, "Keep");
  const strike = make("button", { type: "button", class: "plain", id: "strike", click: () => send("strike") }, "No quotation");
  const undo = row.corrected && row.id > 0 && make("button", { type: "button", class: "plain", id: "undo", click: () => send("undo") }, "As it was found");
  const missed = make("button", { type: "button", class: "plain", mousedown: stay, click: () => {
    const place = selected();
    if (!place) return told("Select the words that were missed first.");
    found = [];
    Object.assign(right, { content: [place], cue: null, source: null });
    told("A further quotation: name its speaker and keep it.");
  } }, "Missed one");
  return make("section", { class: "correct", "aria-label": "Set right" }, make("h3", {}, row.corrected === "struck" ? "Struck" : "Set right"),
    field("Speaker", speaker), field("The speaker is", kind), field("Outlet", outlet),
    make("p", { class: "hint" }, "Select words in the text; the selection is:"),
    make("p", {}, take("Content", (place) => (right.content = [place])), take("More content", (place) => right.content.push(place)),
      take("Cue", (place) => (right.cue = place)), take("Source", (place) => (right.source = place)), missed),
    status, make("p", {}, save, strike, undo || ""),
    make("p", { class: "hint" }, "Kept in a file of their own; inquit extract --corrections applies them. ",
      make("a", { href: "/v1/corrections/gold", download: "gold.jsonl" }, "All corrected articles as gold")));
}

/** A quotation of this article that the database has; those that readers added have no number there. */
const first = (row) => (row.id > 0 ? row.id : shown.rows.find((one) => one.id > 0).id);

function startTrying() {
  const words = byId("words");
  let timer, asked = 0, rows = [];
  const tried = async () => {
    const now = ++asked;
    const text = words.value;
    const begun = performance.now();
    let found;
    try {
      found = text ? await source.extract(text) : [];
    } catch (error) {
      return now === asked && (byId("trystatus").textContent = error.message);
    }
    if (now !== asked) return;
    rows = found;
    byId("trystatus").textContent = text ? `${count(rows.length, "quotation")} in ${Math.round(performance.now() - begun)} ms` : "";
    drawText(byId("tried"), text, rows);
    byId("trylist").replaceChildren(...rows.map((row) => make("div", { class: "listed" }, make("p", {}, visible(row.text)), make("small", {}, hint(row)))));
  };
  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tried, 120);
  });
  listen(byId("tried"), (id) => rows.find((row) => String(row.id) === id));
}
