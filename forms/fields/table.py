"""A table of data the process holds, to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from forms import messages
from forms.formats import format_any
from forms.html import EMPTY, tag
from forms.model import Component, FieldType, FormDefinitionError, Scope, Shape, View

MAX_ROWS = 200
_MAX_COLUMNS = 30


class Table(FieldType):
    """dataSource gives the rows, a list of objects; columns their keys and headings."""

    name = "table"
    shape = Shape.STATIC

    def prepare(self, component: Component) -> Mapping[str, Any]:
        if "dataSource" not in component.dynamic:
            raise FormDefinitionError("bad_setting", component.id, "dataSource")
        if "columnsExpression" in component.dynamic:
            return {}
        columns = component.settings.get("columns")
        if not isinstance(columns, list) or not columns or len(list(_columns(columns))) != len(columns):
            raise FormDefinitionError("bad_setting", component.id, "columns")
        return {"columns": tuple(_columns(columns))}

    def html(self, view: View) -> Markup:
        return _table(view.component, view.scope, view.id)

    def text(self, component: Component, value: object, scope: Scope) -> str | Markup:
        return _table(component, scope, "")


def _columns(source: object) -> Iterator[tuple[str, str]]:
    """Key and heading of each column; what is no column is left out."""
    for item in source[:_MAX_COLUMNS] if isinstance(source, list) else ():
        if isinstance(item, Mapping) and isinstance(item.get("key"), str):
            yield item["key"], str(item.get("label") or item["key"])


def _table(component: Component, scope: Scope, table_id: str) -> Markup:
    source = component.get("dataSource", scope)
    rows = [row for row in source if isinstance(row, Mapping)] if isinstance(source, list) else []
    columns = component.prepared.get("columns") or tuple(_columns(component.get("columnsExpression", scope)))
    if not rows or not columns:
        return EMPTY
    caption = tag("caption", {"class": "mc-table__caption"}, component.label(scope))
    head = tag("thead", {}, tag("tr", {}, *(tag("th", {"scope": "col"}, label) for _, label in columns)))
    body = tag("tbody", {}, *(_row(row, columns) for row in rows[:MAX_ROWS]))
    table = tag("table", {"class": "mc-table", "id": table_id or None}, caption, head, body)
    # Reachable by keyboard, so that a wide table can be scrolled without a mouse.
    region = {
        "class": "mc-table-scroll",
        "role": "region",
        "tabindex": "0",
        "aria-label": component.label(scope),
    }
    hidden = len(rows) - MAX_ROWS
    more = (
        tag("p", {"class": "mc-table__more"}, messages.MORE_ROWS.format(count=hidden))
        if hidden > 0
        else EMPTY
    )
    return tag("div", {"class": "mc-field"}, tag("div", region, table), more)


def _row(row: Mapping[str, object], columns: tuple[tuple[str, str], ...]) -> Markup:
    cells = (format_any(row.get(key), messages.YES, messages.NO) for key, _ in columns)
    return tag("tr", {}, *(tag("td", {}, cell) for cell in cells))


FIELD = Table()
