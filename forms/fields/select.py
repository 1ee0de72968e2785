"""One choice from a drop-down list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from forms import messages
from forms.choices import chosen_labels, chosen_tokens, is_among, options_of, prepare_options, stored_value
from forms.html import tag
from forms.layout import control_attributes, field
from forms.model import Component, FieldType, Rule, Scope, View


class Select(FieldType):
    """Stored as the chosen value."""

    name = "select"
    required_message = messages.REQUIRED_CHOICE

    def prepare(self, component: Component) -> Mapping[str, Any]:
        return prepare_options(component)

    def convert(self, component: Component, texts: Sequence[str]) -> object:
        return stored_value(component, texts[-1]) if texts and texts[-1] else None

    def rules(self, component: Component, scope: Scope) -> Iterator[Rule]:
        yield is_among(component, scope)

    def html(self, view: View) -> Markup:
        chosen = chosen_tokens(view.value)
        options = [tag("option", {"value": ""}, messages.CHOOSE)]
        options += [
            tag("option", {"value": option.token, "selected": option.token in chosen}, option.label)
            for option in options_of(view.component, view.scope)
        ]
        return field(view, tag("select", control_attributes(view, "mc-select"), *options))

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        return chosen_labels(component, value, scope)


FIELD = Select()
