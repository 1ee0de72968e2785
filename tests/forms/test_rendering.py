"""The HTML: well formed, labelled, described, linked, and usable without JavaScript."""

from html.parser import HTMLParser
from typing import Any

import lxml.html
import pytest

import forms
from tests.forms.building import CONTEXT, OPTIONS, TODAY, clean, everything, form_of, render

VOID = {"input", "hr", "br"}
SENT = {
    "nguoi_nop.ngay_sinh": ["31/02/2026"],
    "loai": ["khac"],
    "dien_tich": ["nhiều"],
    "xa": ["lạ"],
    "giay_to": ["lạ"],
    "chu.0.ty_le": ["x"],
    "chu.1.title": ["B"],
    "chu.1.giay": ["f1", "lạ"],
    "chu.1.lien_he.0.so": ["0"],
    "hen": ["23/11/2026", ""],
    "gio": ["25:00"],
    "tep": ["f2"],
}


def parse(html: str) -> Any:
    # lxml's types make every xpath a union of everything
    return lxml.html.fromstring(f"<form>{html}</form>")


def page_with_errors() -> tuple[Any, forms.Cleaned]:
    cleaned = clean(everything(), SENT, CONTEXT)
    return parse(render(everything(), cleaned.values, cleaned.errors, CONTEXT)), cleaned


class Balance(HTMLParser):
    """Refuses an end tag that does not close the innermost open element."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("readonly", [False, True])
def test_elements_close_in_order(readonly: bool) -> None:
    cleaned = clean(everything(), SENT, CONTEXT)
    balance = Balance()

    balance.feed(render(everything(), cleaned.values, cleaned.errors, CONTEXT, readonly=readonly))
    balance.feed(str(forms.render_summary(everything(), cleaned.values, CONTEXT, today=TODAY)))

    assert balance.open == []


def test_ids_are_unique() -> None:
    ids = page_with_errors()[0].xpath("//@id")

    assert len(ids) == len(set(ids)) > 40


def test_every_control_has_a_label_and_every_choice_a_legend() -> None:
    page, _ = page_with_errors()
    labelled = set(page.xpath("//label/@for"))

    for control in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert control.get("id") in labelled
    assert all(len(group.xpath("./legend")) == 1 for group in page.xpath("//fieldset"))


def test_descriptions_point_to_what_is_there() -> None:
    page, _ = page_with_errors()
    ids = set(page.xpath("//@id"))
    described = [
        one for many in page.xpath("//@aria-describedby | //@aria-labelledby") for one in many.split()
    ]

    assert described
    assert set(described) <= ids


def test_every_error_is_linked_to_its_field_and_described_there() -> None:
    page, cleaned = page_with_errors()
    links = page.xpath("//div[@role='alert']//a/@href")

    assert [link[1:] for link in links] == ["f-" + error.path.replace(".", "-") for error in cleaned.errors]
    assert len(links) > 10
    for link, error in zip(links, cleaned.errors, strict=True):
        target = page.get_element_by_id(link[1:])
        around = [target, *target.iterancestors("fieldset")]
        said = {i for element in around for i in (element.get("aria-describedby") or "").split()}
        assert any(page.get_element_by_id(i).text_content().endswith(error.message) for i in said)


def test_the_error_summary_comes_first_and_takes_the_focus() -> None:
    page, cleaned = page_with_errors()
    summary = page[0]

    assert summary.get("role") == "alert"
    assert summary.get("tabindex") == "-1"
    assert "autofocus" in summary.attrib
    assert summary.xpath("./h2")[0].text == f"Có {len(cleaned.errors)} lỗi cần sửa"


def test_an_error_the_form_has_no_field_for_is_told_without_a_link() -> None:
    form = form_of({"type": "textfield", "key": "a"})
    page = parse(render(form, {}, [forms.FieldError("", "Phiên đã hết"), forms.FieldError("zz", "Sai")]))

    assert [line.text for line in page.xpath("//div[@role='alert']//li")] == ["Phiên đã hết", "Sai"]


def test_label_then_hint_then_error_then_control() -> None:
    form = form_of({"type": "textfield", "key": "a", "label": "A", "description": "Gợi ý"})
    field = parse(render(form, {}, [forms.FieldError("a", "Sai")])).xpath(
        "//div[contains(@class, 'mc-field')]"
    )[0]

    assert [child.get("class") for child in field] == [
        "mc-label",
        "mc-hint",
        "mc-error",
        "mc-input mc-input--error",
    ]
    assert field.xpath("./p")[0].text_content() == "Lỗi: Sai"


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    form = form_of(
        {"type": "textfield", "key": "a", "label": "A"},
        {"type": "textfield", "key": "b", "label": "B", "validate": {"required": True}},
        {"type": "radio", "key": "c", "label": "C", "values": OPTIONS},
    )
    page = parse(render(form, {}))

    assert [label.text_content() for label in page.xpath("//label[@class='mc-label'] | //legend")] == [
        "A (không bắt buộc)",
        "B",
        "C (không bắt buộc)",
    ]


def test_a_conditional_field_appears_after_a_round_trip() -> None:
    form = everything()
    before = render(form, forms.initial_values(form, CONTEXT, today=TODAY), context=CONTEXT)
    values = forms.edit_rows(form, {"loai": ["khac"], "_action": ["refresh"]}, CONTEXT, today=TODAY)

    assert 'name="ten"' not in before
    assert 'value="refresh"' in before
    assert 'name="ten"' in render(form, values, context=CONTEXT)


def test_a_form_that_never_changes_has_no_refresh_button() -> None:
    assert "refresh" not in render(form_of({"type": "textfield", "key": "a"}), {})


def test_enter_presses_submit_and_not_the_first_remove_button() -> None:
    page, _ = page_with_errors()
    first = page.xpath("//button")[0]

    assert (first.get("name"), first.get("value"), first.get("tabindex")) == ("_action", "submit", "-1")


def test_entered_values_come_back_in_their_controls() -> None:
    page, _ = page_with_errors()
    values = dict(page.form_values())

    assert values["nguoi_nop.ngay_sinh"] == "31/02/2026"
    assert values["dien_tich"] == "nhiều"
    assert values["loai"] == "khac"
    assert values["chu.1.title"] == "B"
    assert values["hen"] == ""
    assert page.get_element_by_id("f-hen").value == "23/11/2026"


def test_what_a_page_shows_is_what_submitting_it_gives_again() -> None:
    form = everything()
    answers = {
        "nguoi_nop.ho_ten": ["Nguyễn Thị Lan"],
        "nguoi_nop.ngay_sinh": ["1/2/1990"],
        "loai": ["khac"],
        "ten": ["Kho"],
        "dien_tich": ["1.234,125"],
        "xa": ["b"],
        "giay_to": ["nha_o", "khac"],
        "nhan": ["a"],
        "chu.0.title": ["A"],
        "chu.0.giay": ["f1", "f2"],
        "chu.0.lien_he.0.so": ["09"],
        "hen": ["23/11/2026", "14:30"],
        "gio": ["7:05"],
        "tep": ["f1"],
        "ghi_chu": ["\n một\nhai"],
        "cam_doan": ["true"],
    }
    first = clean(form, answers, CONTEXT)
    shown = parse(render(form, first.values, context=CONTEXT))
    sent: dict[str, list[str]] = {}
    for name, value in shown.form_values():
        sent.setdefault(name, []).append(value)

    assert first.errors == ()
    assert clean(form, sent, CONTEXT) == first


def test_a_text_that_begins_with_a_line_end_keeps_it() -> None:
    form = form_of({"type": "textarea", "key": "a"})

    # HTML drops the first line end of a textarea
    assert ">\n\nhai</textarea>" in render(form, {"a": "\nhai"})


def test_a_readonly_field_shows_the_stored_value_and_sends_nothing() -> None:
    form = form_of({"type": "textfield", "key": "khoa", "label": "Khóa", "readonly": True})
    page = parse(render(form, {"khoa": "từ nháp"}, context={"khoa": "đã lưu"}))

    assert not page.xpath("//input")
    assert page.get_element_by_id("f-khoa").text == "đã lưu"


def test_a_readonly_page_has_nothing_to_press_or_fill_in() -> None:
    cleaned = clean(everything(), SENT, CONTEXT)
    page = parse(render(everything(), cleaned.values, cleaned.errors, CONTEXT, readonly=True))

    assert not page.xpath("//input | //button | //select | //textarea | //*[@role='alert']")
    assert "31/02/2026" in page.text_content()


def test_attached_files_stay_with_name_size_and_a_remove_button() -> None:
    page = parse(render(everything(), {"tep": ["f1", "mất"]}, context=CONTEXT))
    first, lost = page.xpath("//ul[@class='mc-files']/li")

    assert first.xpath("./input/@value") == ["f1"]
    assert "bản vẽ.pdf 121 KB" in first.text_content()
    assert first.xpath("./button/@value") == ["detach:tep:f1"]
    assert "Tệp không còn trên hệ thống" in lost.text_content()
    assert page.get_element_by_id("f-tep").get("name") == "_file:tep"


def test_the_page_opens_where_the_button_was_pressed() -> None:
    form = everything()

    def focused(action: str) -> list[str]:
        sent = {"chu.0.title": ["A"], "tep": ["f1"], "_action": [action]}
        values = forms.edit_rows(form, sent, CONTEXT, today=TODAY)
        page = parse(render(form, values, context=CONTEXT, focus=forms.focus_after(sent)))
        return [
            element.get("id") or element.get("aria-labelledby") for element in page.xpath("//*[@autofocus]")
        ]

    assert focused("add:chu") == ["f-chu-1--title"]
    assert focused("add:chu.0.lien_he") == ["f-chu-0-lien_he-0--title"]
    assert focused("remove:chu.0") == ["f-chu"]
    assert focused("detach:tep:f1") == ["f-tep"]
    assert focused("refresh") == []


def test_autofill_and_keyboard_follow_the_properties() -> None:
    form = form_of(
        {"type": "textfield", "key": "a", "properties": {"autocomplete": "name", "inputmode": "numeric"}},
        {"type": "textfield", "key": "b", "properties": {"autocomplete": '"><x', "inputmode": "sai"}},
    )
    a, b = parse(render(form, {})).xpath("//input")

    assert (a.get("autocomplete"), a.get("inputmode")) == ("name", "numeric")
    assert (b.get("autocomplete"), b.get("inputmode")) == (None, None)


def test_labels_and_texts_fill_in_data_as_plain_text() -> None:
    form = form_of(
        {"type": "text", "text": "Mã **{{ma}}**, ngày {{ngay}}"},
        {"type": "textfield", "key": "a", "label": '="Tên của " + ma'},
    )
    page = parse(render(form, {}, context={"ma": "*x* [y](http://z)", "ngay": "2026-11-23"}))

    assert page.xpath("//p")[0].text_content() == "Mã *x* [y](http://z), ngày 23/11/2026"
    assert not page.xpath("//em | //a")
    assert page.xpath("//label")[0].text_content().startswith("Tên của *x*")


def test_the_prefix_of_the_page_is_on_every_name_and_id() -> None:
    page = parse(render(everything(), {"chu": [{}]}, context=CONTEXT, field_prefix="p1-"))

    assert all(name.startswith(("p1-", "_file:p1-", "_action")) for name in page.xpath("//@name"))
    assert all(i.startswith("f-p1-") for i in page.xpath("//@id"))
    assert "remove:p1-chu.0" in page.xpath("//button/@value")


def test_the_summary_reads_as_a_definition_list() -> None:
    cleaned = clean(everything(), {**SENT, "dien_tich": ["1234,5"], "xa": ["a"]}, CONTEXT)
    summary = parse(f"<div>{forms.render_summary(everything(), cleaned.values, CONTEXT, today=TODAY)}</div>")
    said = {
        row.xpath("./dt")[0].text_content(): row.xpath("./dd")[0].text_content()
        for row in summary.xpath("//dl/div[@class='mc-summary__row']")
    }

    assert said["Diện tích"] == "1.234,5 m²"
    assert said["Xã"] == "Phường A"
    assert said["Phí"] == "150.000"
    assert said["Khóa"] == "giữ nguyên"
    assert said["Ghi chú"] == "Không có"
    assert [title.text for title in summary.xpath("//h4")][:2] == ["Chủ sở hữu: dòng 1", "Chủ sở hữu: dòng 2"]


def test_a_form_opens_with_stored_values_then_defaults_then_blank_rows() -> None:
    form = form_of(
        {"type": "textfield", "key": "a", "defaultValue": "mặc định"},
        {"type": "textfield", "key": "b", "defaultValue": "mặc định"},
        {
            "type": "dynamiclist",
            "path": "r",
            "defaultRepetitions": 2,
            "allowAddRemove": True,
            "components": [{"type": "number", "key": "n", "defaultValue": 1}],
        },
    )

    assert forms.initial_values(form, {"a": "đã lưu"}, today=TODAY) == {
        "a": "đã lưu",
        "b": "mặc định",
        "r": [{"n": 1}, {"n": 1}],
    }
