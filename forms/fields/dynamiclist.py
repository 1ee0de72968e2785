"""Components repeated in rows, which people may add and remove."""

from __future__ import annotations

from markupsafe import Markup

from forms import messages
from forms.html import EMPTY, Attributes, tag
from forms.layout import button, described_by, error_line, hint_line
from forms.model import FieldType, Shape, View


class DynamicList(FieldType):
    """Stored as a list of objects. properties.minRows and maxRows bound it."""

    name = "dynamiclist"
    shape = Shape.ROWS

    def html(self, view: View) -> Markup:
        can_change = view.component.is_open and not view.is_readonly
        rows = [_row(view, number, content, can_change) for number, content in enumerate(view.rows)]
        if not rows:
            rows = [tag("p", {"class": "mc-rows__empty"}, messages.NO_ROWS)]
        add = EMPTY
        if can_change:
            words = messages.ADD_ROW.format(label=view.label[:1].lower() + view.label[1:])
            add = button(words, f"add:{view.name}", css="mc-button--secondary")
        legend = tag("legend", {"class": "mc-legend mc-legend--group"}, view.label)
        # The error summary leads here when the list as a whole is wrong.
        attributes: Attributes = {
            "class": "mc-fieldset mc-rows",
            "id": view.id,
            "tabindex": "-1",
            "aria-describedby": described_by(view),
            "autofocus": view.has_focus,
        }
        return tag("fieldset", attributes, legend, hint_line(view), error_line(view), *rows, add)


def _row(view: View, number: int, content: Markup, can_change: bool) -> Markup:
    """One row, with a hidden input so that a row of empty tick boxes is still sent."""
    row_id = f"{view.id}-{number}"
    words = messages.ROW_TITLE.format(label=view.label, number=number + 1)
    title = tag("div", {"class": "mc-row__title", "id": f"{row_id}--title"}, words)
    marker, remove = EMPTY, EMPTY
    if not view.is_readonly:
        marker = tag("input", {"type": "hidden", "name": f"{view.name}.{number}", "value": "row"})
    if can_change:
        remove = button(
            messages.REMOVE_ROW.format(number=number + 1),
            f"remove:{view.name}.{number}",
            css="mc-button--secondary mc-button--small",
            about=view.label,
        )
    attributes: Attributes = {"class": "mc-row", "role": "group", "aria-labelledby": f"{row_id}--title"}
    if number == view.focused_row:
        attributes = {**attributes, "tabindex": "-1", "autofocus": True}
    return tag("div", attributes, title, marker, content, remove)


FIELD = DynamicList()
