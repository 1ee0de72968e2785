"""One choice, all of them in sight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from forms import messages
from forms.choices import chosen_labels, is_among, option_list, prepare_options, stored_value
from forms.model import Component, FieldType, Rule, Scope, View


class Radio(FieldType):
    """Stored as the chosen value."""

    name = "radio"
    required_message = messages.REQUIRED_CHOICE

    def prepare(self, component: Component) -> Mapping[str, Any]:
        return prepare_options(component)

    def convert(self, component: Component, texts: Sequence[str]) -> object:
        return stored_value(component, texts[-1]) if texts and texts[-1] else None

    def rules(self, component: Component, scope: Scope) -> Iterator[Rule]:
        yield is_among(component, scope)

    def html(self, view: View) -> Markup:
        return option_list(view, "radio")

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        return chosen_labels(component, value, scope)


FIELD = Radio()
