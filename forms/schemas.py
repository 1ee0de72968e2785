"""A form's marshmallow schema: from submitted texts to JSON values.

The schema converts; what depends on other answers (conditions, limits in FEEL, options) are marshmallow validators
made by each kind of field once all values are known, see checking.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from forms.model import Component, Shape


class Submitted(fields.Field[object]):
    """One value of a form, converted by its kind from the list of texts a browser sent."""

    def __init__(self, component: Component) -> None:
        super().__init__(data_key=component.key, attribute=component.key, load_default=None, allow_none=True)
        self.component = component

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> object:
        texts: Sequence[str] = value
        return self.component.type.convert(self.component, texts)


def build_schema(components: Sequence[Component]) -> Schema:
    """The schema of a form, or of one row of a list. Input: texts by dotted key; output: nested JSON values."""
    parts = {f"value_{number}": field for number, field in enumerate(_fields(components))}
    return Schema.from_dict(parts)(unknown=EXCLUDE)


def _fields(components: Sequence[Component]) -> Iterator[fields.Field[Any]]:
    for component in components:
        if component.shape is Shape.GROUP:
            yield from _fields(component.components)
        elif component.shape is Shape.ROWS:
            row = fields.Nested(build_schema(component.components), unknown=EXCLUDE)
            yield fields.List(row, data_key=component.key, attribute=component.key, load_default=list)
        elif component.shape is Shape.LEAF and not component.is_always_readonly:
            yield Submitted(component)
