"""Room between fields."""

from __future__ import annotations

from markupsafe import Markup

from forms.html import tag
from forms.model import Component, FieldType, Scope, Shape, View


class Spacer(FieldType):
    """How much room is a matter of the style sheet: one step, whatever height the form names."""

    name = "spacer"
    shape = Shape.STATIC

    def html(self, view: View) -> Markup:
        return tag("div", {"class": "mc-spacer", "aria-hidden": "true"})

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        return ""


FIELD = Spacer()
