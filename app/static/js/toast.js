// A short note in the corner, announced politely, with at most one thing to do about it.

import { messages } from "./messages.js";

export function button(title, act, style = "btn btn-sm btn-outline-primary") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = style;
  made.textContent = title;
  made.addEventListener("click", act);
  return made;
}

export function toast(text, actionTitle = null, action = null) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const note = document.createElement("div");
  note.className = "toast-note";
  const words = document.createElement("p");
  words.textContent = text;
  note.append(words);
  const close = () => note.remove();
  const look = "btn btn-sm btn-header";
  if (actionTitle) note.append(button(actionTitle, () => { action(); close(); }, look));
  note.append(button(messages.close, close, look));
  place.replaceChildren(note);
  setTimeout(close, actionTitle ? 20000 : 8000);
}
