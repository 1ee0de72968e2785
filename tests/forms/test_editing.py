"""The buttons inside a form."""

import pytest

import forms
from tests.forms.building import CONTEXT, TODAY, everything, form_of

SENT = {
    "chu.0.title": ["A"],
    "chu.1.title": ["B"],
    "chu.1.lien_he.0.so": ["09"],
    "tep": ["f1"],
    "dien_tich": ["chưa rõ"],
}


def edited(action: str, **more: object) -> dict[str, object]:
    return forms.edit_rows(everything(), {**SENT, "_action": [action]}, CONTEXT, today=TODAY, **more)  # type: ignore[arg-type]


def titles(values: dict[str, object]) -> list[object]:
    rows = values["chu"]
    assert isinstance(rows, list)
    return [row["title"] for row in rows]


def test_add_appends_a_row_and_keeps_everything_entered() -> None:
    values = edited("add:chu")

    assert titles(values) == ["A", "B", None]
    assert values["dien_tich"] == "chưa rõ"
    assert values["tep"] == ["f1"]


def test_add_works_inside_a_row() -> None:
    rows = edited("add:chu.1.lien_he")["chu"]

    assert isinstance(rows, list)
    assert rows[1]["lien_he"] == [{"so": "09"}, {"so": None}]


def test_remove_takes_out_that_row() -> None:
    assert titles(edited("remove:chu.0")) == ["B"]


def test_detach_takes_off_that_file() -> None:
    assert edited("detach:tep:f1")["tep"] == []
    assert edited("detach:tep:f2")["tep"] == ["f1"]


@pytest.mark.parametrize(
    "action",
    [
        "refresh", "submit", "", "add", "add:", "add:khong", "add:tep", "add:nguoi_nop", "add:chu.9.lien_he", "add:chu.0",
        "remove:chu", "remove:chu.2", "remove:chu.-1", "remove:chu.x", "remove:chu.99999999", "remove:.0", "remove:tep.0",
        "detach:chu:f1", "detach:khong:f1", "a" * 100_000, "add:" + "chu.0." * 500,
    ],
)  # fmt: skip
def test_an_action_that_makes_no_sense_changes_nothing(action: str) -> None:
    values = edited(action)

    assert titles(values) == ["A", "B"]
    assert values["tep"] == ["f1"]


def test_rows_are_not_added_beyond_the_limit_nor_to_a_list_that_cannot_grow() -> None:
    part = [{"type": "textfield", "key": "a"}]
    full = form_of(
        {
            "type": "dynamiclist",
            "path": "r",
            "allowAddRemove": True,
            "properties": {"maxRows": "1"},
            "components": part,
        }
    )
    fixed = form_of({"type": "dynamiclist", "path": "r", "components": part})

    for form in (full, fixed):
        sent = {"r.0.a": ["x"], "_action": ["add:r"]}
        assert forms.edit_rows(form, sent, {}, today=TODAY)["r"] == [{"a": "x"}]


def test_a_condition_on_the_number_of_rows_follows_the_button() -> None:
    form = form_of(
        {
            "type": "dynamiclist",
            "path": "r",
            "allowAddRemove": True,
            "components": [{"type": "textfield", "key": "a"}],
        },
        {"type": "textfield", "key": "dai_dien", "conditional": {"hide": "=count(r) < 2"}},
    )
    sent = {"r.0.a": ["x"], "_action": ["add:r"]}

    assert "dai_dien" in forms.edit_rows(form, sent, {}, today=TODAY)


def test_the_prefix_of_the_page_is_understood() -> None:
    form = everything()
    sent = {"p-chu.0.title": ["A"], "_action": ["add:p-chu"]}

    assert titles(forms.edit_rows(form, sent, CONTEXT, today=TODAY, field_prefix="p-")) == ["A", None]


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("_file:tep", True),
        ("_file:chu.3.giay", True),
        ("tep", False),
        ("_file:ten", False),
        ("_file:chu.giay", False),
        ("_file:chu.3", False),
        ("_file:", False),
        ("_file:tep.0", False),
    ],
)
def test_only_files_for_a_file_field_are_worth_storing(name: str, takes: bool) -> None:
    assert forms.takes_upload(everything(), name) is takes


DECISION = """{"id": "f", "type": "default", "schemaVersion": 19, "components": [
  {"id": "a", "type": "radio", "key": "quyet_dinh", "label": "Quyết định",
   "values": [{"label": "Ký", "value": "ky"}, {"label": "Trả lại", "value": "tra"}]},
  {"id": "b", "type": "textarea", "key": "ly_do", "label": "Lý do", "conditional": {"hide": "=quyet_dinh != \\"ky\\""}},
  {"id": "c", "type": "checkbox", "key": "da_xem", "label": "Đã xem", "conditional": {"hide": "=quyet_dinh != \\"ky\\""}}]}"""


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"quyet_dinh": ["ky"]}, "Sai tên"),
        ({"quyet_dinh": ["ky"], "ly_do": [""]}, None),
        ({"quyet_dinh": ["ky"], "ly_do": ["Khác"]}, "Khác"),
    ],
)
def test_a_field_that_an_answer_brings_up_opens_with_what_the_case_holds(
    sent: dict[str, list[str]], reason: str | None
) -> None:
    """A chairman once had to type the officer's reason again: the field was empty when it came up."""
    form = forms.load_form(DECISION)
    context = {"ly_do": "Sai tên", "da_xem": True}

    values = forms.edit_rows(form, {**sent, "_action": ["refresh"]}, context, today=TODAY)

    assert values["ly_do"] == reason
    assert not values["da_xem"], "an empty box sends nothing: it may have been emptied"


def test_a_field_that_stays_hidden_opens_with_nothing() -> None:
    form = forms.load_form(DECISION)

    values = forms.edit_rows(form, {"quyet_dinh": ["tra"]}, {"ly_do": "Sai tên"}, today=TODAY)

    assert "ly_do" not in values
