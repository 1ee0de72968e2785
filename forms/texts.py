"""What one-line and many-line texts have in common: length limits."""

from __future__ import annotations

from collections.abc import Iterator

from marshmallow import validate

from forms import messages
from forms.formats import to_decimal
from forms.model import Component, Rule, Scope


def length_rules(component: Component, scope: Scope, most: int) -> Iterator[Rule]:
    """Rules for minLength and maxLength. most: characters this kind takes when the form says nothing, or more."""
    label = component.label(scope)
    least, limit = (
        _whole(component, setting, scope) for setting in ("validate.minLength", "validate.maxLength")
    )
    if limit is None or limit > most:
        limit = most
    yield validate.Length(max=max(0, limit), error=messages.TOO_LONG.format(label=label, limit=limit))
    if least is not None and least > 0:
        yield validate.Length(min=least, error=messages.TOO_SHORT.format(label=label, limit=least))


def _whole(component: Component, setting: str, scope: Scope) -> int | None:
    number = to_decimal(component.get(setting, scope))
    return None if number is None else int(number)
