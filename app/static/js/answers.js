// Puts what the server answered to a saved figure into the page: points, explanation, totals.

import { messages } from "./messages.js";

const titles = messages.statuses;

function showLine(box, line) {
  const points = box.querySelector("[data-points]");
  if (points && line.points_display !== undefined) {
    const changed = points.textContent !== String(line.points_display);
    points.textContent = line.points_display;
    if (changed) blink(points.parentElement);
  }
  const bar = box.querySelector("progress[data-score]");
  if (bar && line.points !== undefined) {
    if (Number(line.maximum) > 0) bar.max = Number(line.maximum);
    bar.value = Number(line.points) || 0;
  }
  const explanation = box.querySelector("[data-explanation]");
  if (explanation && line.explanation !== undefined) explanation.textContent = line.explanation;
  const state = box.querySelector("[data-status]");
  if (state && titles[line.status] && state.dataset.status !== line.status) {
    const [tone, title] = titles[line.status];
    const badge = document.createElement("span");
    badge.className = `state state-${tone}`;
    badge.textContent = title;
    state.dataset.status = line.status;
    state.replaceChildren(badge);
  }
}

function blink(element) {
  element.classList.remove("points-changed");
  void element.offsetWidth; // restarts the animation
  element.classList.add("points-changed");
}

export function showAnswer(form, answer) {
  const own = form.closest("[data-criterion]");
  if (own) showLine(own, answer);
  for (const line of answer.lines ?? []) {
    const box = document.querySelector(`[data-criterion="${CSS.escape(line.code)}"]`);
    if (box) showLine(box, line);
  }
  if (answer.total_display !== undefined) {
    for (const place of document.querySelectorAll("[data-total]")) place.textContent = answer.total_display;
  }
  if (answer.filled !== undefined) {
    for (const place of document.querySelectorAll("[data-filled]")) place.textContent = answer.filled;
    for (const bar of document.querySelectorAll("progress[data-filled-progress]")) {
      bar.value = Number(answer.filled) || 0;
      bar.classList.toggle("bar-full", bar.value >= bar.max);
    }
  }
}

