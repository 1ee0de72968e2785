"""A form as HTML: to fill in, and as a summary to read or print. The classes are listed in layout.py.

What comes out is the inside of a `<form method="post" enctype="multipart/form-data" novalidate>`; the page adds
that element, its CSRF token and its own buttons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from forms import messages
from forms.html import EMPTY, Attributes, join, tag
from forms.layout import button, readonly_field
from forms.model import ACTION, NEW_ROW, FieldError, FileInfo, Form, Scope, Shape, View, control_id, name_of
from forms.settling import Node, settle

_NO_FILES: Mapping[str, FileInfo] = {}


def render(
    form: Form,
    values: Mapping[str, object],
    errors: Sequence[FieldError] = (),
    *,
    context: Mapping[str, object],
    today: date,
    known_files: Mapping[str, FileInfo] = _NO_FILES,
    field_prefix: str = "",
    readonly: bool = False,
    focus: str = "",
) -> Markup:
    """The form with an error summary on top.

    values: what to show: initial_values, a draft, Cleaned.values or what edit_rows gave. errors: of clean, or of
    the caller's own with a path of this form. context, today, known_files: as for clean. readonly: values as text,
    no controls. focus: path of the part the page opens at, from focus_after.
    """
    nodes = settle(form, values, Scope(context, today, known_files)).nodes
    page = _Page(field_prefix, {error.path: error.message for error in reversed(errors)}, readonly, focus)
    body = join(*page.content(nodes))
    if readonly:
        return body
    refresh = EMPTY
    if form.is_dynamic:
        refresh = button(
            messages.REFRESH,
            "refresh",
            css="mc-button--secondary mc-refresh",
            extra={"data-mc-refresh": True},
        )
    return join(_error_summary(errors, page), _default_action(), body, refresh)


def render_summary(
    form: Form,
    values: Mapping[str, object],
    context: Mapping[str, object],
    *,
    today: date,
    known_files: Mapping[str, FileInfo] = _NO_FILES,
) -> Markup:
    """The answers as a definition list, for history, check-your-answers and print."""
    nodes = settle(form, values, Scope(context, today, known_files)).nodes
    return _summary(nodes)


@dataclass(slots=True)
class _Page:
    """One rendering. shown: ids an error may link to, by path."""

    prefix: str
    errors: Mapping[str, str]
    is_readonly: bool
    focus: str
    shown: dict[str, str] = field(default_factory=dict)

    def content(self, nodes: Sequence[Node]) -> Iterator[Markup]:
        for node in nodes:
            yield self._field(node)

    def _field(self, node: Node) -> Markup:
        component, name = node.component, name_of(node.place, self.prefix)
        is_readonly = self.is_readonly or node.is_locked
        path = name_of(node.place)
        view = View(
            component,
            name,
            node.value,
            "" if is_readonly else self.errors.get(path, ""),
            node.scope,
            is_readonly,
            has_focus=path == self.focus,
            focused_row=len(node.rows) - 1 if self.focus == f"{path}.{NEW_ROW}" else None,
            children=tuple(self.content(node.children)),
            rows=tuple(join(*self.content(row)) for row in node.rows),
        )
        if component.shape is Shape.LEAF and is_readonly:
            return readonly_field(view)
        if component.shape in (Shape.LEAF, Shape.ROWS):
            self.shown[path] = view.id
        return component.type.html(view)


def _error_summary(errors: Sequence[FieldError], page: _Page) -> Markup:
    """What is wrong, each line leading to its field; takes the focus as the page opens."""
    if not errors:
        return EMPTY
    lines = []
    for error in errors:
        target = page.shown.get(error.path)
        words = tag("a", {"href": f"#{target}"}, error.message) if target else error.message
        lines.append(tag("li", {}, words))
    title_id = f"{control_id(page.prefix)}--errors"
    title = tag(
        "h2",
        {"class": "mc-error-summary__title", "id": title_id},
        messages.ERROR_COUNT.format(count=len(errors)),
    )
    attributes: Attributes = {
        "class": "mc-error-summary",
        "role": "alert",
        "tabindex": "-1",
        "autofocus": True,
        "aria-labelledby": title_id,
    }
    return tag("div", attributes, title, tag("ul", {"class": "mc-error-summary__list"}, *lines))


def _default_action() -> Markup:
    """Enter presses the first submit button of a form: without this one it would remove a row or a file."""
    attributes = {
        "type": "submit",
        "class": "mc-default-action mc-visually-hidden",
        "name": ACTION,
        "value": "submit",
        "tabindex": "-1",
        "aria-hidden": "true",
    }
    return tag("button", attributes, messages.SUBMIT)


def _summary(nodes: Sequence[Node]) -> Markup:
    """Answers that stand together share a list; groups, lists and tables come between, in the form's order."""
    parts: list[Markup] = []
    lines: list[Markup] = []
    for node in nodes:
        line, block = _line(node), _block(node)
        if line:
            lines.append(line)
        if block:
            parts += (_definition_list(lines), block)
            lines = []
    return join(*parts, _definition_list(lines))


def _definition_list(lines: Sequence[Markup]) -> Markup:
    return tag("dl", {"class": "mc-summary"}, *lines) if lines else EMPTY


def _line(node: Node) -> Markup:
    """One answer: its label and its value."""
    component = node.component
    if component.shape not in (Shape.LEAF, Shape.COMPUTED):
        return EMPTY
    text = component.type.text(component, node.value, node.scope)
    if not text and component.shape is Shape.COMPUTED:
        return EMPTY
    key = tag("dt", {"class": "mc-summary__key"}, component.label(node.scope))
    value = tag("dd", {"class": "mc-summary__value"}, text or messages.NOTHING)
    return tag("div", {"class": "mc-summary__row"}, key, value)


def _block(node: Node) -> Markup:
    """What is no single answer."""
    component, label = node.component, node.component.label(node.scope)
    if component.shape is Shape.GROUP:
        return _titled(label, _summary(node.children))
    if component.shape is Shape.ROWS:
        rows = [
            _titled(messages.ROW_TITLE.format(label=label, number=number), _summary(row), level="h4")
            for number, row in enumerate(node.rows, 1)
        ]
        return _titled(
            label, join(*rows) if rows else tag("p", {"class": "mc-rows__empty"}, messages.NO_ROWS)
        )
    if component.shape is Shape.STATIC:
        return join(component.type.text(component, None, node.scope))
    return EMPTY


def _titled(title: str, content: Markup, level: str = "h3") -> Markup:
    if not content:
        return EMPTY
    heading = tag(level, {"class": "mc-summary__title"}, title) if title else EMPTY
    return tag("div", {"class": "mc-summary__group"}, heading, content)
