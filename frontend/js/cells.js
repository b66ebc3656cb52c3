// Values edited in their cell: a pencil opens the cell's field over the cell, which saves it alone.
//
// The pencil is a link to the same field of the edit page. Whatever keeps the field from opening,
// the link is followed instead, and that page says what is the matter.
import { state } from "./forms.js";
import { announce, make } from "./words.js";

const HEADERS = { Accept: "application/json", "Console-Part": "cell" };
const EDGE = 8; // px between the editor and the edge of the window
const LIST = 300; // px below it for the choices of a picker

let current = null;

export function cells(root = document) {
  for (const table of root.querySelectorAll("[data-cells]")) {
    tell(table, table);
    table.addEventListener("click", press);
    table.addEventListener("keydown", walk);
  }
}

window.addEventListener("beforeunload", (event) => {
  if (current?.changed()) event.preventDefault();
});

/** Say of each pencil in *part* of *table* which column it is about, and that it opens something. */
function tell(table, part) {
  for (const link of part.querySelectorAll(".cell-edit")) {
    const column = table.tHead.rows[0].cells[link.parentElement.cellIndex].textContent.trim();
    link.setAttribute("aria-label", table.dataset.cells.replace("{column}", column));
    link.setAttribute("aria-haspopup", "dialog");
  }
}

function press(event) {
  const link = event.target.closest(".cell-edit");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (!current) open(link);
}

/** Arrows lead from pencil to pencil: down the column, along the row. */
function walk(event) {
  const link = event.target.closest(".cell-edit");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const row = link.closest("tr");
  const inRow = [...row.querySelectorAll(".cell-edit")];
  const at = inRow.indexOf(link);
  const beside = (other) => other?.querySelectorAll(".cell-edit")[at];
  const next = {
    ArrowDown: () => beside(row.nextElementSibling),
    ArrowUp: () => beside(row.previousElementSibling),
    ArrowRight: () => inRow[at + 1],
    ArrowLeft: () => inRow[at - 1],
  }[event.key];
  if (!next) return;
  event.preventDefault();
  next()?.focus();
}

async function open(link) {
  const key = new URLSearchParams(link.search).get("id");
  const asked = new URLSearchParams({ list_form_pk: key, name: decodeURIComponent(link.hash.slice(1)) });
  current = new Editor(link);
  link.parentElement.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`ajax/update/?${asked}`, { headers: HEADERS });
    if (!answer.ok) throw new Error(answer.statusText);
    current.show(await answer.text());
  } catch {
    current = null;
    location.assign(link.href);
  }
  link.parentElement.removeAttribute("aria-busy");
}

class Editor {
  constructor(link) {
    this.link = link;
    this.cell = link.parentElement;
    this.row = link.closest("tr");
    this.table = link.closest("table");
    this.busy = false;
    this.dialog = make("dialog", { class: "cell-dialog", "aria-labelledby": "cell-editor-title" });
    this.place = this.place.bind(this);
  }

  show(html) {
    const { dialog } = this;
    document.body.append(dialog);
    dialog.addEventListener("submit", (event) => this.save(event));
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("cancel", (event) => this.busy && event.preventDefault());
    dialog.addEventListener("close", () => this.leave());
    dialog.addEventListener("click", ({ target }) => {
      // Beside it, or on "Cancel"; what was entered is not lost by a press beside it.
      if (target.closest("[data-close]") || (target === dialog && !this.changed())) this.busy || dialog.close();
    });
    window.addEventListener("scroll", this.place, { capture: true, passive: true });
    window.addEventListener("resize", this.place);
    dialog.showModal();
    this.fill(html);
    this.before = state(this.form);
  }

  /** Put the field that the server has drawn into the dialog. */
  fill(html) {
    this.dialog.innerHTML = html;
    this.form = this.dialog.querySelector("form");
    document.dispatchEvent(new CustomEvent("inline:added", { detail: this.dialog }));
    this.place();
    this.field = this.dialog.querySelector(".field :is(input, select, textarea):not([type=hidden])");
    this.field?.focus();
    this.field?.select?.();
  }

  /** Over the cell, as far as the window lets it. */
  place() {
    const { dialog } = this;
    const { left, top } = this.cell.getBoundingClientRect();
    const below = dialog.querySelector("[data-picker]") ? LIST : 0;
    const within = (at, size, room) => `${Math.max(EDGE, Math.min(at, room - size - EDGE))}px`;
    dialog.style.left = within(left, dialog.offsetWidth, document.documentElement.clientWidth);
    dialog.style.top = within(top, dialog.offsetHeight + below, window.innerHeight);
  }

  changed() {
    return this.dialog.open && state(this.form) !== this.before;
  }

  key(event) {
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
    const sends = event.ctrlKey || event.metaKey ? "input, select, textarea" : "input, select";
    if (!event.target.matches(sends)) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  async save(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    const { form } = this;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.getAttribute("action") + shown(), { method: "POST", body: new FormData(form), headers: HEADERS });
      const told = await answer.json();
      if (answer.ok) this.done(told);
      else if (told.editor) this.fill(told.editor);
      else this.say(told.message);
    } catch {
      this.say(form.getAttribute("data-offline"));
    }
    this.busy = false;
    form.removeAttribute("aria-busy");
  }

  /** A refusal that is about no field: the right is gone, the row, or the network. */
  say(sentence) {
    const place = this.dialog.querySelector("[data-refused]");
    place.textContent = sentence;
    place.hidden = false;
    this.place();
  }

  /** The row as it is now, in the place of the row as it was; its tick stays. */
  done({ row, message }) {
    const { table } = this;
    const at = this.cell.cellIndex;
    const page = make("template");
    page.innerHTML = row;
    const fresh = page.content.querySelector("tr");
    if (fresh) {
      const pick = this.row.querySelector(":scope > .pick");
      const others = [...fresh.children].filter((cell) => !cell.matches(".pick"));
      this.row.replaceChildren(...(pick ? [pick] : []), ...others);
      tell(table, this.row);
      table.querySelector("tr.is-saved")?.classList.remove("is-saved");
      this.row.classList.add("is-saved");
      this.link = this.row.cells[at].querySelector(".cell-edit");
    } else {
      this.row.remove();
    }
    this.dialog.close();
    announce(message);
  }

  leave() {
    window.removeEventListener("scroll", this.place, { capture: true });
    window.removeEventListener("resize", this.place);
    this.dialog.remove();
    current = null;
    (this.link?.isConnected ? this.link : this.table.closest(".grid-scroll")).focus();
  }
}

/** Which columns the list shows, where that is not its own choice. */
function shown() {
  const columns = new URLSearchParams(location.search).getAll("columns");
  return columns.length ? `?${new URLSearchParams(columns.map((one) => ["columns", one]))}` : "";
}
