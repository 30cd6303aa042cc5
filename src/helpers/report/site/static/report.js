// What HTML does by itself in newer browsers, for older ones: a link to something inside a
// closed fold opens the fold, and a printed page shows its notes.
"use strict";

function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
}

addEventListener("DOMContentLoaded", openTarget);
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.note:not([open])")) {
    fold.open = true;
    fold.dataset.printed = "";
  }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details.note[data-printed]")) {
    fold.open = false;
    delete fold.dataset.printed;
  }
});
