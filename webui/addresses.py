"""Addresses of pages as templates ask for them: a list names the same page a hundred times, with other ids."""

import re
from typing import Any

from flask import Flask, current_app, request
from flask import url_for as build

_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_MARK = "x-mark-{}-x"

Pattern = tuple[str, ...] | None
"""What stands around the values of an address, in their order; None where it must be built anew each time."""


def attach(app: Flask) -> None:
    """Templates build addresses by `url_for` as always, and get those of known shape at once."""
    patterns: dict[tuple[str, ...], Pattern] = {}

    def url_for(endpoint: str, **values: Any) -> str:
        if endpoint.startswith(".") or not all(_is_plain(value) for value in values.values()):
            return build(endpoint, **values)
        key = (request.root_path, endpoint, *values)
        if key not in patterns:
            patterns[key] = _pattern(endpoint, list(values))
        pattern = patterns[key]
        if pattern is None:
            return build(endpoint, **values)
        pieces = [pattern[0]]
        for value, rest in zip(values.values(), pattern[1:], strict=True):
            pieces += (value, rest)
        return "".join(pieces)

    app.jinja_env.globals["url_for"] = url_for


def _is_plain(value: object) -> bool:
    """Whether a value stands in an address as it is: nothing to quote, nothing to leave out."""
    return isinstance(value, str) and _PLAIN.fullmatch(value) is not None


def _pattern(endpoint: str, names: list[str]) -> Pattern:
    if any(name.startswith("_") for name in names):
        return None
    if any(rule.defaults for rule in current_app.url_map.iter_rules(endpoint)):
        return None  # another rule may serve just these values
    marks = [_MARK.format(number) for number in range(len(names))]
    try:
        marked: dict[str, Any] = dict(zip(names, marks, strict=True))
        rest = build(endpoint, **marked)
    except ValueError:
        return None  # a number, say
    pieces = []
    for mark in marks:
        before, found, rest = rest.partition(mark)
        if not found:
            return None  # the address has its values in another order
        pieces.append(before)
    return (*pieces, rest)
