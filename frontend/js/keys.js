// The keyboard. Elements name their own key (data-shortcut); rows are walked with j and k.
import { show } from "./dialogs.js";
import { readCookie, writeCookie } from "./cookies.js";
import { make, word } from "./words.js";

const NAMES = { Escape: "Esc" };
const TYPING = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if (handle(event)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) help();
  });
}

function handle(event) {
  const typing = event.target.closest?.(TYPING);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return save(event.target);
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "Escape") return back(typing);
  if (typing || off()) return false;
  if (event.key === "?") return help();
  if (event.key === "j" || event.key === "k") return move(event.key === "j" ? 1 : -1);
  const row = currentRow();
  if (row && event.key === "x") return press(row.querySelector(".pick input"));
  if (row && event.key === "e") return press(row.querySelector("[data-row-edit]"));
  if (event.key.length !== 1) return false;
  return press(named(event.key));
}

/** Single keys can be switched off, for people who dictate or whose hand slips (WCAG 2.1.4). */
function off() {
  return readCookie("keys") === "off";
}

function named(key) {
  const found = [...document.querySelectorAll(`[data-shortcut="${CSS.escape(key)}"]`)];
  return found.find((one) => one.offsetParent) ?? null;
}

function press(element) {
  if (!element) return false;
  if (element.matches(TYPING)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
    if (element.matches("summary")) element.focus();
  }
  return true;
}

function save(from) {
  const form = from.closest?.("form[method=post]") ?? document.querySelector("form[data-guard]");
  if (!form || !form.matches("main form")) return false;
  const button = form.querySelector('[data-shortcut="Ctrl+Enter"]') ?? form.querySelector("[type=submit]");
  form.requestSubmit(button);
  return true;
}

/** Esc leaves the field first, then the page, by the link that says so. */
function back(typing) {
  if (typing) {
    typing.blur();
    return true;
  }
  return press(named("Escape"));
}

function currentRow() {
  const rows = [...document.querySelectorAll("[data-grid] tbody tr")];
  return rows.find((row) => row.contains(document.activeElement)) ?? document.querySelector("[data-grid] tr.is-current");
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-grid] tbody tr")];
  if (!rows.length) return false;
  const at = rows.indexOf(currentRow());
  const next = rows[Math.min(Math.max(at < 0 ? 0 : at + step, 0), rows.length - 1)];
  for (const row of rows) row.classList.toggle("is-current", row === next);
  (next.querySelector(".row-link") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function help() {
  const list = make("dl", { class: "keys" });
  for (const [key, label] of known()) list.append(make("dt", {}, make("kbd", {}, NAMES[key] ?? key)), make("dd", {}, label));
  const toggle = make("input", { type: "checkbox", class: "form-check-input", id: "keys-on" });
  toggle.checked = !off();
  toggle.addEventListener("change", () => writeCookie("keys", toggle.checked ? "on" : "off"));
  const close = make("button", { class: "btn-close", "aria-label": word("close") });
  show(make("dialog", { class: "dialog", "aria-labelledby": "keys-title" },
    make("form", { method: "dialog", class: "dialog-head" }, make("h2", { id: "keys-title" }, word("keys")), close),
    make("div", { class: "dialog-body" }, list, make("p", { class: "form-hint" }, word("keys_off")),
      make("label", { class: "form-check mt-3 mb-0" }, toggle, make("span", { class: "form-check-label" }, word("keys_on"))))));
  return true;
}

/** Every key that does something on this page, with its words, once. */
function known() {
  const found = new Map();
  for (const element of document.querySelectorAll("[data-shortcut]")) {
    const key = element.dataset.shortcut;
    if (element.offsetParent && !found.has(key)) found.set(key, label(element));
  }
  if (document.querySelector("[data-grid] tbody tr")) {
    found.set("j  k", word("key_rows")).set("Enter", word("key_open"));
    if (document.querySelector("[data-row-edit]")) found.set("e", word("key_edit"));
    if (document.querySelector("[data-grid] .pick")) found.set("x", word("key_select"));
  }
  if (document.querySelector("form[data-guard]")) found.set("Ctrl+Enter", word("key_save"));
  if (!found.has("Escape")) found.set("Escape", word("key_back"));
  return found.set("?", word("key_help"));
}

function label(element) {
  return (element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.placeholder || element.textContent).trim();
}
