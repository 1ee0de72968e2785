"""Finding the component a dotted name stands for."""

from __future__ import annotations

from collections.abc import Sequence

from forms.model import UPLOAD, Component, Form, Shape
from forms.submission import MAX_KEY_PARTS


def takes_upload(form: Form, input_name: str, field_prefix: str = "") -> bool:
    """Whether a file part of that name (`_file:...`) belongs to a file field of this form, so is worth storing."""
    start = UPLOAD + field_prefix
    if not input_name.startswith(start):
        return False
    component = component_at(form, input_name[len(start) :])
    return component is not None and component.type.name == "filepicker" and not component.is_always_readonly


def component_at(form: Form, path: str) -> Component | None:
    """The component of a path such as `chu_so_huu.0.ten`, whatever the row; None when there is none."""
    components: Sequence[Component] = form.components
    parts = path.split(".", MAX_KEY_PARTS)
    while parts:
        component = named(components, parts)
        if component is None or len(parts) == len(component.path):
            return component
        number = parts[len(component.path)]
        parts = parts[len(component.path) + 1 :]
        if component.shape is not Shape.ROWS or not number.isdecimal():
            return None
        components = component.components
    return None


def named(components: Sequence[Component], parts: Sequence[str]) -> Component | None:
    """The component of this level whose path the parts begin with."""
    for component in components:
        if component.shape is Shape.GROUP:
            found = named(component.components, parts)
            if found:
                return found
        elif component.path and tuple(parts[: len(component.path)]) == component.path:
            return component
    return None
