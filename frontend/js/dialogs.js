// Dialogs: opened by data-dialog="id"; data-confirm="Question?" asks before a form is sent.
import { make, word } from "./words.js";

export function dialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  });
  document.addEventListener("submit", (event) => {
    const asking = event.submitter?.dataset.confirm ? event.submitter : event.target;
    if (!asking.dataset.confirm || event.target.dataset.confirmed) return;
    event.preventDefault();
    // The forms' own double-submit guard must not take this one for the first.
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    ask(asking.dataset.confirm, submitter?.textContent.trim()).then((yes) => {
      if (!yes) return;
      event.target.dataset.confirmed = "yes";
      event.target.requestSubmit(submitter);
      delete event.target.dataset.confirmed;
    });
  }, true);
}

/** Show *question* with a button called *label*; resolves to whether it was pressed. */
export function ask(question, label) {
  const go = make("button", { class: "btn btn-primary", value: "yes" }, label || word("go_on"));
  const cancel = make("button", { class: "btn", value: "" }, word("cancel"));
  const form = make("form", { method: "dialog", class: "dialog-body" },
    make("p", { id: "question" }, question), make("div", { class: "dialog-foot" }, cancel, go));
  const dialog = show(make("dialog", { class: "dialog", "aria-labelledby": "question" }, form));
  go.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"));
  });
}

/** Open *dialog* over the page and take it away when it closes. */
export function show(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  return dialog;
}
