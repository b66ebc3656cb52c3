// Creating a missing parent in a window of its own, which hands the new row back to its picker.
const SIZE = "popup,width=760,height=820";

export function related() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-create-related]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const field = link.dataset.createRelated || link.closest(".picker")?.querySelector("[role=combobox], input")?.id;
    createRelated(link.href, field);
  });
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.data?.type !== "console:created") return;
    const { field, id, text } = event.data;
    document.getElementById(field)?.dispatchEvent(new CustomEvent("console:choose", { detail: { id, text } }));
  });
  report();
}

/** Open the form at *url* for the picker whose input has the id *field*. */
export function createRelated(url, field, words = "") {
  const target = new URL(url, location.href);
  target.searchParams.set("popup", "1");
  if (field) target.searchParams.set("field", field);
  if (words) target.searchParams.set("words", words);
  window.open(target, `create-${field}`, SIZE)?.focus();
}

/** On the page that says "saved" inside such a window: tell the opener, then close. */
function report() {
  const done = document.querySelector("[data-popup-done]");
  if (!done || !window.opener) return;
  const { field, id, text } = done.dataset;
  window.opener.postMessage({ type: "console:created", field, id, text }, location.origin);
  window.close();
}
