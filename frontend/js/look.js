// Theme and density change at once; the server is told by cookie.
import { readCookie, writeCookie } from "./cookies.js";

const ATTRIBUTES = { theme: "data-bs-theme", density: "data-density" };

export function look() {
  for (const form of document.querySelectorAll("[data-look]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button || !(button.name in ATTRIBUTES)) return;
      event.preventDefault();
      writeCookie(button.name, button.value);
      document.documentElement.setAttribute(ATTRIBUTES[button.name], button.value);
      for (const other of form.querySelectorAll(`button[name="${button.name}"]`)) {
        other.setAttribute("aria-pressed", String(other === button));
      }
    });
  }
  rememberTimezone();
}

/** The zone of this device, unless the reader has chosen one; pages use it from the next on. */
function rememberTimezone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !readCookie("timezone")) writeCookie("timezone", zone);
}
