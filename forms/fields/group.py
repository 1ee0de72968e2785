"""Fields that belong together."""

from __future__ import annotations

from markupsafe import Markup

from forms.html import EMPTY, join, tag
from forms.layout import hint_line
from forms.model import FieldType, Shape, View


class Group(FieldType):
    """With a path its fields are stored in an object of that name."""

    name = "group"
    shape = Shape.GROUP

    def html(self, view: View) -> Markup:
        if not view.children:
            return EMPTY
        if not view.label:
            return tag("div", {"class": "mc-group"}, *view.children)
        legend = tag("legend", {"class": "mc-legend mc-legend--group"}, view.label)
        hint = hint_line(view)
        described = f"{view.id}-hint" if hint else None
        attributes = {"class": "mc-fieldset mc-group", "aria-describedby": described}
        return tag("fieldset", attributes, legend, hint, join(*view.children))


FIELD = Group()
