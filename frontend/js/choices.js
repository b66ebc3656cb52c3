// The list under a picker: asks the server, shows what it found, knows which is active.
import { announce, make, word } from "./words.js";

const HEADERS = { Accept: "application/json", "Console-Part": "choices" };
let number = 0;

export class Choices {
  constructor(box, input, url, createLabel) {
    Object.assign(this, { box, input, url, createLabel, found: [], query: "", more: null, target: "", walked: false, active: null });
    this.id = `choices-${++number}`;
    this.list = make("ul", { role: "listbox", id: this.id, "aria-label": input.labels?.[0]?.textContent.trim() ?? "" });
    this.note = make("p", { class: "picker-note", hidden: true });
    box.append(this.list, this.note);
    input.setAttribute("aria-controls", this.id);
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    // The field keeps the focus: a press on the list must not take it.
    box.addEventListener("pointerdown", (event) => event.preventDefault());
    box.addEventListener("click", (event) => this.pick(event.target.closest("[role=option]")));
  }

  get open() {
    return !this.box.hidden;
  }

  close() {
    this.abort?.abort();
    this.box.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(null);
  }

  /** Ask for rows that match *query*, those beyond *after*; false when the server could not be asked. */
  async search(query, after = "") {
    this.abort?.abort();
    this.abort = new AbortController();
    const slow = setTimeout(() => this.say(word("searching")), 300);
    try {
      const url = new URL(this.url, location.href);
      url.searchParams.set("query", query);
      if (after) url.searchParams.set("after", after);
      const answer = await fetch(url, { signal: this.abort.signal, headers: HEADERS });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const { results, more, target } = await answer.json();
      // What was picked lately stands first, and comes again in its place.
      const known = new Set(after ? this.found.map((row) => row.id) : []);
      const fresh = results.filter((row) => !known.has(row.id));
      this.found = after ? [...this.found, ...fresh] : results;
      Object.assign(this, { query, more, target });
      this.draw(more, after ? this.found.length - fresh.length : 0);
      return true;
    } catch (error) {
      if (error.name !== "AbortError") {
        this.found = [];
        this.list.replaceChildren();
        this.say(word("offline"));
      }
      return error.name === "AbortError";
    } finally {
      clearTimeout(slow);
    }
  }

  draw(more, first) {
    const options = this.found.map((row) => this.option(row));
    if (more) options.push(make("li", { role: "option", class: "option-extra", "data-more": true }, word("more")));
    if (this.createLabel) options.push(make("li", { role: "option", class: "option-extra", "data-create": true }, this.createLabel));
    options.forEach((option, i) => (option.id = `${this.id}-${i}`));
    this.list.replaceChildren(...options);
    this.say(this.found.length ? "" : word("no_match"));
    announce(word("results", { n: this.found.length }));
    this.show();
    this.activate(this.query || first ? options[first] : null);
    this.walked = first > 0;
  }

  option({ id, text, detail }) {
    const option = make("li", { role: "option", "data-key": id }, make("span", {}, ...this.emphasised(text)));
    const told = String(id) === text || detail?.startsWith(`${id} `);
    option.append(make("span", { class: "option-key" }, told ? "" : id));
    if (detail) option.append(make("span", { class: "option-detail" }, detail));
    return option;
  }

  /** *text* with the part that was searched for set bold. */
  emphasised(text) {
    const at = this.query ? text.toLowerCase().indexOf(this.query.toLowerCase()) : -1;
    if (at < 0) return [text];
    const end = at + this.query.length;
    return [text.slice(0, at), make("mark", {}, text.slice(at, end)), text.slice(end)];
  }

  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
    if (text) this.show();
  }

  show() {
    if (document.activeElement !== this.input) return;
    this.box.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  move(step) {
    const options = [...this.list.children];
    if (!options.length) return;
    const at = options.indexOf(this.active);
    this.walked = true;
    this.activate(options[at < 0 ? (step > 0 ? 0 : options.length - 1) : (at + step + options.length) % options.length]);
  }

  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option ?? null;
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  pick(option = this.active) {
    if (!option) return;
    if (option.hasAttribute("data-more")) this.search(this.query, this.more);
    else if (option.hasAttribute("data-create")) {
      this.close();
      this.onCreate();
    } else this.onChoose(this.found.find((row) => String(row.id) === option.dataset.key));
  }

  /** The one row found whose words or key are exactly *text*. */
  exact(text) {
    const same = (value) => String(value).toLowerCase() === text.toLowerCase();
    const byKey = this.found.find((row) => same(row.id));
    const byText = this.found.filter((row) => same(row.text));
    return byText.length === 1 ? byText[0] : byText.length ? null : byKey;
  }
}
