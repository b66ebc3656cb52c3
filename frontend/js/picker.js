// Choosing one of many rows: a combobox (ARIA 1.2) that shows words and posts the key.
//
// Without this script the input takes the key itself. With it, that input is hidden and keeps
// the key; a second one, in its place and with its label, takes words to search for.
import { Choices } from "./choices.js";
import { remember } from "./recent.js";
import { createRelated } from "./related.js";
import { make, word } from "./words.js";

const PAUSE = 150; // ms without typing before asking the server
let number = 0;

export function pickers(page = document) {
  for (const root of page.querySelectorAll("[data-picker]")) new Picker(root);
}

class Picker {
  constructor(root) {
    this.root = root;
    this.key = root.querySelector("input");
    this.words = root.querySelector(".picker-words")?.textContent.trim() ?? "";
    if (!this.words) this.words = this.key.value;
    this.offline = false;
    this.build();
    this.choices = new Choices(this.list, this.input, root.dataset.url, root.dataset.createUrl && root.dataset.labelCreate);
    this.listen();
    this.show();
  }

  build() {
    const { key, root } = this;
    const id = key.id || `picker-${++number}`;
    this.input = make("input", { type: "text", class: key.className, role: "combobox", autocomplete: "off", spellcheck: "false" });
    for (const name of ["aria-describedby", "aria-invalid", "aria-label", "aria-labelledby", "aria-required", "autofocus", "disabled", "required"]) {
      if (key.hasAttribute(name)) this.input.setAttribute(name, key.getAttribute(name));
      if (name !== "disabled") key.removeAttribute(name);
    }
    if (root.dataset.placeholder) this.input.placeholder = root.dataset.placeholder;
    key.type = "hidden";
    key.id = `${id}-key`;
    this.input.id = id;
    this.list = make("div", { class: "picker-list", hidden: true });
    this.shownKey = make("span", { class: "picker-key", "aria-hidden": "true" });
    this.clear = make("button", { class: "picker-clear", type: "button", tabindex: "-1", "aria-label": word("clear") }, "×");
    key.after(this.input, this.shownKey, this.clear, this.list);
    root.classList.add("is-live");
    if (this.input.autofocus) this.input.focus();
  }

  listen() {
    const { input, choices } = this;
    let pause = 0;
    input.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => this.look(), PAUSE);
      this.mark();
    });
    input.addEventListener("click", () => choices.open || this.look(""));
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.leave());
    input.addEventListener("console:choose", (event) => this.choose(event.detail));
    this.clear.addEventListener("click", () => {
      this.choose({ id: "", text: "" });
      input.focus();
    });
    choices.onChoose = (choice) => this.choose(choice);
    choices.onCreate = () => createRelated(this.root.dataset.createUrl, input.id, this.typed() ? input.value : "");
  }

  /** Whether what stands in the field is not the chosen row's words. */
  typed() {
    return this.input.value.trim() !== this.words;
  }

  async look(query = this.typed() ? this.input.value.trim() : "") {
    if (this.input.disabled) return;
    // A developer's own look-up may want a few letters before it is asked.
    if (query.length < Number(this.root.dataset.least ?? 0)) return this.choices.close();
    this.offline = !(await this.choices.search(query));
    this.mark();
  }

  press(event) {
    const { choices } = this;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (choices.open) choices.move(event.key === "ArrowDown" ? 1 : -1);
      else this.look();
    } else if (event.key === "Enter" && choices.open && choices.active) choices.pick();
    else if (event.key === "Tab" && choices.open && choices.walked) return void choices.pick();
    else if (event.key === "Escape" && (choices.open || this.typed())) {
      if (!choices.open) this.show();
      choices.close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose({ id, text }) {
    const changed = this.key.value !== String(id);
    this.key.value = id;
    this.words = text;
    this.show();
    this.choices.close();
    if (changed && id && this.choices.target) remember(this.choices.target, id);
    if (changed) this.key.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Write the chosen row's words into the field. */
  show() {
    this.input.value = this.words;
    this.mark();
  }

  /** Say which key is chosen; where something was typed and not chosen, refuse to send it. */
  mark() {
    const open = this.typed() && this.input.value.trim() !== "";
    this.shownKey.textContent = !open && this.key.value !== this.words ? this.key.value : "";
    this.clear.hidden = this.input.disabled || !this.input.value;
    this.input.setCustomValidity(open && !this.offline ? word("choose") : "");
  }

  leave() {
    const text = this.input.value.trim();
    if (this.typed()) {
      const exact = this.choices.exact(text);
      if (text === "") this.choose({ id: "", text: "" });
      else if (exact) this.choose(exact);
      // The server cannot be asked: what was typed is sent as the key, and judged there.
      else if (this.offline) this.key.value = text;
    }
    this.choices.close();
    this.mark();
  }
}
