// The reader's own words, which the page brings along.
const source = document.getElementById("words");
const table = source ? JSON.parse(source.textContent) : {};

/** The sentence called *name*, with each {key} replaced by its value. */
export function word(name, values = {}) {
  const text = table[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
}

/** Have *text* read out by screen readers. */
export function announce(text) {
  const region = document.querySelector("[data-announce]");
  if (region) region.textContent = text;
}

/** An element: make("p", {class: "x", hidden: true}, "text", child, …). */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** *text* without case and accents: "Sprzedaż" is found by "sprzedaz". */
export function plain(text) {
  return text.toLowerCase().replaceAll("ł", "l").normalize("NFD").replace(/\p{M}/gu, "");
}
