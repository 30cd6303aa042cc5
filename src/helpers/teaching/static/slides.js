// Keys, speaker notes and nothing else: without this script the slides scroll.
"use strict";
const slides = [...document.querySelectorAll(".slide")];
const forSpeaker = location.hash === "#speaker";
let current = 0;
let partner = forSpeaker ? window.opener : null;

function show(place, tell = true) {
  current = Math.max(0, Math.min(slides.length - 1, place));
  slides.forEach((slide, number) => slide.classList.toggle("current", number === current));
  if (!forSpeaker) slides[current].scrollIntoView();
  slides[current].focus({ preventScroll: true });
  if (tell && partner && !partner.closed) partner.postMessage({ slide: current }, "*");
}

function openNotes() {
  partner = window.open(location.pathname + "#speaker", "speaker", "width=700,height=500");
}

const keys = {
  ArrowRight: () => show(current + 1),
  ArrowDown: () => show(current + 1),
  PageDown: () => show(current + 1),
  " ": () => show(current + 1),
  ArrowLeft: () => show(current - 1),
  ArrowUp: () => show(current - 1),
  PageUp: () => show(current - 1),
  Home: () => show(0),
  End: () => show(slides.length - 1),
  n: () => document.body.classList.toggle("with-notes"),
  s: openNotes,
};

document.addEventListener("keydown", (event) => {
  const act = keys[event.key] || keys[event.key.toLowerCase()];
  if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  document.body.classList.add("started");
  act();
});

window.addEventListener("message", (event) => {
  if (event.source === partner && event.data && Number.isInteger(event.data.slide)) {
    show(event.data.slide, false);
  } else if (event.source === partner && event.data === "ready") {
    show(current);
  }
});

// Scrolling by hand or by touch turns the slide too.
if (!forSpeaker) {
  const watcher = new IntersectionObserver(
    (seen) => seen.forEach((one) => {
      const place = slides.indexOf(one.target);
      if (!one.isIntersecting || place === current) return;
      current = place;
      slides.forEach((slide, number) => slide.classList.toggle("current", number === current));
      if (partner && !partner.closed) partner.postMessage({ slide: current }, "*");
    }),
    { threshold: 0.6 },
  );
  slides.forEach((slide) => watcher.observe(slide));
}
document.body.classList.toggle("speaker", forSpeaker);
show(0, false);
if (forSpeaker && partner) partner.postMessage("ready", "*");
