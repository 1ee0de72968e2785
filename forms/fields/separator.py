"""A line between fields."""

from __future__ import annotations

from markupsafe import Markup

from forms.html import tag
from forms.model import Component, FieldType, Scope, Shape, View


class Separator(FieldType):
    """Shown as a rule, stores nothing."""

    name = "separator"
    shape = Shape.STATIC

    def html(self, view: View) -> Markup:
        return tag("hr", {"class": "mc-separator"})

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        return ""


FIELD = Separator()
