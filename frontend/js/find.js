// A form of many fields: the box above it leaves those whose name or value has what is typed.
import { plain } from "./words.js";

export function find(root = document) {
  for (const box of root.querySelectorAll("[data-find-field]")) searchable(box);
}

function searchable(box) {
  const form = box.form;
  const none = form.querySelector("[data-find-none]");
  const groups = [...form.querySelectorAll("fieldset.group")];
  const fields = [...form.querySelectorAll(".field")];
  box.closest("[hidden]")?.removeAttribute("hidden");

  function show() {
    const wanted = plain(box.value.trim());
    for (const field of fields) {
      // A field with an error stays: nobody may lose sight of why the form came back.
      field.hidden = !field.matches(".has-error") && !plain(text(field)).includes(wanted);
    }
    for (const group of groups) group.hidden = Boolean(wanted) && !group.querySelector(".field:not([hidden])");
    none.hidden = groups.some((group) => !group.hidden);
  }

  box.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") fields.find((field) => !field.hidden)?.querySelector("input, select, textarea")?.focus();
    else if (event.key === "Escape" && box.value) {
      box.value = "";
      show();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** What a field is called, in words and in the table. */
function text(field) {
  const control = field.querySelector("[name]");
  return `${field.querySelector(".form-label")?.textContent ?? ""} ${control?.name ?? ""}`;
}
