// Lists: the whole row opens the record; rows are chosen one by one, in ranges, or all.
import { announce } from "./words.js";

const OWN = "a, button, input, label, select, summary, textarea";

export function grid(root = document) {
  for (const table of root.querySelectorAll("[data-grid]")) {
    table.addEventListener("click", open);
    table.addEventListener("auxclick", open);
    // However a link is followed, it is pressed, entered or clicked before: also in a new tab.
    for (const kind of ["pointerdown", "focusin", "click"]) {
      table.addEventListener(kind, ({ target }) => {
        const link = target.closest(".row-link, [data-row-edit], .cell-edit");
        if (link) leading(link);
      });
    }
    table.querySelector("tr.is-saved")?.scrollIntoView({ block: "nearest" });
  }
  for (const all of root.querySelectorAll("[data-select-all]")) choosable(all);
}

/** The address a row leads to: that of the link in its first cell. */
function address(row) {
  const link = row?.querySelector(".row-link");
  return link ? leading(link).href : row?.dataset.href;
}

/** *link* with the page of the list to come back to: said once a page, not a hundred times. */
function leading(link) {
  const back = link.closest("[data-back]")?.dataset.back;
  if (back && !new URLSearchParams(link.search).has("url")) link.search += `&url=${encodeURIComponent(back)}`;
  return link;
}

function open(event) {
  const row = event.target.closest("tbody tr");
  const href = address(row);
  if (!href || event.target.closest(`${OWN}, .pick`) || event.button > 1) return;
  // Somebody who marks text to copy it does not want to leave.
  if (String(getSelection()).trim() && event.button === 0) return;
  if (event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey) {
    window.open(href, "_blank", "noopener");
  } else {
    location.assign(href);
  }
}

function choosable(all) {
  const table = all.closest("table");
  const boxes = [...table.querySelectorAll("tbody .pick input[type=checkbox]")];
  const count = all.closest("form")?.querySelector("[data-batch-count]");
  let last = null;

  function tell() {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    if (!count) return;
    count.textContent = (count.dataset.label ?? "{n}").replace("{n}", chosen);
    announce(chosen ? count.textContent : "");
  }

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = box;
      tell();
    });
  }
  // The browser restores ticks when one comes back; say so then, too.
  window.addEventListener("pageshow", tell);
  tell();
}
