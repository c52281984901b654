// What was typed and not yet kept by the server, in this browser, apart for each person and page.

const person = document.body.dataset.person || "";
const prefix = `chua-luu|${person}|${location.pathname}|`;

export function keep(name, value) {
  try {
    localStorage.setItem(prefix + name, JSON.stringify({ value, at: Date.now() }));
  } catch {
    // Private windows and full stores refuse; the field itself still holds the text.
  }
}

export function forget(name) {
  try {
    localStorage.removeItem(prefix + name);
  } catch {
    // Nothing was kept there, so there is nothing to remove.
  }
}

export function read(name) {
  try {
    const found = JSON.parse(localStorage.getItem(prefix + name));
    return found && typeof found.value === "string" ? found : null;
  } catch {
    return null;
  }
}

export function timeOf(moment) {
  const when = new Date(moment);
  const time = when.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const today = new Date().toDateString() === when.toDateString();
  return today ? time : `${time} ngày ${when.toLocaleDateString("vi-VN")}`;
}
