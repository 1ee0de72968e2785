"""Each kind of field: what it reads, what it refuses, what it says."""

from typing import Any

import pytest

from forms.model import Scope
from forms.registry import field_types
from tests.forms.building import FILES, OPTIONS, TODAY, clean, form_of, messages

READ: list[tuple[dict[str, Any], list[str], object]] = [
    ({"type": "textfield"}, ["  Nguyễn   Văn\tA "], "Nguyễn Văn A"),
    ({"type": "textfield"}, ["   "], None),
    ({"type": "textfield"}, [], None),
    ({"type": "textfield"}, ["Ti\u00ea\u0301ng"], "Ti\u1ebfng"),
    ({"type": "textfield"}, ["a\x00b\ud800c\x07"], "abc"),
    ({"type": "textfield", "validate": {"validationType": "phone"}}, ["0912 345.678"], "0912345678"),
    ({"type": "textfield", "validate": {"validationType": "phone"}}, ["+84 912345678"], "+84912345678"),
    ({"type": "textfield", "validate": {"validationType": "email"}}, ["a@b.vn"], "a@b.vn"),
    ({"type": "textfield", "validate": {"pattern": "^[0-9]{12}$"}}, ["001099012345"], "001099012345"),
    ({"type": "textarea"}, [" một\r\nhai\rba "], "một\nhai\nba"),
    ({"type": "number"}, ["1.234,5"], 1234.5),
    ({"type": "number"}, ["1234.5"], 1234.5),
    ({"type": "number"}, ["1.500"], 1500),
    ({"type": "number"}, ["1 500 000"], 1500000),
    ({"type": "number"}, ["0.125"], 0.125),
    ({"type": "number"}, ["-0,50"], -0.5),
    ({"type": "number"}, ["12,00"], 12),
    ({"type": "number", "decimalDigits": 0}, ["12,0"], 12),
    ({"type": "number", "serializeToString": True}, ["0,10"], "0.10"),
    ({"type": "number", "increment": 0.1}, ["0,3"], 0.3),
    ({"type": "number", "validate": {"max": 0.3}}, ["0,3"], 0.3),
    ({"type": "datetime"}, ["23/11/2026"], "2026-11-23"),
    ({"type": "datetime"}, ["2026-11-23"], "2026-11-23"),
    ({"type": "datetime"}, ["1-2-1990"], "1990-02-01"),
    ({"type": "datetime", "disallowPassedDates": True}, ["23/11/2026"], "2026-11-23"),
    ({"type": "datetime", "properties": {"latest": "today"}}, ["23/11/2026"], "2026-11-23"),
    ({"type": "datetime", "subtype": "time"}, ["14h30"], "14:30:00"),
    ({"type": "datetime", "subtype": "time"}, ["7:05"], "07:05:00"),
    (
        {"type": "datetime", "subtype": "time", "timeSerializingFormat": "utc_normalized"},
        ["6:30"],
        "23:30:00Z",
    ),
    ({"type": "datetime", "subtype": "datetime"}, ["23/11/2026", "14:30"], "2026-11-23T14:30:00"),
    ({"type": "datetime", "subtype": "datetime"}, ["2026-11-23T14:30"], "2026-11-23T14:30:00"),
    (
        {"type": "datetime", "subtype": "datetime", "timeSerializingFormat": "utc_offset"},
        ["23/11/2026", "14:30"],
        "2026-11-23T14:30:00+07:00",
    ),
    (
        {"type": "datetime", "subtype": "datetime", "timeSerializingFormat": "utc_normalized"},
        ["1/1/2026", "6:00"],
        "2025-12-31T23:00:00Z",
    ),
    ({"type": "checkbox"}, ["true"], True),
    ({"type": "checkbox"}, [], False),
    ({"type": "checkbox"}, ["on"], False),
    ({"type": "radio", "values": OPTIONS}, ["khac"], "khac"),
    ({"type": "radio", "values": [{"value": 2, "label": "Hai"}]}, ["2"], 2),
    ({"type": "select", "values": OPTIONS}, ["", "khac"], "khac"),
    ({"type": "select", "values": OPTIONS}, [""], None),
    ({"type": "select", "valuesExpression": '=["x", "y"]'}, ["y"], "y"),
    ({"type": "checklist", "values": OPTIONS}, ["khac", "khac", "nha_o"], ["khac", "nha_o"]),
    ({"type": "checklist", "values": OPTIONS}, [], []),
    ({"type": "taglist", "values": OPTIONS}, ["nha_o"], ["nha_o"]),
    ({"type": "filepicker"}, ["f1", "", "f1"], ["f1"]),
    ({"type": "filepicker", "multiple": True, "accept": ".pdf,image/*"}, ["f1", "f2"], ["f1", "f2"]),
]


@pytest.mark.parametrize(("component", "texts", "value"), READ)
def test_a_field_reads_what_was_entered(component: dict[str, Any], texts: list[str], value: object) -> None:
    cleaned = clean(form_of({"key": "k", "label": "Trường", **component}), {"k": texts})

    assert cleaned.errors == ()
    assert cleaned.values == {"k": value}
    assert type(cleaned.values["k"]) is type(value)


REFUSED: list[tuple[dict[str, Any], list[str], str]] = [
    ({"type": "textfield", "validate": {"required": True}}, ["  "], "Chưa nhập «Trường»"),
    ({"type": "textfield", "validate": {"minLength": 3}}, ["ab"], "«Trường» phải có ít nhất 3 ký tự"),
    ({"type": "textfield", "validate": {"maxLength": 3}}, ["abcd"], "«Trường» dài quá 3 ký tự"),
    ({"type": "textfield", "validate": {"maxLength": "=1 + 2"}}, ["abcd"], "«Trường» dài quá 3 ký tự"),
    ({"type": "textfield"}, ["x" * 2001], "«Trường» dài quá 2000 ký tự"),
    ({"type": "textfield", "validate": {"pattern": "^[0-9]+$"}}, ["12a"], "«Trường» không đúng định dạng"),
    (
        {"type": "textfield", "validate": {"pattern": "^[0-9]{12}$", "patternErrorMessage": "Cần 12 chữ số"}},
        ["1"],
        "Cần 12 chữ số",
    ),
    (
        {"type": "textfield", "validate": {"validationType": "email"}},
        ["a@"],
        "Địa chỉ thư điện tử không hợp lệ, ví dụ đúng: ten@example.vn",
    ),
    (
        {"type": "textfield", "validate": {"validationType": "phone"}},
        ["12345"],
        "Số điện thoại không hợp lệ, ví dụ đúng: 0912345678",
    ),
    ({"type": "textarea", "validate": {"maxLength": 2}}, ["a\nb"], "«Trường» dài quá 2 ký tự"),
    ({"type": "number"}, ["1,234.5"], "«Trường» phải là một số, ví dụ 1.234,5"),
    ({"type": "number"}, ["١٢"], "«Trường» phải là một số, ví dụ 1.234,5"),
    ({"type": "number"}, ["1e5"], "«Trường» phải là một số, ví dụ 1.234,5"),
    ({"type": "number"}, ["NaN"], "«Trường» phải là một số, ví dụ 1.234,5"),
    ({"type": "number"}, ["9" * 16], "«Trường» quá lớn"),
    ({"type": "number"}, ["9" * 5000], "«Trường» quá lớn"),
    ({"type": "number", "decimalDigits": 0}, ["1,5"], "«Trường» phải là số nguyên"),
    ({"type": "number", "decimalDigits": 1}, ["1,55"], "«Trường» có nhiều nhất 1 chữ số thập phân"),
    ({"type": "number", "increment": 0.5}, ["0,7"], "«Trường» phải là bội số của 0,5"),
    ({"type": "number", "validate": {"min": 1000}}, ["999"], "«Trường» phải từ 1.000 trở lên"),
    ({"type": "number", "validate": {"max": "=2 * 1000"}}, ["2000,5"], "«Trường» không được quá 2.000"),
    (
        {"type": "number", "serializeToString": True, "validate": {"max": 5}},
        ["6"],
        "«Trường» không được quá 5",
    ),
    ({"type": "number", "label": '="Tr" + "ường"'}, ["x"], "«Trường» phải là một số, ví dụ 1.234,5"),
    ({"type": "datetime"}, ["31/02/2026"], "«Trường» không phải là ngày hợp lệ, ví dụ đúng: 23/11/2026"),
    ({"type": "datetime"}, ["1/1/0001"], "«Trường» không phải là ngày hợp lệ, ví dụ đúng: 23/11/2026"),
    (
        {"type": "datetime", "disallowPassedDates": True},
        ["22/11/2026"],
        "«Trường» không được trước ngày 23/11/2026",
    ),
    (
        {"type": "datetime", "properties": {"latest": "today"}},
        ["24/11/2026"],
        "«Trường» không được sau ngày 23/11/2026",
    ),
    (
        {"type": "datetime", "subtype": "time"},
        ["25:00"],
        "«Trường» không phải là giờ hợp lệ, ví dụ đúng: 14:30",
    ),
    (
        {"type": "datetime", "subtype": "datetime"},
        ["23/11/2026", ""],
        "«Trường» phải có ngày và giờ hợp lệ, ví dụ đúng: 23/11/2026 14:30",
    ),
    ({"type": "checkbox", "validate": {"required": True}}, [], "Cần đánh dấu «Trường»"),
    ({"type": "radio", "values": OPTIONS, "validate": {"required": True}}, [], "Chưa chọn «Trường»"),
    ({"type": "radio", "values": OPTIONS}, ["lạ"], "Lựa chọn cho «Trường» không có trong danh sách"),
    ({"type": "select", "valuesKey": "khong_co"}, ["x"], "Lựa chọn cho «Trường» không có trong danh sách"),
    ({"type": "checklist", "values": OPTIONS, "validate": {"required": True}}, [""], "Chưa chọn «Trường»"),
    ({"type": "taglist", "values": OPTIONS}, ["khac", "z"], "Lựa chọn cho «Trường» không có trong danh sách"),
    ({"type": "filepicker", "validate": {"required": True}}, [], "Chưa đính kèm «Trường»"),
    (
        {"type": "filepicker"},
        ["của người khác"],
        "Có tệp trong «Trường» không còn trên hệ thống, hãy tải lên lại",
    ),
    ({"type": "filepicker"}, ["f1", "f2"], "«Trường» chỉ nhận một tệp"),
    (
        {"type": "filepicker", "accept": ".pdf"},
        ["f2"],
        "Tệp «ảnh <b>thẻ</b>.JPG» không đúng loại cho phép (.pdf)",
    ),
]


@pytest.mark.parametrize(("component", "texts", "message"), REFUSED)
def test_a_field_says_in_vietnamese_what_is_wrong(
    component: dict[str, Any], texts: list[str], message: str
) -> None:
    cleaned = clean(form_of({"key": "k", "label": "Trường", **component}), {"k": texts})

    assert messages(cleaned) == {"k": message}
    assert [error.component_id for error in cleaned.errors] == ["c1"]


SUMMARIES: list[tuple[dict[str, Any], object, str]] = [
    ({"type": "number", "appearance": {"suffixAdorner": "đồng"}}, 1234567.5, "1.234.567,5 đồng"),
    ({"type": "number"}, None, ""),
    ({"type": "datetime"}, "2026-11-23", "23/11/2026"),
    ({"type": "datetime", "subtype": "time"}, "07:30:00Z", "14:30"),
    ({"type": "datetime", "subtype": "datetime"}, "2026-11-23T14:30:00+07:00", "14:30 23/11/2026"),
    ({"type": "checkbox"}, True, "Có"),
    ({"type": "checkbox"}, False, "Không"),
    ({"type": "select", "values": OPTIONS}, "nha_o", "Nhà ở"),
    ({"type": "select", "values": OPTIONS}, "bỏ rồi", "bỏ rồi"),
    ({"type": "checklist", "values": OPTIONS}, ["nha_o", "khac"], "Nhà ở, Khác"),
    ({"type": "textarea"}, "<i>\nhai", "&lt;i&gt;<br>hai"),
    ({"type": "filepicker"}, ["f1", "mất"], "bản vẽ.pdf (121 KB)<br>Tệp không còn trên hệ thống"),
]


@pytest.mark.parametrize(("component", "value", "shown"), SUMMARIES)
def test_a_value_is_shown_the_vietnamese_way(component: dict[str, Any], value: object, shown: str) -> None:
    part = form_of({"key": "k", "label": "Trường", **component}).components[0]

    assert str(part.type.text(part, value, Scope({}, TODAY, FILES))) == shown


def test_every_kind_the_house_promises_is_found_by_scanning() -> None:
    promised = """textfield textarea number datetime checkbox checklist radio select taglist filepicker expression group
        dynamiclist table text spacer separator button"""

    assert set(promised.split()) == set(field_types())
