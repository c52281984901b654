// Saving one figure on change: `form[data-save]` posts by itself, one at a time, in the order typed.
//
// A form is in one of these states, told in words in its .figure-state:
//   idle → typing → saving → saved, or waiting (no answer, will be tried again), or error (refused).
// What is typed is kept in the browser (drafts.js) from the first key until the server has it.

import { messages } from "./messages.js";
import { forget, keep, read, timeOf } from "./drafts.js";
import { button } from "./toast.js";
import { showAnswer } from "./answers.js";

const queue = [];
const pauses = [3, 8, 20, 60];
const records = new Map();
const waitingForRest = [];
let running = false;
let failures = 0;
let timer = null;
let leavingOnPurpose = false;

/** All forms that save themselves, in the order of the page. */
export const forms = () => [...document.querySelectorAll("form[data-save]")];

export function valueOf(form) {
  return new FormData(form).get("value")?.toString() ?? "";
}

export function setValue(form, value) {
  const controls = [...form.elements].filter((one) => one.name === "value");
  for (const control of controls) {
    if (control.type === "radio") control.checked = control.value === value;
    else control.value = value;
  }
}

function markWrong(form, wrong) {
  for (const control of form.elements) {
    if (control.name !== "value") continue;
    if (wrong) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    control.classList.toggle("is-invalid", wrong);
  }
}

function show(form, state, text) {
  const record = records.get(form);
  record.state = state;
  const place = form.querySelector(".figure-state");
  place.dataset.state = state;
  place.textContent = text;
  form.querySelector(".figure-offer")?.remove();
  summarize();
}

function offer(form, text, ...buttons) {
  form.querySelector(".figure-offer")?.remove();
  const box = document.createElement("div");
  box.className = "figure-offer";
  // The field keeps the focus: leaving it would save it anew and take the pressed button away under the finger.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words, ...buttons);
  form.append(box);
}

/** Forms whose text the server does not have yet. */
export function unsaved() {
  return [...records].filter(([, record]) => ["typing", "saving", "waiting", "error"].includes(record.state)).map(([form]) => form);
}

function summarize() {
  const place = document.querySelector("[data-saving-summary]");
  if (!place) return;
  const count = (...states) => [...records.values()].filter((one) => states.includes(one.state)).length;
  const wrong = count("error");
  const waiting = count("waiting");
  const pending = count("saving");
  const [state, text] = waiting ? ["waiting", messages.someWaiting(waiting)]
    : wrong ? ["error", messages.someWrong(wrong)]
      : pending ? ["saving", messages.somePending(pending)]
        : ["saved", count("saved") ? messages.allSaved : ""];
  place.dataset.state = state;
  if (place.textContent !== text) place.textContent = text;
}

/** Put a form into the queue; nothing happens when its text is what the server has. */
export function save(form) {
  const record = records.get(form);
  if (!record) return;
  const value = valueOf(form);
  if (value === record.known && !["waiting", "error"].includes(record.state)) {
    forget(record.name);
    if (record.state === "typing") show(form, "idle", "");
    return;
  }
  keep(record.name, value);
  show(form, "saving", messages.saving);
  if (!queue.includes(form)) queue.push(form);
  run();
}

async function run() {
  if (running) return;
  running = true;
  while (queue.length) {
    const form = queue.shift();
    const again = await send(form);
    if (again) {
      queue.unshift(form);
      break;
    }
  }
  running = false;
  for (const done of waitingForRest.splice(0)) done();
}

/** A promise kept when nothing is under way, or after `limit` milliseconds. */
export function atRest(limit = 4000) {
  if (!running) return Promise.resolve();
  return new Promise((resolve) => {
    waitingForRest.push(resolve);
    setTimeout(resolve, limit);
  });
}

export const isBusy = () => running;

/** Send one form. True when there was no usable answer and it must be sent again later. */
async function send(form) {
  const record = records.get(form);
  const body = new URLSearchParams(new FormData(form));
  const value = body.get("value") ?? "";
  let response;
  try {
    response = await fetch(form.action, {
      method: "POST", body, credentials: "same-origin", redirect: "manual", keepalive: true, signal: AbortSignal.timeout(30000),
      headers: { "Accept": "application/json", "X-CSRFToken": csrfToken(form), "X-Requested-With": "fetch" },
    });
  } catch {
    return wait(form, messages.offline);
  }
  if (response.status >= 500 || response.status === 429) {
    return wait(form, messages.busy, Number(response.headers.get("Retry-After")) || 0);
  }
  failures = 0;
  const answer = await readJson(response);
  if (response.ok && answer?.ok) accepted(form, record, value, answer);
  else refused(form, response, answer);
  return false;
}

async function readJson(response) {
  if (!(response.headers.get("Content-Type") || "").includes("json")) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}

export function csrfToken(form) {
  return document.querySelector('meta[name="csrf-token"]')?.content || form.elements.csrf_token?.value || "";
}

function wait(form, text, seconds = 0) {
  for (const one of [form, ...queue]) show(one, "waiting", text);
  const pause = seconds || pauses[Math.min(failures, pauses.length - 1)];
  failures += 1;
  clearTimeout(timer);
  timer = setTimeout(resume, pause * 1000);
  return true;
}

/** Try again whatever waits; called by the timer and when the network comes back. */
export function resume() {
  clearTimeout(timer);
  for (const form of queue) show(form, "saving", messages.saving);
  run();
}

function accepted(form, record, sent, answer) {
  const now = valueOf(form);
  const shown = typeof answer.display === "string" && usesText(form) ? answer.display : sent;
  record.known = shown;
  for (const twin of forms().filter((one) => one.dataset.figure === form.dataset.figure)) {
    const other = records.get(twin);
    if (answer.version !== undefined) twin.elements.seen_version.value = answer.version;
    if (twin !== form && other && !["typing", "saving", "waiting", "error"].includes(other.state)) {
      setValue(twin, shown);
      other.known = shown;
    }
  }
  showAnswer(form, answer);
  markWrong(form, false);
  if (now === sent) {
    if (usesText(form) && document.activeElement !== form.elements.value) setValue(form, shown);
    else if (usesText(form)) record.known = sent;
    forget(record.name);
    show(form, "saved", answer.message || messages.savedAt(timeOf(Date.now())));
  } else {
    // Typed on while this was under way: either already queued again, or still being typed.
    const [state, text] = queue.includes(form) ? ["saving", messages.saving] : ["typing", messages.typing];
    show(form, state, text);
  }
}

const usesText = (form) => Boolean(form.querySelector("input[type=text][name=value]"));

function refused(form, response, answer) {
  markWrong(form, response.status === 422 || Boolean(answer?.field));
  if (response.type === "opaqueredirect" || response.status === 401) {
    show(form, "error", answer?.message || messages.signedOut);
    offerSignIn(form);
    return;
  }
  show(form, "error", answer?.message || (response.status === 403 ? messages.forbidden : messages.refused));
  if (response.status === 409 && answer && answer.version !== undefined) offerTheirs(form, answer);
}

function offerSignIn(form) {
  const address = document.body.dataset.signIn;
  if (!address) return;
  offer(form, "", button(messages.signIn, () => {
    // What was typed is in the drafts and is offered again after signing in, so leaving is safe.
    leavingOnPurpose = true;
    const back = new URL(address, location.href);
    back.searchParams.set("next", location.pathname + location.search);
    location.assign(back);
  }));
}

/** Somebody saved this figure meanwhile: both are shown, the person decides. */
function offerTheirs(form, answer) {
  const record = records.get(form);
  const theirs = String(answer.display ?? answer.value ?? "");
  offer(form, messages.theirs(theirs),
    button(messages.takeTheirs, () => {
      setValue(form, String(usesText(form) ? theirs : answer.value ?? ""));
      form.elements.seen_version.value = answer.version;
      record.known = valueOf(form);
      forget(record.name);
      markWrong(form, false);
      show(form, "saved", messages.saved);
    }),
    button(messages.overwrite, () => {
      form.elements.seen_version.value = answer.version;
      save(form);
    }));
}

/** Text kept from an earlier visit is shown beside the field, never put into it unasked. */
function offerKept(form, record) {
  const kept = read(record.name);
  if (!kept) return;
  if (kept.value === record.known) {
    forget(record.name);
    return;
  }
  offer(form, messages.kept(titleOf(form, kept.value), timeOf(kept.at)),
    button(messages.useKept, () => {
      setValue(form, kept.value);
      save(form);
    }),
    button(messages.dropKept, () => {
      forget(record.name);
      form.querySelector(".figure-offer")?.remove();
    }));
}

function titleOf(form, value) {
  const chosen = [...form.elements].find((one) => one.type === "radio" && one.value === value);
  if (chosen) return chosen.labels[0]?.textContent.trim() ?? value;
  const select = form.querySelector("select[name=value]");
  return [...(select?.options ?? [])].find((one) => one.value === value)?.textContent.trim() ?? value;
}

export function startSaving() {
  for (const form of forms()) {
    const refusedBefore = form.querySelector(".figure-state").dataset.state === "error";
    const record = { name: form.dataset.figure, known: valueOf(form), state: refusedBefore ? "error" : "idle" };
    records.set(form, record);
    offerKept(form, record);
    form.addEventListener("input", () => {
      keep(record.name, valueOf(form));
      if (record.state !== "saving") show(form, "typing", messages.typing);
    });
    form.addEventListener("change", () => save(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save(form);
    });
  }
  window.addEventListener("online", resume);
  window.addEventListener("beforeunload", (event) => {
    if (!leavingOnPurpose && unsaved().length) event.preventDefault();
  });
}
