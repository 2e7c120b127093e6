// Small helpers. All text goes into the page as text, never as markup.

const byId = (id) => document.getElementById(id);
const served = "served" in document.body.dataset;

/** An element with attributes, listeners (functions) and children; strings become text. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Text with its control characters made visible, each by one character, so that places stay as they are. */
const visible = (text) =>
  String(text).replace(/[\0-\x08\x0b-\x1f\x7f]/g, (c) =>
    c === "\r" || c === "\f" ? " " : String.fromCharCode(c === "\x7f" ? 0x2421 : 0x2400 + c.charCodeAt(0)));

/** Text as it is compared: letter case and accents set aside. */
const fold = (text) =>
  (/^[\0-\x7f]*$/.test(text) ? text : text.normalize("NFD").replace(/\p{M}/gu, "")).toLowerCase();

const whole = new Intl.NumberFormat("en");
const count = (number, one, many = `${one}s`) => `${whole.format(number)} ${number === 1 ? one : many}`;
const percent = (part, all) => (all ? `${((100 * part) / all).toFixed(part * 200 < all ? 1 : 0)}%` : "");
const sure = (row) => (row.confidence === null || row.confidence === undefined ? "" : row.confidence.toFixed(2));

/** Tells what went wrong, for a while. */
function tell(message) {
  const box = byId("message");
  box.textContent = message;
  box.hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => (box.hidden = true), 8000);
}

/** The names of filters, as they stand in addresses. */
const FILTERS = ["q", "speaker", "outlet", "publisher", "kind", "class", "channel", "least", "most", "from", "to"];

/** The address of a view with filters. */
function link(view, filters) {
  const given = Object.entries(filters).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const query = new URLSearchParams(given).toString();
  return `#${view}${query ? `?${query}` : ""}`;
}
