// Articles to look at: a few that are read by hand, hostile ones, and as many as one likes.

export const plain = [
  {
    id: "gates", title: "Tide gates will open late", publisher: "The Harbor Lantern", date: "2024-03-12",
    text: "GREYPORT — The new tide gates will open six weeks late, the harbour board said on Tuesday.\n\n" +
      "“We tried them twice, and they held both times,” chief engineer Ana Lima told Reuters. She added that the delay had nothing to do with money.\n\n" +
      "“Nobody asked the fishermen,” said Rui Quint, who keeps three boats on the north quay. “They will hear from us.”\n\n" +
      "In a statement on Monday, the Seafarers' Guild called the plan “a gate to nowhere”.",
  },
  {
    id: "school", title: "A school without bells", publisher: "The Fenland Sparrow", date: "2024-05-02",
    text: "“The children notice the time themselves,” head teacher Ida Moen told the Fenland Sparrow.\n\n" +
      "According to a report by the county, lessons begin four minutes earlier than before.\n\n" +
      "Parents were less sure. “My son came home at six,” Leila Haddad said in an interview with CNN. “He had been waiting for a bell.”",
  },
  {
    id: "été", title: "Le « festival » goes on 🙂", publisher: "Radio Nord", date: "2024-07-21",
    text: "🙂 The festival goes on, rain or not. “Ça continue,” said Zoé Sørensen, its director, “and nobody goes home dry.”\n\n" +
      "She told USA Today that forty bands would play.",
  },
];

const attack = "<script>window.ran=1;alert(1)</script><img src=x onerror=\"window.ran=1\"></script><!--<svg onload=window.ran=1>]]>&lt;b&gt;";

export const hostile = [
  { id: attack, title: attack, publisher: attack, date: "2024-06-01", url: "javascript:window.ran=1",
    text: `“${attack} is what we saw,” Ana Lima told Reuters. ${attack}` },
  { id: "marks", title: "\u202eright to left\u202c", publisher: "\u202eB", date: "2024-06-02",
    text: "\u202e“It was turned around,” said Bo Chen.\u202c \u2067“And back,” he said.\u2069 שלום “All of it,” Bo Chen told Reuters." },
  { id: "null", title: "a\u0000b", publisher: "\u0007", date: "2024-06-03",
    text: "\u0000“It \u0000 has null bytes\u0000,” Ida Moen told Reuters.\u0000\u001b[31m Then it ended." },
  { id: "long", title: "x".repeat(3000), publisher: "y".repeat(3000), date: "z".repeat(3000),
    text: "“It begins,” Rui Quint told Reuters. " + "w".repeat(1 << 20) + " “It ends,” said Rui Quint." },
];

const FIRST = ["Ana", "Marguerite", "Kwabena", "Ida", "Tomasz", "Leila", "Bo", "Rui", "Odd", "Ines", "Farid", "Greta"];
const LAST = ["Lima", "Tran", "Lindqvist", "Chen", "Moen", "Okafor", "Haddad", "Varga", "Quint", "Brandt"];
const OUTLETS = ["Reuters", "The Harbor Lantern", "USA Today", "CNN", "The Fenland Sparrow", "Collider", "The Gulf Coast Standard"];
const WORDS = ["the gates held through the night", "nobody had asked the fishermen", "it was a Monday that was already a Monday",
  "we counted the boats twice", "the money was there from the beginning", "a delay is not a failure", "the tide keeps no calendar"];

/** Numbers that look random and are the same every time. */
function dice(seed) {
  let state = seed;
  return (below) => (state = (state * 48271) % 2147483647) % below;
}

/** So many articles with six quotations each. */
export function* many(articles) {
  const roll = dice(7);
  for (let at = 0; at < articles; at++) {
    const parts = [];
    for (let part = 0; part < 6; part++) {
      // The product makes some names far more frequent than others.
      const name = `${FIRST[Math.min(roll(12), roll(12))]} ${LAST[Math.min(roll(10), roll(10))]}`;
      const words = WORDS[roll(7)];
      const outlet = OUTLETS[Math.min(roll(7), roll(7))];
      parts.push(roll(2) ? `“${words[0].toUpperCase()}${words.slice(1)},” ${name} told ${outlet}.` : `“${words[0].toUpperCase()}${words.slice(1)},” said ${name}, who had seen it.`);
      if (part % 2) parts.push("\n\n");
    }
    const month = String(1 + roll(12)).padStart(2, "0");
    yield { id: `a${at}`, title: `What was said about the harbour, part ${at + 1}`, publisher: OUTLETS[roll(7)], date: `2024-${month}-1${roll(10)}`, text: parts.join(" ") };
  }
}

/** So many records, as inquit writes them. */
export function* records(count) {
  const roll = dice(11);
  for (let at = 0; at < count; at++) {
    const name = `${FIRST[roll(12)]} ${LAST[roll(10)]}`;
    yield { doc_id: `d${Math.floor(at / 8)}`, quote_id: `q${(at % 8) + 1}`, publisher: OUTLETS[roll(7)], published: `20${10 + roll(15)}-0${1 + roll(9)}-01`,
      title: `Part ${Math.floor(at / 8)}`, url: null, kind: "direct", text: `“${WORDS[roll(7)]}, ${at}”`, cue: { start: 0, end: 4, text: "said" },
      speaker: name, speaker_class: "person", outlet: roll(3) ? OUTLETS[roll(7)] : null, outlet_inherited: false, channel: null, confidence: roll(1000) / 1000, rule: "said_name" };
  }
}
