"""A button the designer put into the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from forms import messages
from forms.html import EMPTY, tag
from forms.layout import button
from forms.model import Component, FieldType, FormDefinitionError, Scope, Shape, View

_ACTIONS = ("submit", "reset")


class Button(FieldType):
    """Submits (`_action=submit`) or resets."""

    name = "button"
    shape = Shape.STATIC

    def prepare(self, component: Component) -> Mapping[str, Any]:
        if component.settings.get("action", "submit") not in _ACTIONS:
            raise FormDefinitionError("bad_setting", component.id, "action")
        return {}

    def html(self, view: View) -> Markup:
        if view.is_readonly:
            return EMPTY
        if view.component.settings.get("action") == "reset":
            words = view.label or messages.RESET
            return tag("button", {"type": "reset", "class": "mc-button mc-button--secondary"}, words)
        return button(view.label or messages.SUBMIT, "submit")

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        return ""


FIELD = Button()
