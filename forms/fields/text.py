"""Words to read: a little Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from forms import messages
from forms.expressions import Template
from forms.formats import format_any
from forms.html import EMPTY, join, tag
from forms.markdown import to_html
from forms.model import Component, FieldType, FormDefinitionError, Scope, Shape, View

# Stands for a hole while the Markdown around it is turned to HTML, so that data never counts as Markdown.
_HOLE = "\ufffc"


class Text(FieldType):
    """Headings, paragraphs, lists, bold, italic, links and `{{ expression }}`; everything else is plain text."""

    name = "text"
    shape = Shape.STATIC

    def prepare(self, component: Component) -> Mapping[str, Any]:
        text, dynamic = component.settings.get("text"), component.dynamic.get("text")
        if not isinstance(text, str):
            raise FormDefinitionError("bad_setting", component.id, "text")
        literals = dynamic.literals if isinstance(dynamic, Template) else (text,)
        html = to_html(_HOLE.join(literal.replace(_HOLE, "") for literal in literals))
        return {"pieces": tuple(Markup(piece) for piece in html.split(_HOLE))}

    def html(self, view: View) -> Markup:
        content = _content(view.component, view.scope)
        return tag("div", {"class": "mc-text"}, content) if content else EMPTY

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        return ""


def _content(component: Component, scope: Scope) -> Markup:
    dynamic = component.dynamic.get("text")
    pieces: tuple[Markup, ...] = component.prepared["pieces"]
    if dynamic is None:
        return pieces[0]
    if not isinstance(dynamic, Template):
        words = component.words("text", scope)
        return tag("p", {}, Markup("<br>").join(words.splitlines())) if words else EMPTY
    parts: list[str] = [pieces[0]]
    for formula, piece in zip(dynamic.formulas, pieces[1:], strict=True):
        value = formula.value(scope.variables, scope.today)
        parts += (format_any(value, messages.YES, messages.NO), piece)
    return join(*parts)


FIELD = Text()
