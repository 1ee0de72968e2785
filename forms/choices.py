"""Lists to choose from: written in the form, or taken from the process's variables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from marshmallow import ValidationError

from forms import messages
from forms.html import tag
from forms.layout import fieldset
from forms.model import Component, FormDefinitionError, Rule, Scope, View, dig

MAX_OPTIONS = 5_000
_SOURCES = ("values", "valuesKey", "valuesExpression")
_KEY = re.compile(r"[^\W\d_][\w.]{0,99}")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. value: JSON scalar that is stored; token: how a browser sends it."""

    value: object
    label: str

    @property
    def token(self) -> str:
        """The value as text of a form."""
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)


@dataclass(frozen=True, slots=True)
class Choices:
    """A list to choose from."""

    options: tuple[Option, ...]
    tokens: frozenset[str]

    @classmethod
    def of(cls, source: object) -> Choices:
        """The choices of a list of scalars or of objects with value and label."""
        options = tuple(_options(source))
        return cls(options, frozenset(option.token for option in options))


def prepare_options(component: Component) -> Mapping[str, Any]:
    """Check the one source of options. Raises FormDefinitionError."""
    given = [source for source in _SOURCES if component.settings.get(source)]
    if len(given) != 1:
        raise FormDefinitionError(
            "no_options" if not given else "bad_options", component.id, ", ".join(given)
        )
    source = component.settings[given[0]]
    if given[0] == "valuesKey" and (not isinstance(source, str) or not _KEY.fullmatch(source)):
        raise FormDefinitionError("bad_options", component.id, "valuesKey")
    if given[0] != "values":
        return {}
    choices = Choices.of(source)
    if not isinstance(source, list) or len(choices.tokens) != len(source) or "" in choices.tokens:
        raise FormDefinitionError("bad_options", component.id, "values")
    return {"choices": choices}


def options_of(component: Component, scope: Scope) -> Sequence[Option]:
    """The choices there are now."""
    return _choices(component, scope).options


def _choices(component: Component, scope: Scope) -> Choices:
    fixed: Choices | None = component.prepared.get("choices")
    if fixed is not None:
        return fixed
    key = component.settings.get("valuesKey")
    if not isinstance(key, str):
        return Choices.of(component.get("valuesExpression", scope))
    # A list of the process may be long and asked for by every row: it is read as it stands, and once.
    source = dig(scope.variables, key.split("."))
    memory_key = ("choices", id(source))
    if memory_key not in scope.memory:
        # The source is kept beside its choices, so that its id stays its own.
        scope.memory[memory_key] = (source, Choices.of(source))
    found: Choices = scope.memory[memory_key][1]
    return found


def _options(source: object) -> Iterator[Option]:
    """Options from a list of scalars or of objects with value and label; the rest of it is no option."""
    for item in source[:MAX_OPTIONS] if isinstance(source, list) else ():
        value = item.get("value") if isinstance(item, Mapping) else item
        if isinstance(value, str | int | float):
            label = item.get("label") if isinstance(item, Mapping) else None
            yield Option(value, label if isinstance(label, str) and label else str(value))


def is_among(component: Component, scope: Scope) -> Rule:
    """A rule: the value, or every value of a list, is one of the choices there are now."""

    def rule(value: object) -> None:
        tokens = _choices(component, scope).tokens
        chosen = value if isinstance(value, list) else [value]
        if not all(token_of(one) in tokens for one in chosen):
            raise ValidationError(messages.NOT_AN_OPTION.format(label=component.label(scope)))

    return rule


def stored_value(component: Component, token: str) -> object:
    """What is stored for a submitted choice: the value written in the form, or the text when the list is data."""
    fixed: Choices | None = component.prepared.get("choices")
    return (
        next((option.value for option in fixed.options if option.token == token), token) if fixed else token
    )


def token_of(value: object) -> str:
    """A stored value as a browser sends it."""
    return Option(value, "").token


def chosen_tokens(value: object) -> frozenset[str]:
    """What a stored value of one or several choices ticks."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    return frozenset(token_of(one) for one in values)


def chosen_labels(component: Component, value: object, scope: Scope) -> str:
    """The labels of what was chosen; a choice no longer offered shows its value."""
    labels = {option.token: option.label for option in options_of(component, scope)}
    values = value if isinstance(value, list) else [] if value is None else [value]
    return ", ".join(labels.get(token_of(one), token_of(one)) for one in values)


def option_list(view: View, kind: str) -> Markup:
    """Radio buttons or tick boxes under a legend. kind: radio or checkbox."""
    options = options_of(view.component, view.scope)
    chosen = chosen_tokens(view.value)
    items = [_item(view, kind, number, option, chosen) for number, option in enumerate(options, 1)]
    if not items:
        items = [tag("p", {"class": "mc-hint", "id": view.id, "tabindex": "-1"}, messages.NOTHING)]
    css = "mc-options mc-options--long" if len(items) > 12 else "mc-options"
    return fieldset(view, tag("div", {"class": css}, *items))


def _item(view: View, kind: str, number: int, option: Option, chosen: Collection[str]) -> Markup:
    # The first control bears the field's own id, so that the error summary leads to it.
    item_id = view.id if number == 1 else f"{view.id}-{number}"
    control = tag(
        "input",
        {
            "class": "mc-option__input",
            "type": kind,
            "id": item_id,
            "name": view.name,
            "value": option.token,
            "checked": option.token in chosen,
        },
    )
    label = tag("label", {"class": "mc-option__label", "for": item_id}, option.label)
    return tag("div", {"class": "mc-option"}, control, label)
