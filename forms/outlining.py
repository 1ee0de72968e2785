"""A form as a list of questions with one answer each: what a row of a spreadsheet can hold of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.choices import options_of
from forms.model import Component, Form, Scope, Shape

_CHOSEN = frozenset(("radio", "select", "checklist", "taglist"))
_SEVERAL = frozenset(("checklist", "taglist"))
SEPARATOR = ";"
"""Between the answers of a question that takes several."""


@dataclass(frozen=True, slots=True)
class Question:
    """A field to be answered. name: as submitted; of a list the first row. kind: of field. options: label by token."""

    name: str
    label: str
    is_required: bool
    kind: str
    options: Mapping[str, str]

    @property
    def takes_several(self) -> bool:
        return self.kind in _SEVERAL

    def texts(self, typed: str) -> list[str]:
        """What a browser would submit for what stands in a cell: tokens for labels, `true` for any mark in a box."""
        typed = typed.strip()
        if not typed:
            return []
        if self.kind == "checkbox":
            return ["true"]
        tokens = {" ".join(label.split()).casefold(): token for token, label in self.options.items()}
        parts = typed.split(SEPARATOR) if self.takes_several else [typed]
        return [tokens.get(" ".join(part.split()).casefold(), part.strip()) for part in parts if part.strip()]


def outline(form: Form, context: Mapping[str, object], *, today: date) -> tuple[Question, ...]:
    """The questions of a form in its order, hidden ones too; files and what nobody may write are left out."""
    return tuple(_questions(form.components, Scope(context, today), ""))


def _questions(components: Sequence[Component], scope: Scope, prefix: str) -> Iterator[Question]:
    for component in components:
        if component.shape is Shape.GROUP:
            yield from _questions(component.components, scope, prefix)
        elif component.shape is Shape.ROWS:
            yield from _questions(component.components, scope, f"{prefix}{component.key}.0.")
        elif component.shape is Shape.LEAF and not component.is_always_readonly:
            kind = component.type.name
            if kind != "filepicker":
                options = {o.token: o.label for o in options_of(component, scope)} if kind in _CHOSEN else {}
                label = component.label(scope)
                yield Question(prefix + component.key, label, component.is_required, kind, options)
