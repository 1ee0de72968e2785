"""What a browser sent, brought under bounds and laid out along the form. Nothing in here trusts a name or a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forms.model import Component, Place, Shape

MAX_KEYS = 5_000
MAX_KEY_LENGTH = 300
MAX_KEY_PARTS = 24
MAX_TEXTS = 500
"""Values under one name."""
MAX_TEXT = 50_000
"""Characters of one value; more are cut off, and then the field's own limit refuses it."""
MAX_ROWS = 200
MAX_TOTAL_ROWS = 500

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ROW = re.compile(r"[0-9]{1,4}")

Raw = dict[str, object]
"""Texts by dotted key, as the form's marshmallow schema takes them; a list of Raw for list rows."""


@dataclass(slots=True)
class Branch:
    """Submitted texts under one name and below it."""

    texts: list[str] = field(default_factory=list)
    below: dict[str, Branch] = field(default_factory=dict)

    def find(self, parts: Sequence[str]) -> Branch:
        """The branch further down; an empty one when nothing was sent there."""
        branch = self
        for part in parts:
            branch = branch.below.get(part, _NOTHING)
        return branch


_NOTHING = Branch()


@dataclass(slots=True)
class Submission:
    """The texts of one request, by name. is_cut: some did not fit the bounds and were left out."""

    root: Branch = field(default_factory=Branch)
    is_cut: bool = False


@dataclass(slots=True)
class Reading:
    """Texts laid out along the form. overfull: lists that sent more rows than they may have."""

    raw: Raw
    overfull: frozenset[Place]


def read_submission(submitted: Mapping[str, Sequence[str]], prefix: str = "") -> Submission:
    """Gather the texts whose names start with prefix. Never raises, whatever the mapping holds."""
    submission = Submission()
    for count, (name, texts) in enumerate(submitted.items()):
        if count >= MAX_KEYS:
            submission.is_cut = True
            break
        if not isinstance(name, str) or not name.startswith(prefix) or len(name) > MAX_KEY_LENGTH:
            continue
        parts = name[len(prefix) :].split(".")
        if len(parts) > MAX_KEY_PARTS:
            continue
        branch = submission.root
        for part in parts:
            branch = branch.below.setdefault(part, Branch())
        found = [texts] if isinstance(texts, str) else texts
        if isinstance(found, list | tuple):
            branch.texts = [plain_text(text) for text in found[:MAX_TEXTS] if isinstance(text, str)]
    return submission


def plain_text(text: str) -> str:
    """One text without control characters and lone surrogates, line ends as \\n, letters composed (NFC)."""
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
    if text.isascii() and text.isprintable():
        return text
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text)


def lay_out(components: Sequence[Component], submission: Submission, *, keep_blank: bool) -> Reading:
    """The texts along the form.

    keep_blank: keep rows in which nothing was entered (the person is still adding), otherwise drop them down to
    the list's minimum. Lists that cannot grow keep every row at its number.
    """
    layout = _Layout(keep_blank)
    raw = layout.values(components, submission.root, ())
    return Reading(raw, frozenset(layout.overfull))


class _Layout:
    """One walk along the form, counting rows over all of it."""

    def __init__(self, keep_blank: bool) -> None:
        self.keep_blank = keep_blank
        self.total_rows = 0
        self.overfull: list[Place] = []

    def values(self, components: Sequence[Component], branch: Branch, place: Place) -> Raw:
        raw: Raw = {}
        for component in components:
            if component.shape is Shape.GROUP:
                raw.update(self.values(component.components, branch, place))
            elif component.shape is Shape.ROWS:
                raw[component.key] = self._rows(
                    component, branch.find(component.path), (*place, *component.path)
                )
            elif component.shape is Shape.LEAF:
                raw[component.key] = branch.find(component.path).texts
        return raw

    def _rows(self, component: Component, branch: Branch, here: Place) -> list[Raw]:
        numbers = sorted({int(part) for part in branch.below if _ROW.fullmatch(part)})
        if not component.is_open:
            numbers = list(range(numbers[-1] + 1)) if numbers else []
        rows: list[Raw] = []
        for number in numbers:
            if len(rows) >= row_limit(component) or self.total_rows >= MAX_TOTAL_ROWS:
                self.overfull.append(here)
                break
            self.total_rows += 1
            row = branch.below.get(str(number), _NOTHING)
            rows.append(self.values(component.components, row, (*here, len(rows))))
        if component.is_open and not self.keep_blank:
            return _without_blank(rows, component.limit("properties.minRows", 0))
        return rows


def row_limit(component: Component) -> int:
    """How many rows a list may have."""
    most = MAX_ROWS if component.is_open else MAX_TOTAL_ROWS
    return max(0, min(component.limit("properties.maxRows", most), most))


def _without_blank(rows: list[Raw], at_least: int) -> list[Raw]:
    """Drop rows in which nothing was entered, keeping the first ones while the list needs them."""
    spare = len(rows) - at_least
    kept: list[Raw] = []
    for row in reversed(rows):
        if spare > 0 and _is_blank(row):
            spare -= 1
        else:
            kept.append(row)
    return kept[::-1]


def _is_blank(raw: Raw) -> bool:
    for value in raw.values():
        if not isinstance(value, list):
            continue
        if any(not _is_blank(item) if isinstance(item, dict) else str(item).strip() for item in value):
            return False
    return True
