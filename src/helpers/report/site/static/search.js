// Search over window.searchIndex: every word must begin a word of an entry, accents aside.
"use strict";

(() => {
  const MOST = 40;
  const CONTEXT = 160;
  const WEIGHTS = { page: 4, claim: 2.4, section: 2, row: 1 };
  const KINDS = { page: "Page", claim: "Claim", section: "Section", row: "Row" };
  const [PAGE, ANCHOR, KIND, TITLE, TEXT, ALSO] = [0, 1, 2, 3, 4, 5];
  const field = document.getElementById("search-field");
  const list = document.querySelector(".search-results");
  const count = document.querySelector(".search-count");
  const { pages, entries } = window.searchIndex;

  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  const split = (text) => fold(text).match(/[\p{L}\p{N}]+(?:[-/_.][\p{L}\p{N}]+)*/gu) || [];
  const singular = (word) => (word.length > 3 && word.endsWith("s") ? word.slice(0, -1) : word);
  const folded = entries.map((entry) => ({
    title: ` ${fold(`${entry[TITLE]} ${entry[ALSO] || ""}`)}`,
    text: ` ${fold(entry[TEXT])}`,
  }));
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  // "Viet Nam" and "Vietnam", "Ha Noi" and "Hanoi" are one word to whoever searches.
  const joined = (text) => fold(text).replace(/\bviet nam\b/g, "vietnam").replace(/\bha noi\b/g, "hanoi");
  folded.forEach((entry) => {
    entry.title = joined(entry.title);
    entry.text = joined(entry.text);
  });

  function score(entry, kind, patterns, phrase) {
    let total = 0;
    for (const pattern of patterns) {
      const inTitle = pattern.test(entry.title);
      const inText = pattern.test(entry.text);
      if (!inTitle && !inText) return 0;
      total += (inTitle ? 4 : 0) + (inText ? 1 : 0);
    }
    if (patterns.length > 1 && entry.title.includes(phrase)) total += 6;
    else if (patterns.length > 1 && entry.text.includes(phrase)) total += 3;
    return total * WEIGHTS[kind] + (kind === "row" ? 0 : 8 / (8 + entry.title.length));
  }

  function cut(text, patterns) {
    const plain = fold(text);
    const same = plain.length === text.length;
    const at = same ? Math.max(0, ...patterns.map((pattern) => plain.search(pattern))) : 0;
    const from = Math.max(0, at - CONTEXT / 3);
    return (from ? "… " : "") + text.slice(from, from + CONTEXT) + (from + CONTEXT < text.length ? " …" : "");
  }

  function show(entry, patterns) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${entry[PAGE]}.html` + (entry[KIND] === "page" ? "" : `#${encodeURIComponent(entry[ANCHOR])}`);
    link.textContent = entry[TITLE].length > 180 ? `${entry[TITLE].slice(0, 180)} …` : entry[TITLE];
    const where = document.createElement("span");
    where.className = "search-where";
    where.textContent = entry[KIND] === "page" ? KINDS.page : `${KINDS[entry[KIND]]}, ${pages[entry[PAGE]]}`;
    const words = document.createElement("p");
    words.textContent = cut(entry[TEXT], patterns);
    item.append(link, where, words);
    return item;
  }

  function search() {
    const words = split(joined(field.value)).map(singular);
    list.replaceChildren();
    count.textContent = "";
    if (!words.length) return;
    const patterns = words.map((word) => new RegExp(`(?<![\\p{L}\\p{N}])${escape(word)}`, "u"));
    const phrase = joined(field.value).trim();
    const found = folded
      .map((entry, place) => [score(entry, entries[place][KIND], patterns, phrase), place])
      .filter(([points]) => points > 0)
      .sort((one, other) => other[0] - one[0] || one[1] - other[1]);
    count.textContent =
      found.length > MOST
        ? `${found.length} places; the ${MOST} that fit best:`
        : `${found.length} ${found.length === 1 ? "place" : "places"}`;
    list.append(...found.slice(0, MOST).map(([, place]) => show(entries[place], patterns)));
  }

  field.value = new URLSearchParams(location.search).get("q") || "";
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 80);
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  search();
  field.focus();
})();
