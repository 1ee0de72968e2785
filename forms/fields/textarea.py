"""Several lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from forms.html import join, tag
from forms.layout import control_attributes, field
from forms.model import Component, FieldType, Rule, Scope, View
from forms.texts import length_rules

MAX_LENGTH = 20_000
_ROWS = 4


class TextArea(FieldType):
    """Line ends are stored as \\n."""

    name = "textarea"

    def convert(self, component: Component, texts: Sequence[str]) -> object:
        return (texts[-1].strip() if texts else "") or None

    def rules(self, component: Component, scope: Scope) -> Iterable[Rule]:
        return length_rules(component, scope, MAX_LENGTH)

    def html(self, view: View) -> Markup:
        attributes = control_attributes(view, "mc-textarea")
        attributes["rows"] = max(2, min(view.component.limit("properties.rows", _ROWS), 30))
        # HTML drops a line end right after the opening tag: one to drop keeps the value's own.
        return field(
            view, tag("textarea", attributes, join("\n", "" if view.value is None else str(view.value)))
        )

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        lines = str(value).splitlines() if value is not None else []
        return Markup("<br>").join(lines)


FIELD = TextArea()
