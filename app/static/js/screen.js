// The projector follows the chair: it asks for the page's mark, which is a few bytes, and fetches the page only
// when the mark is another one. Without JavaScript the page loads itself anew every three seconds.

const EVERY = 1500;
const SLOWER = 6000; // when the network or the server does not answer

function place() {
  return document.querySelector("[data-screen]");
}

async function changed() {
  const shown = place();
  const answer = await fetch(shown.dataset.screen, {
    headers: { Accept: "application/json", "If-None-Match": `"${shown.dataset.mark}"` },
    cache: "no-store",
  });
  if (answer.status === 304) return false;
  if (!answer.ok || answer.redirected) throw new Error("no mark");
  return (await answer.json()).mark !== shown.dataset.mark;
}

async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error("no page");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["#main", ".meeting-bar-side"]) {
    const now = document.querySelector(part);
    const next = fresh.querySelector(part);
    if (now && next) now.replaceChildren(...document.adoptNode(next).childNodes);
  }
}

async function follow() {
  let pause = EVERY;
  try {
    if (await changed()) await renew();
  } catch {
    pause = SLOWER;
  }
  const shown = place();
  if (shown && !("closed" in shown.dataset)) setTimeout(follow, pause);
}

if (place()) setTimeout(follow, EVERY);
