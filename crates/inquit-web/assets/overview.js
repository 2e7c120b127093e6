// The overview: how many, who, when, to which outlets. Every figure leads to its quotations.

function drawOverview(all) {
  const { quotations } = all;
  const tile = (number, label) => make("div", {}, make("dt", {}, label), make("dd", {}, whole.format(number)));
  const tiles = make("dl", { class: "tiles" }, tile(all.articles, "articles"), tile(quotations, "quotations"),
    tile(all.speakers, "speakers"), tile(all.outlets, "outlets that they spoke to"));
  const cards = make("div", { class: "cards" });
  const card = (title, about, body, size = "") =>
    cards.append(make("section", { class: `card ${size}` }, make("h2", {}, title), about && make("p", {}, about), body));
  const bars = (field, list, none) => {
    const most = Math.max(1, ...list.map(([, number]) => number));
    return make("ol", { class: "bars" }, ...list.map(([name, number]) => {
      const bar = make("i");
      bar.style.width = `${(100 * number) / most}%`;
      const target = { [field]: name ?? "-" };
      return make("li", {}, make("a", { href: link("quotations", target) },
        make("span", { class: "name", title: visible(name ?? none) }, make("bdi", {}, visible(name ?? none))),
        make("span", { class: "track", "aria-hidden": "true" }, bar),
        make("span", { class: "number" }, `${whole.format(number)} · ${percent(number, quotations)}`)));
    }));
  };
  const some = (list) => (list.length ? list : [["–", 0]]);
  card("Most quoted", "People, organisations and documents by name; groups and unnamed sources are left out.",
    bars("speaker", all.top, ""), "half");
  card("Outlets that they spoke to", "Named in the text as the place where the words were said or printed first.",
    bars("outlet", all.outlet, ""), "half");
  if (all.months.length) card("By month of publication", null, months(all.months), "full");
  if (all.crossed.length) card("Speakers × outlets", "Who spoke to whom; a darker field is more quotations.", heat(all.crossed), "full");
  card("Kind", "Wholly, partly or not in quotation marks.", bars("kind", some(all.kind), "not known"), "small");
  card("What the speaker is", "As far as the text says.", bars("class", all.class, "not said"), "small");
  card("Channel", "How the words were given, where the text says.", bars("channel", all.channel.filter(([name]) => name).slice(0, 10), ""), "small");
  const pronouns = all.pronoun.filter(([name]) => name);
  if (pronouns.length) card("Pronouns in the text", "As the articles use them for the speaker; nothing is guessed from names.", plain(pronouns, all), "small");
  byId("overview").replaceChildren(tiles, cards, madeBy(all.made));
}

function plain(list, all) {
  return make("dl", { class: "facts" }, ...list.flatMap(([name, number]) =>
    [make("dt", {}, name), make("dd", {}, `${whole.format(number)} · ${percent(number, all.quotations)}`)]));
}

/** One bar a month; a year where there are too many. */
function months(counted) {
  let rows = counted;
  if (counted.length > 96) {
    const years = new Map();
    for (const [month, number] of counted) years.set(month.slice(0, 4), (years.get(month.slice(0, 4)) ?? 0) + number);
    rows = [...years];
  } else {
    const known = new Map(counted);
    const [first, last] = [counted[0][0], counted.at(-1)[0]].map((month) => month.split("-").map(Number));
    const between = (last[0] - first[0]) * 12 + last[1] - first[1];
    if (between <= 120) {
      rows = Array.from({ length: between + 1 }, (_, at) => {
        const month = first[1] - 1 + at;
        const name = `${first[0] + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
        return [name, known.get(name) ?? 0];
      });
    }
  }
  const most = Math.max(1, ...rows.map(([, number]) => number));
  const short = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const list = make("ol", { class: "months" }, ...rows.map(([when, number], at) => {
    const bar = make("i");
    bar.style.height = number ? `${(100 * number) / most}%` : "0";
    const [year, month] = when.split("-");
    const label = !month ? year : at === 0 || month === "01" ? year : rows.length <= 24 ? short[month - 1] : "";
    const target = month ? { from: when, to: when } : { from: `${year}-01`, to: `${year}-12` };
    const name = `${month ? `${short[month - 1]} ` : ""}${year}: ${count(number, "quotation")}`;
    return make("li", {}, make("a", { href: link("quotations", target), "aria-label": name, title: name }, bar),
      make("span", { "aria-hidden": "true" }, label));
  }));
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Months" }, list);
}

/** The busiest speakers and outlets, crossed. */
function heat(crossed) {
  const top = (place, among) => {
    const sums = new Map();
    for (const pair of crossed) if (!among || among.has(pair[1])) sums.set(pair[place], (sums.get(pair[place]) ?? 0) + pair[2]);
    return [...sums].sort((one, other) => other[1] - one[1]).slice(0, 14).map(([name]) => name);
  };
  const outlets = top(1);
  const speakers = top(0, new Set(outlets));
  const counts = new Map(crossed.map(([speaker, outlet, number]) => [`${speaker}\n${outlet}`, number]));
  const most = Math.max(...crossed.map(([, , number]) => number));
  const cell = (speaker, outlet) => {
    const number = counts.get(`${speaker}\n${outlet}`);
    if (!number) return make("td");
    const level = Math.max(1, Math.ceil((4 * Math.log(number + 1)) / Math.log(most + 1)));
    const name = `${visible(speaker)} to ${visible(outlet)}: ${count(number, "quotation")}`;
    return make("td", {}, make("a", { href: link("quotations", { speaker, outlet }), "data-level": level, "aria-label": name, title: name }, String(number)));
  };
  const head = make("tr", {}, make("td"), ...outlets.map((outlet) => make("th", { scope: "col", title: visible(outlet) }, make("div", {}, visible(outlet)))));
  const rows = speakers.map((speaker) =>
    make("tr", {}, make("th", { scope: "row", title: visible(speaker) }, visible(speaker)), ...outlets.map((outlet) => cell(speaker, outlet))));
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Speakers and outlets" },
    make("table", { class: "heat" }, make("thead", {}, head), make("tbody", {}, ...rows)));
}

function madeBy(made) {
  if (!made?.inquit) return "";
  const model = made.model ? ` · model ${made.model}` : "";
  return make("p", { class: "hint keep" }, `Made by inquit ${made.inquit}${model}. Figures are what a program found, with errors: look at “Check these”.`);
}
