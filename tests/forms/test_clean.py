"""From a submission to values: what is dropped, worked out, kept, and where errors point."""

from typing import Any

import forms
from tests.forms.building import CONTEXT, OPTIONS, clean, everything, form_of, messages

LOAI = {"type": "radio", "key": "loai", "values": OPTIONS}


def hidden_unless(other: str, value: str, **component: Any) -> dict[str, Any]:
    return {"type": "textfield", **component, "conditional": {"hide": f'={other} != "{value}"'}}


def test_a_hidden_field_is_neither_required_nor_kept() -> None:
    form = form_of(LOAI, hidden_unless("loai", "khac", key="ten", validate={"required": True}))

    cleaned = clean(form, {"loai": ["nha_o"], "ten": ["lén gửi"]})

    assert cleaned == forms.Cleaned({"loai": "nha_o"}, ())


def test_a_field_shown_by_an_answer_is_required() -> None:
    form = form_of(LOAI, hidden_unless("loai", "khac", key="ten", label="Tên", validate={"required": True}))

    assert messages(clean(form, {"loai": ["khac"]})) == {"ten": "Chưa nhập «Tên»"}


def test_a_hidden_answer_does_not_show_other_fields() -> None:
    form = form_of(
        hidden_unless("b", "x", key="c"), hidden_unless("a", "x", key="b"), {"type": "textfield", "key": "a"}
    )

    cleaned = clean(form, {"a": ["y"], "b": ["x"], "c": ["lén gửi"]})

    assert cleaned.values == {"a": "y"}


def test_an_answer_stored_before_does_not_stand_in_for_a_hidden_one() -> None:
    form = form_of(
        {"type": "textfield", "key": "a"}, hidden_unless("a", "x", key="b"), hidden_unless("b", "x", key="c")
    )

    cleaned = clean(form, {"a": ["y"], "c": ["lén gửi"]}, {"b": "x"})

    assert cleaned.values == {"a": "y"}


def test_a_group_hidden_takes_all_it_holds() -> None:
    inner = [{"type": "textfield", "key": "x", "validate": {"required": True}}]
    form = form_of({"type": "group", "path": "g", "components": inner, "conditional": {"hide": "=true"}})

    assert clean(form, {"g.x": ["1"]}, {"g": {"x": "cũ"}}) == forms.Cleaned({}, ())


def test_conditions_that_chase_each_other_let_no_hidden_answer_through() -> None:
    form = form_of({"type": "textfield", "key": "a", "conditional": {"hide": "=a != null"}})

    assert clean(form, {"a": ["x"]}).values == {}


def test_a_readonly_field_is_not_read_from_the_browser() -> None:
    form = form_of(
        {"type": "textfield", "key": "khoa", "readonly": True, "validate": {"required": True}},
        {"type": "textfield", "key": "tat", "disabled": True},
        {"type": "textfield", "key": "tuy", "readonly": '=khoa = "đóng"'},
        hidden_unless("tuy", "cũ", key="sau"),
    )

    cleaned = clean(
        form, {"khoa": ["mở"], "tat": ["1"], "tuy": ["mới"], "sau": ["s"]}, {"khoa": "đóng", "tuy": "cũ"}
    )

    assert cleaned == forms.Cleaned({"sau": "s"}, ())


def test_a_readonly_field_is_never_wrong() -> None:
    form = form_of({"type": "textfield", "key": "khoa", "readonly": "=true", "validate": {"required": True}})

    assert clean(form, {}).errors == ()


def test_a_group_is_written_whole_with_what_the_form_does_not_show() -> None:
    cleaned = clean(
        everything(),
        {"nguoi_nop.ho_ten": ["Lan"], "nguoi_nop.ma_so": ["lén sửa"], "nguoi_nop.ghi_rieng": ["lén sửa"]},
        CONTEXT,
    )

    assert cleaned.values["nguoi_nop"] == {
        "ho_ten": "Lan",
        "ma_so": "M-1",
        "ngay_sinh": None,
        "ghi_rieng": "không có trên biểu mẫu",
    }


def test_an_expression_is_worked_out_here_whatever_was_sent() -> None:
    form = form_of(
        {"type": "expression", "key": "tong", "expression": "=phi * 2"},
        {"type": "expression", "key": "phi", "expression": "=if dien_tich < 250 then 75000 else 150000"},
        {"type": "number", "key": "dien_tich"},
    )

    cleaned = clean(form, {"dien_tich": ["1.234,5"], "phi": ["0"], "tong": ["0"]}, {"phi": 1})

    assert cleaned.values == {"dien_tich": 1234.5, "phi": 150000, "tong": 300000}


def test_an_expression_of_its_own_variable_counts_from_the_stored_value() -> None:
    form = form_of({"type": "expression", "key": "lan", "expression": "=lan + 1"})

    assert clean(form, {}, {"lan": 2}).values == {"lan": 3}


def test_an_expression_that_cannot_be_evaluated_is_null() -> None:
    form = form_of({"type": "expression", "key": "e", "expression": '=1 + "a"'})

    assert clean(form, {}).values == {"e": None}


def test_an_optional_field_left_empty_clears_the_variable() -> None:
    assert clean(form_of({"type": "textfield", "key": "a"}), {"a": [""]}, {"a": "cũ"}).values == {"a": None}


def test_limits_follow_other_answers() -> None:
    form = everything()
    answers = {"nguoi_nop.ho_ten": ["Lan"], "dien_tich": ["5000"], "cam_doan": ["true"]}

    assert clean(form, {**answers, "loai": ["khac"]}, CONTEXT).errors == ()
    assert messages(clean(form, {**answers, "loai": ["nha_o"]}, CONTEXT)) == {
        "dien_tich": "«Diện tích» không được quá 2.000"
    }


def test_an_unreadable_text_stays_to_be_corrected() -> None:
    cleaned = clean(form_of({"type": "datetime", "key": "ngay"}), {"ngay": ["31/02/2026"]})

    assert cleaned.values == {"ngay": "31/02/2026"}
    assert [error.path for error in cleaned.errors] == ["ngay"]


ROWS: dict[str, Any] = {
    "type": "dynamiclist",
    "path": "chu",
    "label": "Chủ",
    "allowAddRemove": True,
    "components": [
        {"type": "textfield", "key": "ten", "label": "Tên", "validate": {"required": True}},
        {"type": "checkbox", "key": "chinh"},
        {"type": "number", "key": "ty_le", "conditional": {"hide": "=chinh or i = 3"}},
        {"type": "expression", "key": "nua", "expression": "=ty_le / parent.chia"},
    ],
}


def test_rows_have_their_own_conditions_and_expressions() -> None:
    sent = {
        "chu.0.ten": ["A"],
        "chu.0.ty_le": ["60"],
        "chu.1.ten": ["B"],
        "chu.1.chinh": ["true"],
        "chu.1.ty_le": ["40"],
        "chu.2.ten": ["C"],
        "chu.2.ty_le": ["1"],
    }

    assert clean(form_of(ROWS), sent, {"chia": 2}).values["chu"] == [
        {"ten": "A", "chinh": False, "ty_le": 60, "nua": 30},
        {"ten": "B", "chinh": True, "nua": None},
        {"ten": "C", "chinh": False, "nua": None},
    ]


def test_a_hidden_answer_of_a_row_does_not_show_other_fields() -> None:
    part = [
        {"type": "textfield", "key": "a"},
        hidden_unless("a", "x", key="b"),
        hidden_unless("b", "x", key="c"),
    ]
    form = form_of({"type": "dynamiclist", "path": "r", "allowAddRemove": True, "components": part})

    cleaned = clean(form, {"r.0.a": ["y"], "r.0.b": ["x"], "r.0.c": ["lén gửi"]}, {"b": "x"})

    assert cleaned.values == {"r": [{"a": "y"}]}


def test_blank_rows_are_dropped_and_errors_count_the_rows_that_stay() -> None:
    sent = {"chu.0": ["row"], "chu.0.ten": [" "], "chu.7.ty_le": ["x"], "chu.9.ten": ["C"]}

    cleaned = clean(form_of(ROWS), sent)

    assert [row["ten"] for row in cleaned.values["chu"]] == [None, "C"]  # type: ignore[attr-defined]
    assert list(messages(cleaned)) == ["chu.0.ten", "chu.0.ty_le"]


def test_a_list_may_ask_for_a_least_number_of_rows() -> None:
    form = form_of({**ROWS, "properties": {"minRows": "1"}})

    assert messages(clean(form, {"chu.0": ["row"]})) == {"chu": "«Chủ» cần ít nhất 1 dòng"}
    assert clean(form, {"chu.0.ten": ["A"]}).errors == ()


def test_a_list_takes_no_more_rows_than_it_may() -> None:
    form = form_of({**ROWS, "properties": {"maxRows": "2"}})

    cleaned = clean(form, {f"chu.{number}.ten": ["A"] for number in range(3)})

    assert messages(cleaned) == {"chu": "«Chủ» chỉ nhận nhiều nhất 2 dòng"}
    assert len(cleaned.values["chu"]) == 2  # type: ignore[arg-type]


def test_rows_that_cannot_grow_keep_their_number_and_what_is_stored() -> None:
    part = [{"type": "textfield", "key": "ten", "readonly": True}, {"type": "checkbox", "key": "du"}]
    form = form_of({"type": "dynamiclist", "path": "giay", "components": part})
    stored = {"giay": [{"ten": "Đơn", "ma": 1}, {"ten": "Bản vẽ", "ma": 2}]}

    cleaned = clean(form, {"giay.1.du": ["true"], "giay.1.ten": ["lén sửa"], "giay.5.du": ["true"]}, stored)

    assert cleaned.values == {
        "giay": [{"ten": "Đơn", "ma": 1, "du": False}, {"ten": "Bản vẽ", "ma": 2, "du": True}]
    }


def test_options_follow_the_data_of_the_process() -> None:
    form = form_of({"type": "select", "key": "xa", "valuesKey": "danh_muc.xa"})
    stored = {"danh_muc": {"xa": [{"label": "A", "value": "a"}, "b", {"hỏng": 1}, None]}}

    assert clean(form, {"xa": ["b"]}, stored).errors == ()
    assert clean(form, {"xa": ["c"]}, stored).errors != ()


def test_a_page_may_hold_several_forms_by_prefix() -> None:
    form = form_of({"type": "textfield", "key": "a"})

    assert clean(form, {"p1-a": ["1"], "a": ["2"]}, field_prefix="p1-").values == {"a": "1"}


def test_unknown_names_are_ignored() -> None:
    assert clean(form_of({"type": "textfield", "key": "a"}), {"b": ["1"], "a.c": ["1"]}).values == {"a": None}
