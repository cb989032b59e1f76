"use strict";
// Follows the slides in the window that has opened this one: shows what is said now, what
// comes next, and the time. Without that window the page is there to read.

const slides = opener;
const isFile = location.protocol === "file:";
const panel = document.querySelector(".panel");
const links = [...document.querySelectorAll(".links a")];
const own = location.pathname.split("/").pop().replace(/-notes\.html$/, "");
let begun = Date.now();

function send(word) {
  slides.postMessage(word, isFile ? "*" : location.origin);
}

// `config/url: Our answer`.
function name(link) {
  const step = link?.closest(".step").querySelector("h2 .here")?.textContent;
  return [step, link?.textContent ?? "the end"].filter(Boolean).join(": ");
}

function time() {
  const minutes = Math.floor((Date.now() - begun) / 60000);
  const { from, to } = document.querySelector(".step.current")?.dataset ?? {};
  panel.querySelector(".clock").textContent = `${minutes} min${to ? ` · plan ${from}–${to}` : ""}`;
}

function show(slide) {
  const here = links.findIndex((link) => link.hash === `#${slide}`);
  if (here < 0) return;
  const step = links[here].closest(".step");
  if (!step.classList.contains("current")) scrollTo(0, 0);
  document.querySelectorAll(".step").forEach((other) => other.classList.toggle("current", other === step));
  links.forEach((link, number) => link.setAttribute("aria-current", String(number === here)));
  document.documentElement.classList.add("following");
  panel.hidden = false;
  panel.querySelector(".now").textContent = name(links[here]);
  panel.querySelector(".after").textContent = name(links[here + 1]);
  time();
}

addEventListener("message", ({ data, source, origin }) => {
  if (source !== slides || (!isFile && origin !== location.origin)) return;
  const { lesson, slide } = data ?? {};
  if (lesson === own) show(slide);
  else if (/^\d+-[a-z-]+$/.test(lesson)) location.replace(`${lesson}-notes.html`);
});

const keys = { ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back" };

addEventListener("keydown", (event) => {
  const word = keys[event.key];
  if (!slides || !word || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  send(word);
});

document.addEventListener("click", ({ target }) => {
  const action = target.closest("[data-action]")?.dataset.action;
  if (action === "restart") begun = Date.now();
  else if (action) send(action);
});

// A link to a slide shows it in the other window, if there is one.
for (const link of slides ? links : []) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    send(link.hash);
  });
}

if (slides) {
  send("where");
  setInterval(() => {
    if (!slides.closed) send("where");
    time();
  }, 1000);
}
