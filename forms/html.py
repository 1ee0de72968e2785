"""HTML built from elements, so it is well formed and every text is escaped by construction."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

Attributes = Mapping[str, str | int | bool | None]
"""Attribute values: True stands alone, False and None are left out."""

_VOID = frozenset(("input", "hr", "br"))
_SPECIAL = re.compile("[&<>\"']")
EMPTY = Markup("")


def tag(name: str, attributes: Attributes, *content: str) -> Markup:
    """One element. name and attribute names are ours, never data; values and plain content are escaped."""
    parts = ["<", name]
    for attribute, value in attributes.items():
        if value is True:
            parts += (" ", attribute)
        elif value is not None and value is not False:
            parts += (" ", attribute, '="', _escaped(value), '"')
    parts.append(">")
    if name not in _VOID:
        parts += map(_escaped, content)
        parts += ("</", name, ">")
    return Markup("".join(parts))


def join(*parts: str) -> Markup:
    """Pieces one after another, plain ones escaped."""
    return Markup("".join(map(_escaped, parts)))


def _escaped(text: str | int) -> str:
    """What most texts are already: nothing in them to escape."""
    return text if type(text) is str and not _SPECIAL.search(text) else escape(text)
