// Menus are <details>; this closes them when one is done and lets arrows walk their items.
export function dropdowns() {
  const all = () => document.querySelectorAll("details.dropdown[open]");

  document.addEventListener("click", (event) => {
    for (const menu of all()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of all()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.dropdown");
    if (!menu) return;
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
      event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      walk(menu, event);
    } else if (menu.open && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      jump(menu, event);
    }
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.dropdown[open]")) keepInside(event.target);
  }, true);
}

function walk(menu, event) {
  if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  const items = [...menu.querySelectorAll(".dropdown-menu :is(a[href], button, input)")].filter((one) => one.offsetParent);
  if (!menu.open) menu.open = true;
  const step = event.key === "ArrowDown" ? 1 : -1;
  const at = items.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length;
  items[next]?.focus();
  event.preventDefault();
}

/** A letter leads to the next item that begins with it. */
function jump(menu, event) {
  if (event.target.matches("input:not([type=checkbox]), select, textarea") || event.key === " ") return;
  const items = [...menu.querySelectorAll(".dropdown-item")].filter((one) => one.offsetParent);
  const from = items.indexOf(document.activeElement) + 1;
  const letter = event.key.toLowerCase();
  const next = [...items.slice(from), ...items.slice(0, from)].find((one) => one.textContent.trim().toLowerCase().startsWith(letter));
  if (!next) return;
  next.focus();
  event.preventDefault();
  event.stopPropagation();
}

/** Open to the left where there is no room on the right. */
function keepInside(menu) {
  const list = menu.querySelector(".dropdown-menu");
  if (!list) return;
  list.classList.remove("dropdown-menu-end-here");
  if (list.getBoundingClientRect().right > document.documentElement.clientWidth) {
    list.classList.add("dropdown-menu-end-here");
  }
}
