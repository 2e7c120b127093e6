// Where rows come from: the data in this file, or the server.

const COLUMNS = ["document", "quote_id", "text", "kind", "speaker", "speaker_class", "speaker_role", "speaker_pronoun",
  "addressee", "outlet", "outlet_inherited", "channel", "said_on", "rule", "cue_text", "source_text", "confidence",
  "content", "cue", "source"];
const [TEXT, KIND, SPEAKER, CLASS, PRONOUN, OUTLET, CHANNEL, SURE] =
  ["text", "kind", "speaker", "speaker_class", "speaker_pronoun", "outlet", "channel", "confidence"]
    .map((name) => COLUMNS.indexOf(name));
const [FIRST_NAME, LAST_NAME] = [KIND, COLUMNS.indexOf("source_text")];
const DOCUMENT = { id: 0, title: 1, publisher: 2, published: 3, month: 4, url: 5, block: 6, place: 7 };

/** Pairs of a flat list. */
const pairs = (flat) => flat.flatMap((start, at) => (at % 2 ? [] : [[start, flat[at + 1]]]));

/** Rows of the data in this file. */
function local() {
  const data = JSON.parse(document.querySelector("script.data").textContent);
  const { names, documents, quotations } = data;
  const name = (number) => (number ? names[number - 1] : null);
  const own = (row) => documents[row[0]];
  const firsts = new Int32Array(documents.length + 1).fill(-1);
  quotations.forEach((row, at) => firsts[row[0]] < 0 && (firsts[row[0]] = at));
  let folded = null, ranks = null, days = null;

  function row(at) {
    const cells = quotations[at], made = { id: at };
    COLUMNS.forEach((column, place) => {
      const cell = cells[place];
      made[column] = place >= FIRST_NAME && place <= LAST_NAME ? name(cell) : cell;
    });
    const document = own(cells);
    made.confidence = cells[SURE] === null ? null : cells[SURE] / 1000;
    [made.content, made.cue, made.source] = [pairs(made.content), pairs(made.cue)[0], pairs(made.source)[0]];
    return Object.assign(made, { doc_id: document[DOCUMENT.id], title: document[DOCUMENT.title],
      publisher: name(document[DOCUMENT.publisher]), published: document[DOCUMENT.published], url: document[DOCUMENT.url] });
  }

  /** What the words of a search are looked for in. */
  function haystacks() {
    const known = new Map();
    const once = (text) => known.get(text) ?? known.set(text, fold(text)).get(text);
    folded ??= quotations.map((row) =>
      [fold(row[TEXT]), once(name(row[SPEAKER]) ?? ""), once(name(row[OUTLET]) ?? ""), once(own(row)[DOCUMENT.title] ?? "")].join("\n"));
    return folded;
  }

  /** The numbers of the names that a filter means: that name, or where there is none such, those that hold it. */
  function meant(wanted, used) {
    const words = fold(wanted);
    const all = names.map(fold);
    const exact = new Set(), part = new Set();
    all.forEach((text, at) => {
      if (!used.has(at + 1)) return;
      if (text === words) exact.add(at + 1);
      else if (text.includes(words)) part.add(at + 1);
    });
    return exact.size ? exact : part;
  }

  const used = {};
  const usedIn = (column) => (used[column] ??= new Set(quotations.map((row) => row[column])));

  function tests(filter) {
    const tests = [];
    const oneOf = (wanted, get, all) => {
      if (!wanted) return;
      const numbers = meant(wanted, all);
      tests.push((row) => numbers.has(get(row)));
    };
    for (const [field, column] of [["speaker", SPEAKER], ["outlet", OUTLET], ["kind", KIND], ["class", CLASS], ["channel", CHANNEL]]) {
      if (filter[field] === "-") tests.push((row) => !row[column]);
      else oneOf(filter[field], (row) => row[column], usedIn(column));
    }
    oneOf(filter.publisher, (row) => own(row)[DOCUMENT.publisher], new Set(documents.map((one) => one[DOCUMENT.publisher])));
    if (filter.least) tests.push((row) => row[SURE] !== null && row[SURE] >= filter.least * 1000);
    if (filter.most) tests.push((row) => row[SURE] !== null && row[SURE] <= filter.most * 1000);
    if (filter.from) tests.push((row) => (name(own(row)[DOCUMENT.month]) ?? "") >= filter.from);
    if (filter.to) tests.push((row) => (name(own(row)[DOCUMENT.month]) ?? "~") <= filter.to);
    return tests;
  }

  /** Where each name stands in the alphabet; none stands last. */
  function ranked(list) {
    const order = list.map((_, at) => at);
    const collator = new Intl.Collator("en");
    order.sort((one, other) => collator.compare(list[one], list[other]));
    const ranks = new Uint32Array(list.length + 1).fill(list.length + 1);
    order.forEach((at, rank) => (ranks[at + 1] = rank));
    return ranks;
  }

  function key(sort) {
    if (sort === "confidence") return (at) => quotations[at][SURE] ?? 2000;
    if (sort === "published") {
      days ??= ranked(documents.map((one) => `${name(one[DOCUMENT.month]) ?? "~"} ${one[DOCUMENT.published] ?? ""}`));
      return (at) => days[quotations[at][0] + 1];
    }
    ranks ??= ranked(names);
    const column = sort === "outlet" ? OUTLET : SPEAKER;
    return (at) => ranks[quotations[at][column]];
  }

  function find(filter, sort, down) {
    const checks = tests(filter);
    const words = fold(filter.q ?? "").split(/\s+/).filter(Boolean);
    if (words.length) {
      const texts = haystacks();
      checks.push((_, at) => words.every((word) => texts[at].includes(word)));
    }
    let found = [];
    quotations.forEach((row, at) => checks.every((check) => check(row, at)) && found.push(at));
    if (sort && sort !== "order") {
      const of = key(sort);
      const keys = new Map(found.map((at) => [at, of(at)]));
      found.sort((one, other) => keys.get(one) - keys.get(other) || one - other);
    }
    if (down) found.reverse();
    return { total: found.length, get: (at) => row(found[at]), place: (id) => found.indexOf(id) };
  }

  /** What each value stands for how often, the most frequent first. */
  function counted(column) {
    const counts = new Map();
    for (const row of quotations) counts.set(row[column], (counts.get(row[column]) ?? 0) + 1);
    return [...counts].map(([number, count]) => [name(number), count]).sort((one, other) => other[1] - one[1]);
  }

  function overview() {
    const known = (list) => list.filter(([value]) => value !== null);
    const [speakers, outlets] = [known(counted(SPEAKER)), known(counted(OUTLET))];
    const named = new Map();
    const crossed = new Map();
    const months = new Map();
    const publishers = new Map();
    for (const row of quotations) {
      const [speaker, outlet, kind] = [name(row[SPEAKER]), name(row[OUTLET]), name(row[CLASS])];
      if (speaker && kind !== "group" && kind !== "unnamed") named.set(speaker, (named.get(speaker) ?? 0) + 1);
      if (speaker && outlet) {
        const key = `${row[SPEAKER]} ${row[OUTLET]}`;
        crossed.set(key, [speaker, outlet, (crossed.get(key)?.[2] ?? 0) + 1]);
      }
      const month = name(own(row)[DOCUMENT.month]);
      if (month) months.set(month, (months.get(month) ?? 0) + 1);
      const publisher = name(own(row)[DOCUMENT.publisher]);
      if (publisher) publishers.set(publisher, (publishers.get(publisher) ?? 0) + 1);
    }
    const falling = (map) => [...map].sort((one, other) => other[1] - one[1]);
    return {
      articles: data.articles, quotations: quotations.length, speakers: speakers.length, outlets: outlets.length,
      kind: counted(KIND), class: counted(CLASS), channel: counted(CHANNEL), pronoun: counted(PRONOUN),
      top: falling(named).slice(0, 15), outlet: outlets.slice(0, 15), publisher: falling(publishers).slice(0, 500),
      crossed: [...crossed.values()].sort((one, other) => other[2] - one[2]), months: [...months].sort(),
      names: speakers.slice(0, 500).map(([name]) => name), outletNames: outlets.slice(0, 500).map(([name]) => name),
      made: data.made,
    };
  }

  const blocks = document.querySelectorAll("script.texts");
  const parsed = new Map();
  function text(document) {
    const [block, place] = [document[DOCUMENT.block], document[DOCUMENT.place]];
    if (block === undefined) return null;
    if (!parsed.has(block)) {
      if (parsed.size > 8) parsed.clear();
      parsed.set(block, JSON.parse(blocks[block].textContent));
    }
    return parsed.get(block)[place];
  }

  async function article(id) {
    const document = quotations[id][0];
    const all = [];
    for (let at = firsts[document]; at < quotations.length && quotations[at][0] === document; at++) all.push(row(at));
    return { text: text(documents[document]), quotations: all };
  }

  const fields = ["doc_id", "quote_id", "publisher", "published", "title", "url", "kind", "text", "cue_text", "source_text",
    "speaker", "speaker_class", "speaker_role", "speaker_pronoun", "addressee", "outlet", "outlet_inherited", "channel",
    "said_on", "confidence", "rule"];
  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

  /** What is found, as a file of comma-separated values. */
  function save(found) {
    const lines = [fields.map((field) => field.replace("_text", "")).join(",")];
    for (let at = 0; at < found.total; at++) {
      const row = found.get(at);
      lines.push(fields.map((field) => quoted(String(row[field] ?? ""))).join(","));
    }
    const file = new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv" });
    const address = URL.createObjectURL(file);
    make("a", { href: address, download: "quotations.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  // The first search finds everything ready.
  (window.requestIdleCallback ?? setTimeout)(haystacks);
  return { find: async (...wanted) => find(...wanted), overview: async () => overview(), article, save };
}

/** Rows of the server, a page of them at a time. */
function remote() {
  const PAGE = 200;

  async function ask(address, options) {
    const answer = await fetch(address, options);
    const body = await answer.json();
    if (!answer.ok) throw new Error([body.title, body.detail].filter(Boolean).join(": "));
    return body;
  }

  /** A record as rows are here. */
  function row(record) {
    const range = (words) => (words ? [words.start, words.end] : undefined);
    return { ...record, content: record.content.map(range), cue: range(record.cue), source: range(record.source),
      cue_text: record.cue?.text ?? null, source_text: record.source?.text ?? null };
  }

  const query = (filter, more) => new URLSearchParams(Object.entries({ ...filter, ...more }).filter(([, value]) => value));

  async function find(filter, sort, down, changed) {
    const pages = new Map();
    const load = async (page) => {
      const asked = query(filter, { sort, down: down ? "true" : "", offset: page * PAGE, limit: PAGE });
      const { total, quotations } = await ask(`/v1/quotations?${asked}`);
      pages.set(page, quotations.map(row));
      return total;
    };
    const total = await load(0);
    const get = (at) => {
      const page = Math.floor(at / PAGE);
      if (!pages.has(page)) {
        pages.set(page, []);
        load(page).then(changed, (error) => tell(error.message));
      }
      return pages.get(page)[at % PAGE];
    };
    return { total, get };
  }

  async function article(id) {
    const found = await ask(`/v1/quotations/${id}/article`);
    return { ...found, quotations: found.quotations.map(row) };
  }

  const save = (_, filter) => make("a", { href: `/v1/quotations.csv?${query(filter, {})}`, download: "quotations.csv" }).click();
  const send = (address, value) =>
    ask(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(value) });
  const extract = async (text) => (await send("/v1/extract", { text, offsets: "utf16" })).quotations.map((record, id) => row({ ...record, id }));
  const correct = (value) => send("/v1/corrections", value);
  return { find, overview: () => ask("/v1/overview"), article, save, extract, correct };
}
