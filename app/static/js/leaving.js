// Typing a figure and pressing a link or button at once: the figure is saved first, then the page goes on.
// Otherwise "Trình lãnh đạo xác nhận" could overtake the last figure.

import { atRest, isBusy } from "./saving.js";

function onClick(event) {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || !isBusy()) return;
  if (link.target || link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  atRest().then(() => { location.href = link.href; });
}

function onSubmit(event) {
  const form = event.target;
  if (form.matches("[data-save], [data-upload]") || !isBusy()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  atRest().then(() => {
    // Still busy after the longest wait: the server decides, it refuses what it has not seen.
    if (isBusy()) form.submit();
    else form.requestSubmit(event.submitter ?? undefined);
  });
}

export function startLeaving() {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
}
