"""HTML built from elements, so it is well formed and every text is escaped by construction."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

Attributes = Mapping[str, str | int | bool | None]
"""Attribute values: True stands alone, False and None are left out."""

_VOID = frozenset(("input", "hr", "br"))
EMPTY = Markup("")


def tag(name: str, attributes: Attributes, *content: str) -> Markup:
    """One element. name and attribute names are ours, never data; values and plain content are escaped."""
    parts = ["<", name]
    for attribute, value in attributes.items():
        if value is True:
            parts += (" ", attribute)
        elif value is not None and value is not False:
            parts += (" ", attribute, '="', escape(value), '"')
    parts.append(">")
    if name not in _VOID:
        parts += map(escape, content)
        parts += ("</", name, ">")
    return Markup("".join(parts))


def join(*parts: str) -> Markup:
    """Pieces one after another, plain ones escaped."""
    return Markup("".join(map(escape, parts)))
