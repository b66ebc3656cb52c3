// The script of every page. Pages work without it; each part below finds its own data attributes.
import { cells } from "./cells.js";
import { dialogs } from "./dialogs.js";
import { dropdowns } from "./dropdowns.js";
import { find } from "./find.js";
import { forms } from "./forms.js";
import { grid } from "./grid.js";
import { inline } from "./inline.js";
import { keys } from "./keys.js";
import { lists } from "./lists.js";
import { look } from "./look.js";
import { menu } from "./menu.js";
import { messages } from "./messages.js";
import { pickers } from "./picker.js";
import { related } from "./related.js";
import { swap } from "./swap.js";
import { times } from "./times.js";

const renewed = [pickers, find, forms, grid, cells, lists, inline];

function renew(root) {
  for (const part of renewed) part(root);
}

// What is added to a page later, a row inside of a form or the field of a cell, is like any other.
document.addEventListener("inline:added", (event) => {
  pickers(event.detail);
  forms(event.detail);
});

for (const part of [look, menu, dropdowns, dialogs, messages, ...renewed, related, keys, times, () => swap(renew)]) {
  try {
    part();
  } catch (error) {
    // One part that fails must not take the others with it.
    console.error(error);
  }
}
