"use strict";
// Makes a page of slides a presentation. The address says which slide is shown, so that
// links lead to slides and the browser's own buttons go back. Without this script the
// page is there to read.

const root = document.documentElement;
const bar = document.querySelector(".bar");
const keys = document.querySelector(".keys");
const slides = [...document.querySelectorAll(".slide")];
const steps = [...document.querySelectorAll(".step")];
const links = [...document.querySelectorAll(".contents a")];
let presenting = location.search === "?present";
let current = 0;
let notes = null;

// The slide that the address names: by itself, or by its step. Else -1.
function named() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  return slides.indexOf(target?.closest(".slide") ?? target?.querySelector(".slide"));
}

// The slide at the top of the window.
function seen() {
  const below = slides.findIndex((slide) => slide.getBoundingClientRect().bottom > 60);
  return below < 0 ? slides.length - 1 : below;
}

// What is not wider than the window need not be reached by the Tab key.
function fit() {
  for (const box of document.querySelectorAll(".scrolls")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

function draw() {
  root.classList.toggle("presenting", presenting);
  bar.hidden = !presenting;
  const slide = slides[current];
  slides.forEach((other) => other.classList.toggle("current", other === slide));
  steps.forEach((step) => step.classList.toggle("current", step.contains(slide)));
  for (const link of links) {
    if (link.hash === `#${slide.id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  bar.querySelector(".place").textContent = `${current + 1} of ${slides.length}`;
  fit();
  tell();
}

// Shows the slide that the address names. Its heading is what a screen reader says.
function show() {
  const slide = named();
  if (slide >= 0) current = slide;
  root.classList.remove("overview");
  draw();
  if (!presenting) return;
  scrollTo(0, 0);
  slides[current].querySelector("h3").focus({ preventScroll: true });
}

function go(slide) {
  const after = document.querySelector("a[rel=next]");
  if (slide >= slides.length && after) location.href = `${after.getAttribute("href")}?present`;
  else location.hash = slides[Math.max(0, Math.min(slide, slides.length - 1))].id;
}

// One screen up or down; at the end of a slide the next one.
function page(direction) {
  const before = scrollY;
  scrollBy(0, direction * innerHeight * 0.8);
  if (Math.abs(scrollY - before) < 2) go(current + direction);
}

// The first slide of the step before, or of the one behind.
function step(direction) {
  const here = steps.findIndex((step) => step.contains(slides[current]));
  const other = steps[Math.max(0, Math.min(here + direction, steps.length - 1))];
  go(slides.indexOf(other.querySelector(".slide")));
}

function present() {
  if (presenting) return;
  current = seen();
  presenting = true;
  if (named() === current) show();
  else go(current);
}

function end() {
  if (root.classList.contains("overview")) return show();
  presenting = false;
  draw();
  slides[current].scrollIntoView();
}

function overview() {
  if (!presenting) return document.querySelector("#contents").scrollIntoView();
  if (!root.classList.toggle("overview")) return show();
  scrollTo(0, 0);
  links.find((link) => link.hash === `#${slides[current].id}`)?.focus();
}

// The window with the notes. It asks where the slides are, and so survives that one of
// the two is loaded anew. A page from a disk has no origin that could be named.
const isFile = location.protocol === "file:";

function tell() {
  const lesson = location.pathname.split("/").pop().replace(/\.html$/, "");
  notes?.postMessage({ lesson, slide: slides[current].id }, isFile ? "*" : location.origin);
}

function openNotes() {
  const page = location.pathname.split("/").pop().replace(/\.html$/, "-notes.html");
  if (notes && !notes.closed) notes.focus();
  else notes = open(page, "notes", "popup,width=900,height=800");
}

const actions = {
  next: () => (presenting ? go(current + 1) : present()),
  back: () => presenting && go(current - 1),
  contents: overview,
  notes: openNotes,
  keys: () => keys.showModal(),
  end,
};

addEventListener("message", ({ data, source, origin }) => {
  if (!isFile && origin !== location.origin) return;
  if (data === "where") {
    notes = source;
    tell();
  } else if (data === "next" || data === "back") {
    actions[data]();
  } else if (slides.some((slide) => data === `#${slide.id}`)) {
    location.hash = data;
  }
});

const always = { ArrowRight: actions.next, s: openNotes, o: overview, "?": actions.keys };
const whilePresenting = {
  ArrowLeft: actions.back,
  " ": () => page(1),
  PageDown: () => page(1),
  PageUp: () => page(-1),
  Home: () => go(0),
  End: () => go(slides.length - 1),
  n: () => step(1),
  p: () => step(-1),
  Escape: end,
};

// Whether the element that has the keys needs this one itself.
function isTaken(key) {
  const own = document.activeElement;
  if (keys.open || own.matches("input, textarea, select")) return true;
  if (key === " ") return own.matches("button, a, summary");
  const left = own.matches(".scrolls") ? own.scrollWidth - own.clientWidth - own.scrollLeft : 0;
  return (key === "ArrowRight" && left > 1) || (key === "ArrowLeft" && own.scrollLeft > 1);
}

addEventListener("keydown", (event) => {
  const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
  if (ctrlKey || altKey || metaKey || event.defaultPrevented || isTaken(key)) return;
  const action = shiftKey && key === " " ? presenting && (() => page(-1))
    : always[key] ?? (presenting && whilePresenting[key]);
  if (!action) return;
  event.preventDefault();
  action();
});

document.addEventListener("click", ({ target }) => {
  const action = actions[target.closest("[data-action]")?.dataset.action];
  if (action) action();
});
addEventListener("hashchange", show);
addEventListener("resize", fit);
show();
