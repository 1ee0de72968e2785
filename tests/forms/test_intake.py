"""Spreadsheets that people fill in: what is typed comes back by its key, whatever the program made of it."""

import zipfile
from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from forms import tables

COLUMNS = (
    tables.IntakeColumn("name", "Họ và tên", is_required=True),
    tables.IntakeColumn("day", "Ngày", "Ví dụ: 06/08/2024"),
    tables.IntakeColumn("kind", "Loại", choices=("Mới", "Cũ")),
)


def filled(*rows: tuple[object, ...], columns: tuple[tables.IntakeColumn, ...] = COLUMNS) -> bytes:
    book = load_workbook(BytesIO(tables.to_template("Mẫu", "Ghi chú", columns)))
    for number, cells in enumerate(rows, 5):
        for column, value in enumerate(cells, 1):
            book.worksheets[0].cell(number, column).value = value  # type: ignore[assignment]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_rows_come_back_by_key_with_their_places() -> None:
    (row,) = tables.read_template(filled(("Siu Blơh", "06/08/2024", "Mới")))

    assert row.cells == {"name": "Siu Blơh", "day": "06/08/2024", "kind": "Mới"}
    assert (row.place("day"), row.place("nothing")) == ("B5", "5")


def test_empty_rows_between_are_skipped_and_numbers_stay() -> None:
    rows = tables.read_template(filled(("A",), (None, "  "), ("B",)))

    assert [(row.number, row.cells["name"]) for row in rows] == [(5, "A"), (7, "B")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2024, 8, 6), "06/08/2024"),  # noqa: DTZ001 - as openpyxl gives them
        (datetime(2024, 8, 6, 8, 30), "06/08/2024 08:30"),  # noqa: DTZ001 - the same
        (date(2024, 8, 6), "06/08/2024"),
        (time(8, 30), "08:30"),
        (64190001234.0, "64190001234"),
        (2.5, "2.5"),
        (True, "x"),
        ("064190001234", "064190001234"),
    ],
)
def test_cells_are_text_as_people_would_type_it(value: object, text: str) -> None:
    (row,) = tables.read_template(filled((value,)))

    assert row.cells["name"] == text


def test_columns_may_be_moved_for_keys_tell_them_apart() -> None:
    (row,) = tables.read_template(filled(("Cũ", "B"), columns=(COLUMNS[2], COLUMNS[0])))

    assert row.cells == {"kind": "Cũ", "name": "B"}


def test_choices_are_offered_and_keys_are_hidden() -> None:
    sheet = load_workbook(BytesIO(tables.to_template("Mẫu", "", COLUMNS))).worksheets[0]
    assert isinstance(sheet, Worksheet)

    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]

    assert [v.formula1 for v in lists] == ["'Danh mục'!$C$1:$C$2"]
    assert sheet.row_dimensions[3].hidden


def packed(name: str, content: bytes) -> bytes:
    out = BytesIO(filled(("A",)))
    with zipfile.ZipFile(out, "a") as file:
        file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_workbook"),
        (b"PK\x03\x04 nothing", "not_a_workbook"),
        (packed("xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "not_a_workbook"),
        (packed("xl/x.xml", '<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16")), "not_a_workbook"),
        (packed("xl/x.bin", b"\0" * 70_000_000), "too_large"),
        (b"\0" * 5_000_001, "too_large"),
    ],
    # the bytes hold the minute they were packed in: they are no names that two processes agree on
    ids=["empty", "damaged", "entities", "doctype_in_utf16", "bomb", "huge"],
)
def test_what_is_no_template_or_hostile_is_refused_before_it_is_parsed(content: bytes, code: str) -> None:
    with pytest.raises(tables.IntakeError) as refused:
        tables.read_template(content)

    assert refused.value.code == code


def test_a_workbook_without_keys_is_refused() -> None:
    book = load_workbook(BytesIO(filled(("A",))))
    for cell in book.worksheets[0][3]:
        cell.value = None
    out = BytesIO()
    book.save(out)

    with pytest.raises(tables.IntakeError, match="no_keys"):
        tables.read_template(out.getvalue())
