// Files still being made: asks for the page again now and then, and puts the links in place when they are there.
// What is being typed elsewhere on the page stays untouched.

const EVERY = 3000;
const LONGEST = 10 * 60 * 1000;
const started = Date.now();

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const waiting of document.querySelectorAll("[data-awaited]")) {
    const made = fresh.getElementById(waiting.id);
    if (made && !("awaited" in made.dataset)) waiting.replaceWith(document.adoptNode(made));
  }
}

async function keepLooking() {
  if (!document.querySelector("[data-awaited]") || Date.now() - started > LONGEST) return;
  if (!document.hidden) {
    try {
      await look();
    } catch {
      // No network just now; the next look may find it.
    }
  }
  setTimeout(keepLooking, EVERY);
}

setTimeout(keepLooking, EVERY);
