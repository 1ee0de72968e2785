"""Spreadsheets that people fill in: a template with one column per fact, and what stands in its rows, cell by cell."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

KEYS, HEAD, FIRST = 3, 4, 5
"""Rows: the hidden keys, the labels, the first entry."""
MOST_ROWS = 2_000
MOST_BYTES = 5_000_000
_MOST_UNPACKED = 60_000_000
_MOST_COLUMNS = 300
_READY_ROWS = 500
_CHOICES_SHEET = "Danh mục"
_WRAP = Alignment(wrap_text=True, vertical="center")


class IntakeError(Exception):
    """The file is no filled-in template. code: not_a_workbook, too_large, no_keys."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class IntakeColumn:
    """key: stands in the hidden row. choices: what may be picked, () for free text."""

    key: str
    label: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """A row that holds something. number: as the spreadsheet counts. cells: text by key; columns: letters by key."""

    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]

    def place(self, key: str) -> str:
        """Where a fact stands, as `D7`; the row alone when it has no column."""
        return f"{self.columns.get(key, '')}{self.number}"


def to_template(title: str, note: str, columns: Sequence[IntakeColumn]) -> bytes:
    """An empty workbook to fill in. Cells are text, so that zeros in front of numbers stay."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Nhập bù"
    choices = book.create_sheet(_CHOICES_SHEET)
    choices.sheet_state = "hidden"
    sheet.cell(1, 1, title).font = Font(bold=True, size=14)
    sheet.cell(2, 1, note)
    for number, column in enumerate(columns, 1):
        _write_column(sheet, choices, number, column)
    sheet.row_dimensions[KEYS].hidden = True
    sheet.row_dimensions[HEAD].height = 48
    sheet.freeze_panes = f"A{FIRST}"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_column(sheet: Worksheet, choices: Worksheet, number: int, column: IntakeColumn) -> None:
    letter = get_column_letter(number)
    sheet.cell(KEYS, number, column.key)
    head = sheet.cell(HEAD, number, f"{column.label} *" if column.is_required else column.label)
    head.font, head.alignment = Font(bold=True), _WRAP
    head.fill = PatternFill("solid", fgColor="FFE9B8" if column.is_required else "E3EEF4")
    sheet.column_dimensions[letter].width = min(36, max(14, len(column.label) * 0.8))
    for row in range(FIRST, FIRST + _READY_ROWS):
        sheet.cell(row, number).number_format = "@"
    cells = f"{letter}{FIRST}:{letter}{FIRST + MOST_ROWS - 1}"
    if column.choices:
        for row, choice in enumerate(column.choices, 1):
            choices.cell(row, number, choice)
        source = f"{quote_sheetname(_CHOICES_SHEET)}!${letter}$1:${letter}${len(column.choices)}"
        picked = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
    elif column.hint:
        picked = DataValidation(allow_blank=True, showErrorMessage=False)
    else:
        return
    if column.hint:
        picked.promptTitle, picked.prompt, picked.showInputMessage = (
            column.label[:32],
            column.hint[:255],
            True,
        )
    sheet.add_data_validation(picked)
    picked.add(cells)


def read_template(content: bytes) -> tuple[IntakeRow, ...]:
    """The rows of a filled-in template. Raises IntakeError."""
    _refuse_hostile(content)
    try:
        book = load_workbook(BytesIO(content), data_only=True, keep_links=False)
        return tuple(_rows(book.worksheets[0]))
    except (InvalidFileException, KeyError, ValueError, IndexError, TypeError, zipfile.BadZipFile) as error:
        raise IntakeError("not_a_workbook") from error


def _refuse_hostile(content: bytes) -> None:
    """Before a parser sees it: bounded in size, and no document types, which no spreadsheet program writes."""
    if len(content) > MOST_BYTES:
        raise IntakeError("too_large")
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(info.file_size for info in packed.infolist()) > _MOST_UNPACKED:
                raise IntakeError("too_large")
            for info in packed.infolist():
                if re.search(rb"<!DOCTYPE|<!ENTITY|\x00", _start(packed, info)):
                    raise IntakeError("not_a_workbook")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise IntakeError("not_a_workbook") from error


def _start(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """What stands before the root element, where a document type must be; of parts that are no XML nothing."""
    if not info.filename.endswith((".xml", ".rels", ".vml")):
        return b""
    with packed.open(info) as part:
        return part.read(100_000)


def _rows(sheet: Worksheet) -> Iterator[IntakeRow]:
    keys = {
        cell.column: str(cell.value).strip()
        for cell in next(iter(sheet.iter_rows(KEYS, KEYS, max_col=_MOST_COLUMNS)))
        if cell.value
    }
    if not keys:
        raise IntakeError("no_keys")
    columns = {key: get_column_letter(number) for number, key in keys.items()}
    if sheet.max_row >= FIRST + MOST_ROWS:
        raise IntakeError("too_large")
    for number, row in enumerate(
        sheet.iter_rows(FIRST, sheet.max_row, max_col=max(keys), values_only=True), FIRST
    ):
        cells = {keys[column]: _text(value) for column, value in enumerate(row, 1) if column in keys}
        if any(cells.values()):
            yield IntakeRow(number, cells, columns)


def _text(value: Any) -> str:
    """A cell as people would type it, whatever the program made of it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime):
        shown = f"{value:%d/%m/%Y}"
        return shown if value.time() == time() else f"{shown} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
