"""The buttons inside a form: add and remove list rows, take off a file. They work without JavaScript."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from forms.cleaning import entered_values
from forms.lookup import named
from forms.model import ACTION, NEW_ROW, Component, FileInfo, Form, Scope, Shape, Values, dig
from forms.settling import plant, settle
from forms.starting import fresh_row
from forms.submission import MAX_KEY_LENGTH, MAX_KEY_PARTS, read_submission, row_limit

_NO_FILES: Mapping[str, FileInfo] = {}


def edit_rows(
    form: Form,
    submitted: Mapping[str, Sequence[str]],
    context: Mapping[str, object],
    *,
    today: date,
    known_files: Mapping[str, FileInfo] = _NO_FILES,
    field_prefix: str = "",
) -> Values:
    """The values to render again after a button inside the form: unchecked, with the button's change made.

    Any `_action` that changes nothing (refresh, submit, nonsense) gives what was entered so far. Never raises on
    what was submitted.
    """
    scope = Scope(context, today, known_files)
    values = entered_values(form, read_submission(submitted, field_prefix), scope)
    if _begin_shown(form, values, submitted, context, field_prefix):
        values = settle(form, values, scope).values
    verb, _, target = _action(submitted).partition(":")
    if not target.startswith(field_prefix):
        return values
    target = target[len(field_prefix) :]
    if _change(form, values, verb, target):
        # Conditions may look at the rows: the change can show or hide other parts.
        return settle(form, values, scope).values
    return values


# what a browser always sends of a field that is there: nothing sent means that it was not
_ALWAYS_SENT = frozenset({"textfield", "textarea", "number", "datetime"})


def _begin_shown(
    form: Form,
    values: Values,
    submitted: Mapping[str, Sequence[str]],
    context: Mapping[str, object],
    prefix: str,
) -> bool:
    """Fields that an answer has just brought up open with what the process holds, as if they had been there at once.

    Changes values in place. Whether it did.
    """
    begun = False
    for component in _fields(form.components):
        held = dig(context, component.path)
        if held is None or prefix + component.key in submitted or not _is_shown(values, component.path):
            continue
        plant(values, component.path, copy.deepcopy(held))
        begun = True
    return begun


def _fields(components: Sequence[Component]) -> Iterator[Component]:
    for component in components:
        if component.shape is Shape.GROUP:
            yield from _fields(component.components)
        elif component.type.name in _ALWAYS_SENT:
            yield component


def _is_shown(values: Values, path: Sequence[str]) -> bool:
    """Whether a field is there and empty."""
    above = dig(values, path[:-1]) if len(path) > 1 else values
    return isinstance(above, dict) and above.get(path[-1], "") is None


def focus_after(submitted: Mapping[str, Sequence[str]], field_prefix: str = "") -> str:
    """Where the page should open after a button inside the form: the new row, the list, the file field; "" else.

    To be given to render as `focus`, so that people who use a keyboard or a screen reader stay where they were.
    """
    verb, _, target = _action(submitted).partition(":")
    if not target.startswith(field_prefix):
        return ""
    target = target[len(field_prefix) :]
    if verb == "add":
        return f"{target}.{NEW_ROW}"
    if verb == "remove":
        return target.rpartition(".")[0]
    return target.partition(":")[0] if verb == "detach" else ""


def _action(submitted: Mapping[str, Sequence[str]]) -> str:
    texts = submitted.get(ACTION, ())
    text = texts if isinstance(texts, str) else texts[-1] if isinstance(texts, list | tuple) and texts else ""
    return text[: 2 * MAX_KEY_LENGTH] if isinstance(text, str) else ""


def _change(form: Form, values: Values, verb: str, target: str) -> bool:
    """Make one change in place; False when it makes no sense here."""
    if verb == "add":
        return _add(form, values, target)
    if verb == "remove":
        path, _, number = target.rpartition(".")
        return _remove(form, values, path, number)
    if verb == "detach":
        path, _, file_id = target.partition(":")
        return _detach(form, values, path, file_id)
    return False


def _add(form: Form, values: Values, path: str) -> bool:
    component, rows = _find(form.components, values, path)
    if (
        component is None
        or not component.is_open
        or not isinstance(rows, list)
        or len(rows) >= row_limit(component)
    ):
        return False
    rows.append(fresh_row(component))
    return True


def _remove(form: Form, values: Values, path: str, number: str) -> bool:
    component, rows = _find(form.components, values, path)
    if component is None or not component.is_open or not isinstance(rows, list) or not number.isdecimal():
        return False
    if len(number) > 4 or int(number) >= len(rows):
        return False
    del rows[int(number)]
    return True


def _detach(form: Form, values: Values, path: str, file_id: str) -> bool:
    component, ids = _find(form.components, values, path)
    if (
        component is None
        or component.shape is not Shape.LEAF
        or not isinstance(ids, list)
        or file_id not in ids
    ):
        return False
    ids.remove(file_id)
    return True


def _find(components: Sequence[Component], values: object, path: str) -> tuple[Component | None, object]:
    """The component a dotted path names, and its value in the data."""
    parts = path.split(".", MAX_KEY_PARTS)
    while parts:
        component = named(components, parts)
        if component is None:
            return None, None
        for key in component.path:
            values = values.get(key) if isinstance(values, dict) else None
        parts = parts[len(component.path) :]
        if not parts:
            return component, values
        number = parts.pop(0)
        inside = (
            isinstance(values, list) and number.isdecimal() and len(number) <= 4 and int(number) < len(values)
        )
        if component.shape is not Shape.ROWS or not inside or not isinstance(values, list):
            return None, None
        components, values = component.components, values[int(number)]
    return None, None
