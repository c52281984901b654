// Decisions are saved where they are taken, without loading the page again. Without this file each one is
// an ordinary form.

import { messages } from "./messages.js";

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

// Whatever a decision may change: drawn anew by the server, found again by its id.
const exchanged = ".decision-panel, .appraisal-scores, .tab-strips, .appraisal-totals, .rest-of-main, .next-steps, tbody > tr";

function say(form, state, text) {
  const line = form.querySelector(".figure-state");
  line.dataset.state = state;
  line.textContent = text;
}

/** Puts what the server drew in the place of what stood there. */
function exchange(form, html) {
  const drawn = new DOMParser().parseFromString(html, "text/html");
  const focus = [];
  for (const part of drawn.body.querySelectorAll(exchanged)) {
    const old = document.getElementById(part.id);
    if (!old) continue;
    if (old.contains(form)) focus.push(part);
    old.replaceWith(part);
  }
  return focus[0] ?? null;
}

/** After a decision the next one waiting takes the focus, so that the keyboard is enough. */
function goOn(part, message) {
  const status = document.createElement("p");
  status.className = "figure-state";
  status.dataset.state = "saved";
  status.setAttribute("role", "status");
  status.textContent = message;
  (part.querySelector("[data-label='Thẩm định']") ?? part).append(status);
  const buttons = [...document.querySelectorAll("[data-review] button[type='submit']")];
  const next = buttons.find((one) => part.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING
    && one.closest(".decision-accept, .row-accept"));
  next?.focus({ preventScroll: true });
}

async function save(form, pressed) {
  const body = new FormData(form, pressed);
  say(form, "saving", messages.sending);
  let response;
  try {
    response = await fetch(form.action, {
      method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token }, redirect: "manual",
    });
  } catch {
    sendPlainly(form, pressed);
    return;
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer?.ok) {
    const part = exchange(form, answer.html);
    if (part) goOn(part, answer.message);
    return;
  }
  if (answer?.message) {
    say(form, "error", answer.message);
    form.elements[answer.field]?.focus?.();
    return;
  }
  sendPlainly(form, pressed);
}

/** As if this file were not there: the browser shows whatever the server (or the network) answers. */
function sendPlainly(form, pressed) {
  form.dataset.plain = "1";
  form.requestSubmit(pressed);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-review]") || form.dataset.plain) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  save(form, event.submitter).finally(() => { delete form.dataset.busy; });
}, true);
