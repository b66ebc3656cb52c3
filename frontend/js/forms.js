// Forms: ask before leaving with changes, send once, put the cursor into the first error.
import { word } from "./words.js";

// A download answers without leaving the page; after this long the form may be sent again.
const REST = 8000;

export function forms(root = document) {
  for (const form of root.querySelectorAll("form[data-guard]")) guard(form);
  for (const form of root.querySelectorAll("form[method=post]")) sendOnce(form);
  for (const field of root.querySelectorAll("[data-autosubmit]")) {
    field.addEventListener("change", () => field.form?.requestSubmit());
  }
  for (const box of root.querySelectorAll("[data-null-for]")) noValue(box);
  for (const area of root.querySelectorAll("[data-json]")) checkJson(area);
  focusFirstError();
}

/** Say at once where JSON is broken, before the server has to. */
function checkJson(area) {
  const check = () => {
    let problem = "";
    try {
      if (area.value.trim()) JSON.parse(area.value);
    } catch (error) {
      problem = word("not_json", { problem: error.message });
    }
    area.setCustomValidity(problem);
  };
  area.addEventListener("input", check);
}

/** The box "no value" matters while a field is empty; it follows what is typed. */
function noValue(box) {
  const field = document.getElementById(box.dataset.nullFor);
  const label = box.closest("label");
  if (!field || !label) return;
  const follow = () => (label.hidden = field.value !== "");
  field.addEventListener("input", () => {
    box.checked = field.value === "";
    follow();
  });
  follow();
}

function guard(form) {
  const before = state(form);
  const changed = () => form.hasAttribute("data-changed") || state(form) !== before;
  const say = form.querySelector("[data-save-state]");
  let leaving = false;

  function tell() {
    form.classList.toggle("is-changed", changed());
    if (say) say.textContent = changed() ? word("unsaved") : "";
  }

  form.addEventListener("input", tell);
  form.addEventListener("change", tell);
  form.addEventListener("submit", () => (leaving = true));
  window.addEventListener("pageshow", () => {
    leaving = false;
    tell();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && changed()) event.preventDefault();
  });
  // "Cancel" says what it does: the question would only be asked of somebody who has answered.
  for (const link of form.querySelectorAll("[data-discard]")) {
    link.addEventListener("click", () => (leaving = true));
  }
}

/** Everything the form would send, as one string to compare. */
export function state(form) {
  const pairs = [...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]);
  return JSON.stringify(pairs);
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.classList.contains("is-sending")) {
      event.preventDefault();
      return;
    }
    form.classList.add("is-sending");
    form.setAttribute("aria-busy", "true");
    setTimeout(rest, REST);
  });
  function rest() {
    form.classList.remove("is-sending");
    form.removeAttribute("aria-busy");
  }
  window.addEventListener("pageshow", rest);
}

function focusFirstError() {
  const field = document.querySelector("main form :is([aria-invalid=true], .is-invalid):not([type=hidden])");
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: "center" });
}
