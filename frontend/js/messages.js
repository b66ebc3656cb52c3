// Messages stay until dismissed; those that came with the page are read out as well.
import { announce } from "./words.js";

export function messages() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (!button) return;
    button.closest("[data-flash]")?.remove();
    document.getElementById("content")?.focus();
  });
  const said = [...document.querySelectorAll("[data-flash] .flash-text")].map((one) => one.textContent.trim());
  // A live region speaks only about changes made after the page has settled.
  if (said.length) setTimeout(() => announce(said.join(" ")), 400);
}
