// Evidence: `form[data-upload]` sends its files with progress; without this the same form posts plainly.

import { messages } from "./messages.js";
import { csrfToken } from "./saving.js";

function show(form, state, text) {
  const place = form.querySelector(".figure-state");
  place.dataset.state = state;
  place.textContent = text;
}

/** The reason why the chosen files cannot be taken, or null. The server checks again by content. */
function fault(form, input) {
  if (!input.files.length) return messages.noFile;
  const limit = Number(form.dataset.maxBytes) || Infinity;
  const kinds = input.accept.split(",").map((kind) => kind.trim().toLowerCase()).filter(Boolean);
  for (const file of input.files) {
    if (file.size > limit) return messages.tooLarge(file.name, Math.floor(limit / 1048576));
    const fits = !kinds.length || kinds.some((kind) => file.name.toLowerCase().endsWith(kind));
    if (!fits) return messages.wrongKind(file.name, kinds.join(", "));
  }
  return null;
}

function addFile(form, file) {
  const box = document.querySelector(`[data-evidence="${CSS.escape(form.dataset.code)}"]`);
  const template = box?.querySelector("template[data-file-template]");
  if (!template) return;
  const row = template.content.cloneNode(true);
  const link = row.querySelector("[data-file-link]");
  link.href = file.url;
  link.textContent = file.title;
  row.querySelector("[data-file-note]").textContent = [file.size, file.uploaded].filter(Boolean).join(", ");
  row.querySelector("[data-file-name]").textContent = ` ${file.title}`;
  const removal = row.querySelector("[data-file-delete]");
  if (file.delete_url) removal.action = file.delete_url;
  else removal.remove();
  box.querySelector(".files").append(row);
  box.querySelector(".evidence-none")?.remove();
  const count = box.querySelector("[data-file-count]");
  count.textContent = String(Number(count.textContent) + 1);
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

function finish(form, input, request) {
  const answer = answerOf(request);
  form.querySelector("progress").hidden = true;
  form.querySelector("button").disabled = false;
  for (const file of answer?.files ?? []) addFile(form, file);
  if (request.status < 300 && answer?.ok) {
    input.value = "";
    show(form, "saved", answer.message || messages.uploaded(answer.files.length));
  } else {
    show(form, "error", answer?.message || (request.status === 401 ? messages.signedOut : messages.uploadFailed));
  }
}

function send(form) {
  const input = form.querySelector("input[type=file]");
  const wrong = fault(form, input);
  if (wrong) {
    show(form, "error", wrong);
    return;
  }
  const bar = form.querySelector("progress");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", csrfToken(form));
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.round((event.loaded / event.total) * 100);
    bar.value = percent;
    show(form, "saving", percent < 100 ? messages.uploading(percent) : messages.uploadChecking);
  });
  request.addEventListener("load", () => finish(form, input, request));
  request.addEventListener("error", () => {
    bar.hidden = true;
    form.querySelector("button").disabled = false;
    show(form, "error", messages.uploadOffline);
  });
  bar.hidden = false;
  bar.value = 0;
  form.querySelector("button").disabled = true;
  show(form, "saving", messages.uploading(0));
  request.send(new FormData(form));
}

export function startUploads() {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    const input = form.querySelector("input[type=file]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
    input.addEventListener("change", () => send(form));
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("upload-over");
    });
    form.addEventListener("dragleave", () => form.classList.remove("upload-over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("upload-over");
      if (!event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      send(form);
    });
  }
}
