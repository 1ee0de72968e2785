"""A value worked out from the others. It is never read from a browser and not shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from forms.html import EMPTY
from forms.model import Component, FieldType, FormDefinitionError, Scope, Shape, View


class Computed(FieldType):
    """Stored as whatever JSON value its FEEL expression gives; null when that cannot be evaluated."""

    name = "expression"
    shape = Shape.COMPUTED

    def prepare(self, component: Component) -> Mapping[str, Any]:
        if "expression" not in component.dynamic:
            raise FormDefinitionError("not_an_expression", component.id, "expression")
        return {}

    def html(self, view: View) -> Markup:
        return EMPTY

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        # Without a label of its own it is an inner value, nothing for a reader.
        return super().text(component, value, scope) if component.settings.get("label") else ""


FIELD = Computed()
