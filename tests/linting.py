"""Looks at a page the way a careful reader of its source would: structure, names, labels, nothing inline."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import html
from lxml.html import HtmlElement

UNLABELLED = frozenset({"hidden", "submit", "button", "reset", "image"})
FIELDS = ("input", "select", "textarea")
REFERRING = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|\bUndefined\b|<(?:Markup|function|bound method)|\bNone\b")


def faults(text: str) -> list[str]:
    """What is wrong with a page; nothing when it is as it should be."""
    page = html.document_fromstring(text)
    for template in page.xpath("//template"):
        template.drop_tree()  # filled in by scripts before anybody sees it
    return [*_outline(text, page), *_references(page), *_fields(page), *_forms(page), *_inline(page)]


def _outline(text: str, page: HtmlElement) -> Iterator[str]:
    if not text.lstrip().lower().startswith("<!doctype html>"):
        yield "no <!doctype html>"
    if page.get("lang") != "vi":
        yield "the page does not say that it is Vietnamese"
    titles = [title.text_content().strip() for title in page.iterfind(".//head/title")]
    if len(titles) != 1 or not titles[0]:
        yield f"titles: {titles}"
    headings = [heading.text_content().strip() for heading in page.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"h1: {headings}"
    if len(list(page.iter("main"))) != 1:
        yield "not exactly one <main>"
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    for above, below in zip(levels, levels[1:], strict=False):
        if below > above + 1:
            yield f"h{below} follows h{above}"
    if left := LEFT_OVER.search(page.text_content()):
        yield f"left over in the text: {left[0]}"


def _references(page: HtmlElement) -> Iterator[str]:
    counts = Counter(page.xpath("//@id"))
    yield from (f"id {name!r} stands {number} times" for name, number in counts.items() if number > 1)
    for name in REFERRING:
        for element in page.xpath(f"//*[@{name}]"):
            missing = [one for one in element.get(name).split() if one not in counts]
            if missing:
                yield f"<{element.tag} {name}> speaks of {missing}, which is not there"
    for label in page.xpath("//label[@for]"):
        if label.get("for") not in counts:
            yield f"a label for {label.get('for')!r}, which is not there"
    for link in page.xpath("//a[starts-with(@href, '#')]"):
        if link.get("href") != "#" and link.get("href")[1:] not in counts:
            yield f"a link to {link.get('href')!r}, which is not there"


def _fields(page: HtmlElement) -> Iterator[str]:
    labelled = set(page.xpath("//label/@for"))
    for field in page.iter(*FIELDS):
        if field.get("hidden") is not None or field.tag == "input" and field.get("type") in UNLABELLED:
            continue
        inside = any(parent.tag == "label" for parent in field.iterancestors())
        named = field.get("aria-label") or field.get("aria-labelledby")
        if not (inside or named or field.get("id") in labelled):
            yield f"<{field.tag} name={field.get('name')!r}> has no label"
    for control in page.iter("a", "button", "summary"):
        pictures = [picture.get("alt") for picture in control.iter("img")]
        if not (control.text_content().strip() or control.get("aria-label") or any(pictures)):
            yield f"<{control.tag} {dict(control.attrib)}> has no name"
    for picture in page.iter("img"):
        if picture.get("alt") is None:
            yield f"<img src={picture.get('src')!r}> without alt"


def _forms(page: HtmlElement) -> Iterator[str]:
    for form in page.iter("form"):
        posts = form.get("method", "get").lower() == "post"
        tokens = form.xpath(".//input[@name='csrf_token']")
        if posts and len(tokens) != 1:
            yield f"a form to {form.get('action')!r} with {len(tokens)} CSRF tokens"
        if not posts and tokens:
            yield f"a form of method get to {form.get('action')!r} shows its CSRF token in the address"
        if any(parent.tag == "form" for parent in form.iterancestors()):
            yield "a form inside a form"


def _inline(page: HtmlElement) -> Iterator[str]:
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        spoken = [name for name in element.attrib if name == "style" or name.startswith("on")]
        if spoken and not any(parent.tag == "svg" for parent in element.iterancestors()):
            yield f"<{element.tag}> carries {spoken}, which the content security policy stops"
        if element.tag == "style" and not any(parent.tag == "svg" for parent in element.iterancestors()):
            yield "a <style> in the page"
        if element.tag == "script" and not element.get("src") and element.get("type") != "application/json":
            yield "a <script> in the page"
