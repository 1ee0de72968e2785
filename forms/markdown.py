"""The little Markdown of text components, to HTML. Every piece of text is escaped; tags in it stay text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from forms.html import EMPTY, join, tag

_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_BULLET = re.compile(r"[-*]\s+(\S.*)")
_NUMBERED = re.compile(r"[0-9]{1,3}[.)]\s+(\S.*)")
# The page owns h1, so a form starts at h2.
_LEVELS = {1: "h2", 2: "h2", 3: "h3", 4: "h4", 5: "h5", 6: "h6"}
_INLINE = re.compile(
    r"\*\*(?P<bold>[^*\n]{1,500})\*\*"
    r"|\*(?P<italic>[^*\n]{1,500})\*"
    r"|\[(?P<words>[^\]\n]{1,300})\]\((?P<address>[^)\s]{1,500})\)"
)
_SAFE_ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)[^\s\"'<>\\]*", re.IGNORECASE)


def to_html(text: str) -> Markup:
    """Headings, paragraphs, bullet and numbered lists; **bold**, *italic*, [words](address) within them."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return join(*(part for block in blocks for part in _block(block.strip())))


def _block(block: str) -> Iterator[Markup]:
    for kind, lines in groupby(block.splitlines(), key=_kind):
        items = [line.strip() for line in lines if line.strip()]
        if kind == "heading":
            for line in items:
                marks, _, words = line.partition(" ")
                yield tag(_LEVELS[len(marks)], {}, _inline(words.strip()))
        elif kind in ("ul", "ol"):
            yield tag(kind, {}, *(tag("li", {}, _inline(_after_mark(line))) for line in items))
        elif items:
            yield tag("p", {}, Markup("<br>").join(_inline(line) for line in items))


def _kind(line: str) -> str:
    line = line.strip()
    if _HEADING.fullmatch(line):
        return "heading"
    if _BULLET.fullmatch(line):
        return "ul"
    return "ol" if _NUMBERED.fullmatch(line) else "p"


def _after_mark(line: str) -> str:
    found = _BULLET.fullmatch(line) or _NUMBERED.fullmatch(line)
    return found[1] if found else line


def _inline(text: str) -> Markup:
    parts, at = EMPTY, 0
    for found in _INLINE.finditer(text):
        parts += join(text[at : found.start()], _marked(found))
        at = found.end()
    return join(parts, text[at:])


def _marked(found: re.Match[str]) -> Markup:
    if found["bold"]:
        return tag("strong", {}, found["bold"])
    if found["italic"]:
        return tag("em", {}, found["italic"])
    if not _SAFE_ADDRESS.fullmatch(found["address"]):
        return join(found[0])
    return tag("a", {"href": found["address"], "rel": "noopener noreferrer"}, found["words"])
