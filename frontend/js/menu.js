// The menu: which groups are folded is remembered; a table is found by typing part of its name.
import { writeCookie } from "./cookies.js";
import { plain } from "./words.js";

export function menu() {
  const nav = document.querySelector("[data-menu]");
  if (!nav) return;
  const groups = [...nav.querySelectorAll("[data-menu-group]")];
  keepCurrentInView(nav);
  const search = nav.querySelector("[data-menu-search]");
  for (const group of groups) {
    group.addEventListener("toggle", () => {
      if (search?.value) return;
      const closed = groups.filter((one) => !one.open).map((one) => encodeURIComponent(one.dataset.menuGroup));
      writeCookie("menu", closed.join("."));
    });
  }
  if (search) searchable(nav, groups, search);
}

function keepCurrentInView(nav) {
  nav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

function searchable(nav, groups, search) {
  const none = nav.querySelector("[data-menu-none]");
  const links = [...nav.querySelectorAll(".menu-body .menu-link")];
  const folded = new Map();

  function show() {
    const wanted = plain(search.value.trim());
    if (wanted && !folded.size) groups.forEach((group) => folded.set(group, group.open));
    let found = 0;
    for (const link of links) {
      const fits = plain(link.textContent).includes(wanted);
      link.parentElement.hidden = !fits;
      found += fits;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("li:not([hidden])");
      if (wanted) group.open = true;
      else if (folded.has(group)) group.open = folded.get(group);
    }
    if (!wanted) folded.clear();
    none.hidden = found > 0;
  }

  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    const shown = links.filter((link) => link.offsetParent);
    if (event.key === "Enter") shown[0]?.click();
    else if (event.key === "ArrowDown") shown[0]?.focus();
    else if (event.key === "Escape" && search.value) {
      search.value = "";
      show();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  nav.addEventListener("keydown", (event) => {
    const shown = links.filter((link) => link.offsetParent);
    const at = shown.indexOf(document.activeElement);
    if (at < 0 || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    (shown[at + (event.key === "ArrowDown" ? 1 : -1)] ?? search).focus();
  });
}
