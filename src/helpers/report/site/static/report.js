// Small services of a page. Everything can be read without them.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

// A link to something inside a closed fold opens the fold.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) {
    box.open = true;
  }
}

// Says something to whoever sees the page and to whoever hears it.
function say(words) {
  let box = document.querySelector(".said");
  if (!box) {
    box = document.createElement("p");
    box.className = "said";
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  box.textContent = words;
  clearTimeout(say.waiting);
  say.waiting = setTimeout(() => (box.textContent = ""), 2500);
}

// The sign beside a heading copies the heading's address.
function copyAnchors() {
  for (const sign of all("a.headerlink")) {
    const title = sign.parentElement.textContent.replace(/#$/, "").trim();
    sign.setAttribute("aria-label", `Link to: ${title}`);
    sign.addEventListener("click", () => {
      if (!navigator.clipboard) return;
      navigator.clipboard.writeText(sign.href).then(
        () => say("Link copied"),
        () => {},
      );
    });
  }
}

// One switch for all folded code of a page, kept from page to page.
function switchCode() {
  const buttons = all(".code-switch");
  const folds = all("details.above-input");
  const set = (shown) => {
    for (const one of folds) one.open = shown;
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(shown));
      button.textContent = shown ? "Hide all code" : "Show all code";
    }
  };
  const remembered = () => {
    try {
      return localStorage.getItem("code") === "shown";
    } catch {
      return false;
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      set(shown);
      try {
        localStorage.setItem("code", shown ? "shown" : "hidden");
      } catch {}
    });
  }
  if (buttons.length && remembered()) set(true);
}

// The numbers of a figure, and any table, as CSV.
function offerCsv() {
  for (const box of all("details.twin")) {
    const table = box.querySelector("table");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "csv-button";
    button.textContent = "Save as CSV";
    button.addEventListener("click", () => {
      const quote = (cell) => {
        const text = cell.textContent;
        return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      };
      const lines = [...table.rows].map((row) => [...row.cells].map(quote).join(","));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
      link.download = "figure.csv";
      link.click();
      URL.revokeObjectURL(link.href);
    });
    box.append(button);
  }
}

// Claims by words, verdict, document and kind; the address may ask for them too.
function filterClaims() {
  const form = document.querySelector(".claims-filter");
  if (!form) return;
  const entries = all("details.claim").map((box) => [box, fold(box.querySelector("summary").textContent)]);
  const fields = ["words", "verdict", "document", "kind"].map((name) => form.elements[name]);
  const asked = new URLSearchParams(location.search);
  for (const field of fields) field.value = asked.get(field.name) || "";
  const apply = () => {
    const [words, ...choices] = fields;
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [box, text] of entries) {
      const fits =
        wanted.every((word) => text.includes(word)) &&
        choices.every((one) => !one.value || box.dataset[one.name] === one.value);
      box.hidden = !fits;
      shown += fits;
    }
    form.querySelector("[role=status]").textContent = `${shown} of ${entries.length} claims`;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

// Two days to compare, of all pairs on the page.
function chooseDays() {
  const form = document.querySelector(".days-form");
  if (!form) return;
  const { from, to } = form.elements;
  const none = document.querySelector(".days-none");
  const apply = () => {
    let found = false;
    for (const pair of all("section.change")) {
      pair.hidden = pair.dataset.from !== from.value || pair.dataset.to !== to.value;
      found ||= !pair.hidden;
    }
    none.hidden = found;
  };
  to.selectedIndex = to.options.length - 1;
  form.hidden = false;
  form.addEventListener("input", apply);
  apply();
}

// On paper the notes stand, numbered, at the end of the page, and the page is light.
function moveNotes() {
  const root = document.documentElement;
  const article = document.querySelector("article");
  if (!article || root.dataset.notesMoved !== undefined) return;
  const section = document.createElement("section");
  section.className = "print-notes";
  for (const note of all("details.note:not(.twin)", article)) {
    const number = note.querySelector("summary").textContent.match(/\d+/);
    const body = note.querySelector(".note-body");
    if (!number || !body || !note.id) continue;
    const copy = document.createElement("div");
    copy.innerHTML = `<p><b>${number[0]}</b></p>${body.innerHTML}`;
    for (const one of all("[id]", copy)) one.removeAttribute("id");
    section.append(copy);
  }
  if (section.childElementCount) {
    const title = document.createElement("h2");
    title.textContent = "Notes";
    section.prepend(title);
  }
  article.append(section);
  root.dataset.notesMoved = "";
  root.dataset.themeKept = root.dataset.theme || "";
  root.dataset.theme = "light";
}

function putNotesBack() {
  const root = document.documentElement;
  for (const section of all(".print-notes")) section.remove();
  if (root.dataset.themeKept) root.dataset.theme = root.dataset.themeKept;
  delete root.dataset.themeKept;
  delete root.dataset.notesMoved;
}

addEventListener("DOMContentLoaded", () => {
  openTarget();
  copyAnchors();
  switchCode();
  offerCsv();
  filterClaims();
  chooseDays();
});
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", moveNotes);
addEventListener("afterprint", putNotesBack);
