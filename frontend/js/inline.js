// Rows inside of a form: a button for one more. Without scripts there is one blank row.
const PLACE = "NUMBER";

export function inline(root = document) {
  for (const rows of root.querySelectorAll("[data-inline]")) grow(rows);
}

/** Add a blank row for each press of the button, numbered on. */
function grow(rows) {
  const template = rows.querySelector("template[data-inline-template]");
  const button = rows.querySelector("[data-inline-add]");
  if (!template || !button) return;
  let next = Number(rows.dataset.inline);
  button.hidden = false;
  button.addEventListener("click", () => {
    const row = template.content.firstElementChild.cloneNode(true);
    for (const element of [row, ...row.querySelectorAll("*")]) number(element, next);
    next += 1;
    button.before(row);
    rows.dispatchEvent(new CustomEvent("inline:added", { bubbles: true, detail: row }));
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
}

function number(element, next) {
  for (const { name, value } of [...element.attributes]) {
    if (value.includes(PLACE)) element.setAttribute(name, value.replaceAll(PLACE, next));
  }
}
