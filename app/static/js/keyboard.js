// Excel's habits: Enter or ↓ to the next figure, ↑ or Shift+Enter back, a copied column pasted downwards.

import { messages } from "./messages.js";
import { save, setValue, valueOf } from "./saving.js";
import { toast } from "./toast.js";

/** Text inputs for figures in the order of the page, a figure shown twice only at its first place. */
function inputs() {
  const seen = new Set();
  return [...document.querySelectorAll("form[data-save] input.figure-input")].filter((input) => {
    const name = input.form.dataset.figure;
    if (input.disabled || seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function neighbour(input, step) {
  const all = [...document.querySelectorAll("form[data-save] input.figure-input")].filter((one) => !one.disabled);
  return all[all.indexOf(input) + step];
}

function onKey(event) {
  const input = event.target;
  if (!input.matches?.("form[data-save] input.figure-input") || event.isComposing) return;
  const forward = event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey);
  const back = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey);
  if ((!forward && !back) || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const next = neighbour(input, forward ? 1 : -1);
  if (next) {
    next.focus();
    next.select();
  } else {
    save(input.form);
  }
}

/** Cells of a copied range: a column gives its rows, a single row gives its cells. */
export function cells(text) {
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((row) => row.split("\t"));
  return (rows.length === 1 ? rows[0] : rows.map((row) => row[0])).map((cell) => cell.trim());
}

function onPaste(event) {
  const input = event.target;
  if (!input.matches?.("form[data-save] input.figure-input")) return;
  const found = cells(event.clipboardData?.getData("text/plain") ?? "");
  if (found.length < 2) return;
  event.preventDefault();
  const all = inputs();
  const places = all.slice(Math.max(all.indexOf(input), 0), Math.max(all.indexOf(input), 0) + found.length);
  const before = places.map((place) => [place.form, valueOf(place.form)]);
  places.forEach((place, index) => {
    if (found[index] === "") return; // an empty cell leaves what is there
    setValue(place.form, found[index]);
    save(place.form);
  });
  places.at(-1)?.focus();
  toast(messages.pasted(places.length, found.length - places.length), messages.undo, () => {
    for (const [form, value] of before) {
      setValue(form, value);
      save(form);
    }
  });
}

export function startKeyboard() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("paste", onPaste);
}
