"""The values a form opens with, and those of a fresh list row."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date

from forms.model import Component, Form, Scope, Shape, Values, dig
from forms.settling import first_rows, plant, settle


def initial_values(form: Form, context: Mapping[str, object], *, today: date) -> Values:
    """What to render first: the process's own values where it has them, else the defaults of the definition."""
    return settle(form, _start(form.components, context), Scope(context, today)).values


def fresh_row(component: Component) -> Values:
    """A new row of a list, with its defaults."""
    return _start(component.components, {})


def _start(components: Sequence[Component], base: object) -> Values:
    values: Values = {}
    for component in components:
        if component.shape is Shape.GROUP:
            for name, value in _start(component.components, base).items():
                _merge(values, name, value)
        elif component.shape is Shape.ROWS:
            plant(values, component.path, _rows(component, dig(base, component.path)))
        elif component.shape is Shape.LEAF:
            held = dig(base, component.path)
            plant(values, component.path, component.settings.get("defaultValue") if held is None else held)
    return copy.deepcopy(values)


def _rows(component: Component, held: object) -> list[Values]:
    if isinstance(held, list):
        return [_start(component.components, row) for row in held]
    return [fresh_row(component) for _ in range(first_rows(component))]


def _merge(values: Values, name: str, value: object) -> None:
    """Two groups may write into one variable."""
    there = values.get(name)
    if isinstance(there, dict) and isinstance(value, dict):
        for inner, item in value.items():
            _merge(there, inner, item)
    else:
        values[name] = value
