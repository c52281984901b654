// Small help on every page: one press sends once, menus close, long texts are not lost, print, fold all.

import { messages } from "./messages.js";
import { forget, keep, read, timeOf } from "./drafts.js";
import { button } from "./toast.js";

/** A second press of a button that already sent its form does nothing. */
function guardDoublePress() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const pressed = event.submitter;
    if (pressed) {
      pressed.setAttribute("aria-busy", "true");
      pressed.dataset.title = pressed.innerHTML;
      // After the form's data were collected, so that the button's own name and value go along.
      setTimeout(() => { pressed.textContent = messages.sending; }, 0);
    }
    setTimeout(() => release(form), 20000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}

function release(form) {
  delete form.dataset.sent;
  for (const pressed of form.querySelectorAll("[aria-busy]")) {
    pressed.removeAttribute("aria-busy");
    pressed.innerHTML = pressed.dataset.title;
  }
}

function closeMenus() {
  const open = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

/** Reasons and explanations being written: `textarea[data-draft]` is kept until its form is sent. */
function keepTexts() {
  for (const area of document.querySelectorAll("textarea[data-draft]")) {
    const name = `text:${area.dataset.draft}`;
    const kept = read(name);
    if (kept && kept.value.trim() && kept.value !== area.value) offerText(area, name, kept);
    area.addEventListener("input", () => keep(name, area.value));
    // A refused form comes back with the text in it, so nothing is lost by forgetting here.
    area.form?.addEventListener("submit", () => { if (navigator.onLine) forget(name); });
  }
}

function offerText(area, name, kept) {
  const box = document.createElement("div");
  box.className = "figure-offer";
  const words = document.createElement("p");
  words.textContent = messages.keptText(timeOf(kept.at));
  box.append(words,
    button(messages.useKept, () => { area.value = kept.value; box.remove(); area.focus(); }),
    button(messages.dropKept, () => { forget(name); box.remove(); }));
  area.after(box);
}

function foldAll() {
  for (const switcher of document.querySelectorAll("button[data-fold-all]")) {
    const folds = () => [...document.querySelectorAll(switcher.dataset.foldAll)];
    switcher.textContent = messages.openAll;
    switcher.addEventListener("click", () => {
      const open = folds().some((fold) => !fold.open);
      for (const fold of folds()) fold.open = open;
      switcher.textContent = open ? messages.closeAll : messages.openAll;
    });
  }
}

/** The tab one is on may lie outside the strip on a phone. */
function showCurrentTab() {
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const strip = tab.closest("ul");
    strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - 16;
  }
}

export function startPages() {
  showCurrentTab();
  guardDoublePress();
  closeMenus();
  keepTexts();
  foldAll();
  for (const printer of document.querySelectorAll("button[data-print]")) printer.addEventListener("click", () => window.print());
  document.querySelector("[data-error-summary]")?.focus();
}
