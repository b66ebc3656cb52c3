// A list that is sorted, filtered or turned changes in place: the frame around it stays.
//
// Links and forms that lead to the same list are fetched and their page's <main> takes the place
// of this one; the server sends nothing else to who says so. Whatever goes wrong, the browser goes
// there the ordinary way.
import { announce } from "./words.js";

const HEADERS = { Accept: "text/html", "Console-Part": "main" };

let running = null;
let shown = location.pathname + location.search;

/** Watch the list's links and forms; *renew* makes a new <main> work as the first one did. */
export function swap(renew) {
  if (!document.querySelector("[data-list]")) return;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("main a[href]");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    if (!sameList(link.href)) return;
    event.preventDefault();
    go(link.href, renew);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "get" || !form.closest("main") || !sameList(form.action)) return;
    event.preventDefault();
    const given = [...new FormData(form, event.submitter)].filter(([, value]) => value !== "");
    go(`${new URL(form.action).pathname}?${new URLSearchParams(given)}`, renew);
  });

  // To a place on the same page one goes without a new page.
  window.addEventListener("popstate", () => location.pathname + location.search !== shown && go(location.href, renew, false));
}

function sameList(address) {
  const url = new URL(address, location.href);
  return url.origin === location.origin && url.pathname === location.pathname && !url.hash;
}

async function go(address, renew, remember = true) {
  running?.abort();
  running = new AbortController();
  const main = document.querySelector("main");
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: HEADERS, signal: running.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main");
    if (!answer.ok || !fresh?.querySelector("[data-list]")) throw new Error(answer.statusText);
    const focused = describe(document.activeElement);
    main.replaceChildren(...fresh.childNodes);
    document.title = page.title;
    if (remember) history.pushState(null, "", address);
    tellFrame();
    renew(main);
    settle(main, focused);
  } catch (error) {
    if (error.name === "AbortError") return;
    location.assign(address);
  }
  main.removeAttribute("aria-busy");
}

/** The frame around the list says in places which page it is on, to come back to. */
function tellFrame() {
  shown = location.pathname + location.search;
  for (const field of document.querySelectorAll(".topbar input[name=next]")) field.value = shown;
  for (const link of document.querySelectorAll(".topbar a[href*='?next=']")) link.search = new URLSearchParams({ next: shown });
}

/** How to find again, in the new page, what had the focus in the old one. */
function describe(element) {
  if (!element?.closest("main")) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const place = element.closest("thead, .pager, .list-state, .search");
  return place ? `.${place.className.split(" ")[0] || "data-grid"} a` : null;
}

function settle(main, focused) {
  const next = main.querySelector("[autofocus]") ?? (focused && main.querySelector(focused)) ?? main;
  next.focus({ preventScroll: true });
  main.querySelector(".grid-scroll")?.scrollTo(0, 0);
  announce(main.querySelector(".list-state")?.textContent.trim() ?? "");
}
