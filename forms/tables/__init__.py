"""Tables on paper and in spreadsheets: one description, rendered as PDF or as XLSX."""

from forms.tables.intake import MOST_BYTES, IntakeColumn, IntakeError, IntakeRow, read_template, to_template
from forms.tables.model import Cell, HeadCell, TableDocument
from forms.tables.paper import to_pdf
from forms.tables.spreadsheet import to_xlsx

__all__ = [
    "MOST_BYTES",
    "Cell",
    "HeadCell",
    "IntakeColumn",
    "IntakeError",
    "IntakeRow",
    "TableDocument",
    "read_template",
    "to_pdf",
    "to_template",
    "to_xlsx",
]
