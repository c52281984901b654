"""What every page must be: titled, whole, plain to a program that reads aloud, no wider than the window."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1280, 375)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}
SERIOUS = ("serious", "critical")
axe = Axe()

READ_FACTS = """() => {
  const count = {};
  for (const one of document.querySelectorAll("[id]")) count[one.id] = (count[one.id] || 0) + 1;
  const loose = [...document.querySelectorAll("label[for]")].map((one) => one.htmlFor)
    .filter((id) => !document.getElementById(id));
  return {
    title: document.title,
    headings: document.querySelectorAll("h1").length,
    language: document.documentElement.lang,
    twice: Object.keys(count).filter((id) => count[id] > 1),
    loose,
  };
}"""
# The widest thing that sticks out, to be named in the complaint.
READ_WIDTH = """(width) => {
  const page = document.documentElement;
  if (page.scrollWidth <= width) return null;
  const inside = (one) => { for (let up = one.parentElement; up; up = up.parentElement) {
    if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX)) return true; } return false; };
  const wide = [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > width + 1 && !inside(one));
  return `${page.scrollWidth} px: ` + wide.slice(-2).map((one) => one.outerHTML.slice(0, 120)).join(" … ");
}"""


def faults_of_page(page: Page) -> list[str]:
    """What is wrong whatever the width."""
    page.wait_for_load_state()  # after a press the new page may have begun and hold nothing yet
    facts = page.evaluate(READ_FACTS)
    faults = []
    if " – " not in facts["title"]:  # what the page is, and whose
        faults.append(f"title “{facts['title']}”")
    if facts["headings"] != 1:
        faults.append(f"{facts['headings']} h1")
    if facts["language"] != "vi":
        faults.append(f"language “{facts['language']}”")
    faults += [f"id “{name}” twice" for name in facts["twice"]]
    faults += [f"label for “{name}”, which is nowhere" for name in facts["loose"]]
    return faults


def faults_at_width(page: Page, width: int) -> list[str]:
    """What is wrong at this width."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate(READ_WIDTH, width)
    faults = [f"wider than the window: {wide}"] if wide else []
    for found in axe.run(page, options=RULES).response["violations"]:
        if found["impact"] in SERIOUS:
            faults += [f"{found['id']}: {node['html'][:160]}" for node in found["nodes"][:3]]
    return [f"{width} px, {fault}" for fault in faults]
