"""One box to tick."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from forms import messages
from forms.html import tag
from forms.layout import control_attributes, error_line, hint_line
from forms.model import Component, FieldType, View


class Checkbox(FieldType):
    """Stored as true or false; required means it must be ticked."""

    name = "checkbox"
    required_message = messages.REQUIRED_TICK

    def convert(self, component: Component, texts: Sequence[str]) -> object:
        return "true" in texts

    def is_empty(self, value: object) -> bool:
        return value is not True

    def html(self, view: View) -> Markup:
        attributes = control_attributes(view, "mc-option__input")
        attributes |= {"type": "checkbox", "value": "true", "checked": view.value is True}
        # A box may always stay empty unless its label says otherwise: marking it optional would only confuse.
        label = tag("label", {"class": "mc-option__label", "for": view.id}, view.label)
        option = tag("div", {"class": "mc-option"}, tag("input", attributes), label)
        css = "mc-field mc-field--error" if view.error else "mc-field"
        return tag("div", {"class": css}, hint_line(view), error_line(view), option)


FIELD = Checkbox()
