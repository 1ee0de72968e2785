"""A table as PDF/A, landscape A4, the head repeated on every page."""

from datetime import date, datetime

from forms.slips.rendering import compile_pdf, local_parts
from forms.tables.model import Cell, TableDocument


def to_pdf(document: TableDocument) -> bytes:
    """The table as PDF/A; the same document gives the same bytes. Raises SlipError."""
    data = {
        "agency": list(document.agency),
        "title": document.title,
        "notes": list(document.notes),
        "head": [
            {"text": c.text, "x": c.column, "y": c.row, "colspan": c.colspan, "rowspan": c.rowspan}
            for c in document.head
        ],
        "head_rows": document.head_rows,
        "widths": list(document.widths),
        "numbers": _number_columns(document),
        "rows": [[shown(cell) for cell in row] for row in document.rows],
        "totals": [[shown(cell) for cell in row] for row in document.totals],
        "signers": list(document.signers),
        "place": document.place,
        "issued_at": document.issued_at,
    }
    return compile_pdf("table", data, {}, issued_at=document.issued_at)


def shown(cell: Cell) -> str:
    """A cell in words: thousands with dots, days and instants as they are written here."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        moment = local_parts(cell)
        return f"{moment['hour']:02}:{moment['minute']:02} {moment['day']:02}/{moment['month']:02}/{moment['year']}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return f"{cell:,}".replace(",", ".") if isinstance(cell, int) else cell


def _number_columns(document: TableDocument) -> list[bool]:
    rows = (*document.rows, *document.totals)
    return [
        any(isinstance(row[column], int) for row in rows)
        and all(row[column] is None or isinstance(row[column], int) for row in rows)
        for column in range(len(document.widths))
    ]
