"""A table as XLSX that people go on working with: real numbers and dates, a head that stays, a width for every column."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from forms.tables.model import Cell, TableDocument

_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_WRAP = Alignment(vertical="top", wrap_text=True)
_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=14)
_EDGE = Side(style="thin", color="999999")
_LINE = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_HEAD = PatternFill("solid", fgColor="E3EEF4")
# what a spreadsheet would take for a formula, when it comes from people
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_xlsx(document: TableDocument) -> bytes:
    """The table as a workbook of one sheet. Text that looks like a formula stays text."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Bảng"
    book.properties.title = document.title
    book.properties.created = book.properties.modified = document.issued_at.astimezone(_LOCAL).replace(
        tzinfo=None
    )
    _write_title(sheet, document)
    top = len(document.notes) + 4
    _write_head(sheet, document, top)
    row = top + document.head_rows
    for cells in document.rows:
        _write_row(sheet, row, cells, bold=False)
        row += 1
    for cells in document.totals:
        _write_row(sheet, row, cells, bold=True)
        row += 1
    _write_signers(sheet, document, row + 1)
    _lay_out(sheet, document, top)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_title(sheet: Worksheet, document: TableDocument) -> None:
    columns = len(document.widths)
    lines = [
        (document.agency[1], _BOLD),
        (document.title, _TITLE),
        *((note, Font()) for note in document.notes),
    ]
    for row, (text, font) in enumerate(lines, 1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
        cell = sheet.cell(row, 1, text)
        cell.font = font
        cell.alignment = Alignment(horizontal="left" if row == 1 else "center")


def _write_head(sheet: Worksheet, document: TableDocument, top: int) -> None:
    for column in range(len(document.widths)):
        for row in range(document.head_rows):
            sheet.cell(top + row, column + 1).border = _LINE
    for head in document.head:
        cell = sheet.cell(top + head.row, head.column + 1, head.text)
        cell.font, cell.alignment, cell.fill = _BOLD, _CENTRE, _HEAD
        if head.colspan > 1 or head.rowspan > 1:
            sheet.merge_cells(
                start_row=top + head.row,
                start_column=head.column + 1,
                end_row=top + head.row + head.rowspan - 1,
                end_column=head.column + head.colspan,
            )


def _write_row(sheet: Worksheet, row: int, cells: tuple[Cell, ...], *, bold: bool) -> None:
    for column, value in enumerate(cells, 1):
        if isinstance(value, datetime):
            value = value.astimezone(_LOCAL).replace(tzinfo=None)
        cell = sheet.cell(row, column, value)
        if isinstance(value, str) and value.startswith(_FORMULA):
            cell.data_type = "s"
            cell.quotePrefix = True
        if isinstance(value, datetime):
            cell.number_format = "dd/mm/yyyy hh:mm"
        elif not isinstance(value, str | int) and value is not None:
            cell.number_format = "dd/mm/yyyy"
        cell.border, cell.alignment = _LINE, _WRAP
        if bold:
            cell.font = _BOLD


def _write_signers(sheet: Worksheet, document: TableDocument, row: int) -> None:
    columns = len(document.widths)
    for number, signer in enumerate(document.signers):
        column = 1 + number * max(1, columns // max(1, len(document.signers)))
        cell = sheet.cell(row, min(column, columns), signer)
        cell.font = _BOLD


def _lay_out(sheet: Worksheet, document: TableDocument, top: int) -> None:
    total = sum(document.widths)
    for column, width in enumerate(document.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = max(6, round(width / total * 150))
    first = top + document.head_rows
    sheet.freeze_panes = f"A{first}"
    sheet.print_title_rows = f"{top}:{first - 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
