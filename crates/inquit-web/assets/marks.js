// Marks: a text with content, cue, source and outlet of its quotations in their colours.

/** Where an outlet's name stands nearest to a quotation; records give the name alone. */
function outletPlace(text, lower, row, known) {
  if (!row.outlet || !row.content.length) return null;
  if (!known.has(row.outlet)) {
    const places = [];
    const name = row.outlet.toLowerCase();
    // Only where lower case is as long as the text can places be compared.
    if (lower.length === text.length && name.length === row.outlet.length)
      for (let at = lower.indexOf(name); at >= 0 && places.length < 2000; at = lower.indexOf(name, at + 1)) places.push(at);
    known.set(row.outlet, places);
  }
  const near = row.cue?.[0] ?? row.content[0][0];
  const inside = (at) => row.content.some(([start, end]) => start <= at && at < end);
  let best = null;
  for (const at of known.get(row.outlet))
    if (!inside(at) && (best === null || Math.abs(at - near) < Math.abs(best - near))) best = at;
  return best === null ? null : [best, best + row.outlet.length];
}

/** All marks of a text, as [start, end, class, row]. */
function places(text, rows) {
  const lower = text.toLowerCase();
  const known = new Map();
  const all = [];
  for (const row of rows) {
    for (const [start, end] of row.content) all.push([start, end, "content", row]);
    if (row.cue) all.push([...row.cue, "cue", row]);
    if (row.source) all.push([...row.source, "source", row]);
    const outlet = outletPlace(text, lower, row, known);
    if (outlet) all.push([...outlet, "outlet", row]);
  }
  return all.filter(([start, end]) => start < end && end <= text.length);
}

/** Fills `box` with a part of the text, cut where marks begin and end; the first mark of each quotation can be reached by keyboard. */
function drawText(box, text, rows, from = 0, to = text.length) {
  const all = places(text, rows).sort((one, other) => one[0] - other[0] || other[1] - one[1]);
  const cuts = [...new Set([from, to, ...all.flatMap(([start, end]) => [start, end])])]
    .filter((cut) => cut >= from && cut <= to).sort((one, other) => one - other);
  const parts = [];
  const reached = new Set();
  let open = [], next = 0;
  for (let at = 0; at + 1 < cuts.length; at++) {
    const [start, end] = [cuts[at], cuts[at + 1]];
    while (next < all.length && all[next][0] <= start) open.push(all[next++]);
    open = open.filter((mark) => mark[1] > start);
    const words = visible(text.slice(start, end));
    if (!open.length) {
      parts.push(words);
      continue;
    }
    const inner = (open.findLast((mark) => mark[2] === "content") ?? open.at(-1))[3];
    const kinds = [...new Set(open.map((mark) => mark[2]))];
    const element = make("span", { class: `mark ${kinds.join(" ")} ${inner.corrected ?? ""}` }, words);
    element.dataset.ids = [...new Set(open.map((mark) => mark[3].id))].join(" ");
    element.dataset.id = inner.id;
    if (kinds.includes("content") && !reached.has(inner.id)) {
      reached.add(inner.id);
      element.tabIndex = 0;
      element.setAttribute("role", "button");
      element.setAttribute("aria-describedby", "tip");
    }
    parts.push(element);
  }
  box.replaceChildren(...parts);
}

/** What a mark says of itself. */
function hint(row) {
  const to = row.outlet ? ` → ${row.outlet}` : "";
  const rule = row.rule ? `rule ${row.rule}` : "";
  const confidence = sure(row) && `confidence ${sure(row)}`;
  return [visible(`${row.speaker ?? "speaker not said"}${to}`), [rule, confidence].filter(Boolean).join(", ")].filter(Boolean).join(" · ");
}

/** Shows hints for the marks in a box, by pointer and by keyboard, and tells which one is chosen. */
function listen(box, rowOf, choose) {
  const tip = byId("tip");
  const home = tip.parentElement;
  const show = (event) => {
    const mark = event.target.closest?.(".mark[data-id]");
    const row = mark && rowOf(mark.dataset.id);
    if (!row) return;
    // A modal dialog covers what stands outside it.
    (box.closest("dialog") ?? home).append(tip);
    tip.textContent = hint(row);
    tip.hidden = false;
    const [own, size] = [mark.getClientRects()[0], tip.getBoundingClientRect()];
    tip.style.left = `${Math.max(8, Math.min(own.left, innerWidth - size.width - 8))}px`;
    tip.style.top = `${own.top - size.height - 6 > 4 ? own.top - size.height - 6 : own.bottom + 6}px`;
  };
  const hide = () => (tip.hidden = true);
  box.addEventListener("pointerover", show);
  box.addEventListener("focusin", (event) => {
    show(event);
    const mark = event.target.closest(".mark[data-id]");
    if (mark) choose?.(mark.dataset.id);
  });
  for (const event of ["pointerout", "focusout"]) box.addEventListener(event, hide);
  box.addEventListener("click", (event) => {
    const mark = event.target.closest(".mark[data-id]");
    if (mark && getSelection().isCollapsed) choose?.(mark.dataset.id);
  });
}
