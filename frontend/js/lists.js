// What follows after a list's rows: how values are spread, the exact count.
import { announce, make, word } from "./words.js";

export function lists(root = document) {
  for (const box of root.querySelectorAll("details[data-lazy]")) {
    box.addEventListener("toggle", () => box.open && fill(box), { once: true });
  }
  for (const link of root.querySelectorAll("a[data-count-url]")) countable(link);
  for (const text of root.querySelectorAll("[data-copy]")) copyable(text);
}

/** Put the part of the page at data-lazy where its link stands; on failure the link stays. */
async function fill(box) {
  const target = box.querySelector("[data-lazy-target]");
  const link = target.querySelector("a");
  if (!link) return;
  target.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(box.dataset.lazy, { headers: { Accept: "text/html" } });
    if (answer.ok) target.innerHTML = await answer.text();
  } catch {
    // The link to the same figures on a page of their own is still there.
  }
  target.removeAttribute("aria-busy");
}

/** "Count exactly" counts in place; while it does, the same link stops it. */
function countable(link) {
  const label = link.textContent;
  const place = document.querySelector("[data-count]");
  let tag = null;

  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (tag) {
      fetch(`${link.dataset.countUrl}&cancel=${tag}`).catch(() => {});
      return;
    }
    tag = Math.random().toString(36).slice(2);
    link.textContent = link.dataset.labelCancel;
    try {
      const answer = await fetch(`${link.dataset.countUrl}&tag=${tag}`, { headers: { Accept: "text/plain" } });
      if (answer.ok) {
        place.textContent = await answer.text();
        announce(place.textContent);
        link.remove();
      }
    } catch {
      announce(word("offline"));
    }
    tag = null;
    link.textContent = label;
  });
}

/** A key or number that is often needed elsewhere gets a button that copies it. */
function copyable(text) {
  const button = make("button", { class: "btn-row", type: "button" }, word("copy"));
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.dataset.copy);
    button.textContent = word("copied");
    announce(word("copied"));
    setTimeout(() => (button.textContent = word("copy")), 2000);
  });
  if (navigator.clipboard) text.after(" ", button);
}
