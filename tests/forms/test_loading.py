"""Which form definitions are refused, with which code, at which component."""

import json
from typing import Any

import pytest

from forms import FormDefinitionError, load_form
from tests.forms.building import OPTIONS, form_of

TEXT = {"type": "textfield", "key": "k"}


def rows(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "dynamiclist", "path": "r", "components": list(components), **more}


COMPONENTS: list[tuple[str, str, list[dict[str, Any]]]] = [
    *(
        ("refused_type", "c1", [{"type": kind}])
        for kind in ("html", "iframe", "image", "documentPreview", "script")
    ),
    ("unknown_type", "c1", [{"type": "signature", "key": "k"}]),
    ("unknown_type", "c1", [{"key": "k"}]),
    ("missing_key", "c1", [{"type": "textfield"}]),
    ("missing_key", "c1", [{"type": "dynamiclist", "components": []}]),
    *(
        ("bad_key", "c1", [{**TEXT, "key": key}])
        for key in ("_action", "1a", "a b", "a..b", "a-b", "a" * 61, 7)
    ),
    ("duplicate_key", "c2", [TEXT, TEXT]),
    ("duplicate_key", "c2", [TEXT, {**TEXT, "key": "k.inner"}]),
    ("duplicate_key", "c2", [{**TEXT, "key": "k.inner"}, TEXT]),
    ("duplicate_key", "c2_1", [{**TEXT, "key": "g.k"}, {"type": "group", "path": "g", "components": [TEXT]}]),
    ("duplicate_key", "c1_2", [rows(TEXT, TEXT)]),
    ("duplicate_id", "x", [{**TEXT, "id": "x"}, {**TEXT, "id": "x", "key": "l"}]),
    ("bad_setting", "c1", [{**TEXT, "label": 5}]),
    ("bad_setting", "c1", [{**TEXT, "readonly": "true"}]),
    ("bad_setting", "c1", [{**TEXT, "validate": {"required": "=x"}}]),
    ("bad_setting", "c1", [{**TEXT, "validate": {"minLength": "ba"}}]),
    ("bad_setting", "c1", [{**TEXT, "validate": []}]),
    ("bad_setting", "c1", [{"type": "group", "components": None}]),
    ("bad_setting", "c1", [{**TEXT, "validate": {"validationType": "url"}}]),
    ("bad_setting", "c1", [{"type": "number", "key": "k", "decimalDigits": -1}]),
    ("bad_setting", "c1", [{"type": "number", "key": "k", "increment": "x"}]),
    ("bad_setting", "c1", [{"type": "datetime", "key": "k", "subtype": "week"}]),
    ("bad_setting", "c1", [{"type": "button", "action": "javascript:alert(1)"}]),
    ("bad_setting", "c1", [{"type": "filepicker", "key": "k", "accept": "pdf"}]),
    ("bad_setting", "c1", [{"type": "table", "dataSource": "=x"}]),
    ("bad_setting", "c1", [{"type": "text"}]),
    ("unknown_setting", "c1", [{**TEXT, "validate": {"custom": "x"}}]),
    ("unknown_setting", "c1", [{**TEXT, "conditional": {"show": "=x"}}]),
    ("not_an_expression", "c1", [{**TEXT, "conditional": {"hide": "true"}}]),
    ("not_an_expression", "c1", [{"type": "expression", "key": "k"}]),
    ("bad_expression", "c1", [{**TEXT, "conditional": {"hide": "=1 +"}}]),
    ("bad_expression", "c1_1", [rows({**TEXT, "label": "=if"})]),
    ("bad_template", "c1", [{"type": "text", "text": "{{#if a}}x{{/if}}"}]),
    ("bad_template", "c1", [{"type": "text", "text": "{{ 1 + }}"}]),
    ("unsafe_pattern", "c1", [{**TEXT, "validate": {"pattern": "(a+)+$"}}]),
    ("no_options", "c1", [{"type": "radio", "key": "k"}]),
    ("bad_options", "c1", [{"type": "radio", "key": "k", "values": OPTIONS, "valuesKey": "x"}]),
    ("bad_options", "c1", [{"type": "radio", "key": "k", "values": [*OPTIONS, *OPTIONS]}]),
    ("bad_options", "c1", [{"type": "radio", "key": "k", "values": [{"label": "thiếu"}]}]),
    ("bad_options", "c1", [{"type": "select", "key": "k", "valuesKey": "a b"}]),
    ("readonly_in_open_rows", "c1_1", [rows({**TEXT, "readonly": True}, allowAddRemove=True)]),
    ("readonly_in_open_rows", "c1_1", [rows({**TEXT, "disabled": "=x"}, allowAddRemove=True)]),
]


@pytest.mark.parametrize(("code", "component_id", "components"), COMPONENTS)
def test_a_definition_is_refused_naming_the_component(
    code: str, component_id: str, components: list[dict[str, Any]]
) -> None:
    with pytest.raises(FormDefinitionError) as refused:
        form_of(*components)

    assert (refused.value.code, refused.value.component_id) == (code, component_id)
    assert refused.value.message


@pytest.mark.parametrize(
    ("code", "source"),
    [
        ("not_json", b"\xff\xfe\x00"),
        ("not_json", "{"),
        ("not_json", '{"id": NaN}'),
        ("not_json", "[" * 100_000),
        ("too_large", " " * 1_000_001),
        ("not_a_form", "[]"),
        ("not_a_form", '{"components": []}'),
        ("not_a_form", '{"id": "a b", "components": []}'),
        ("not_a_form", '{"id": "a", "type": "group", "components": []}'),
        ("bad_setting", '{"id": "a"}'),
        ("bad_setting", '{"id": "a", "components": [1]}'),
    ],
)
def test_a_file_that_is_no_form_is_refused(code: str, source: bytes | str) -> None:
    with pytest.raises(FormDefinitionError) as refused:
        load_form(source)

    assert refused.value.code == code


def test_a_form_nested_too_deep_is_refused() -> None:
    component: dict[str, Any] = {"type": "textfield", "key": "k", "id": "in"}
    for level in range(8):
        component = {"type": "group", "id": f"g{level}", "components": [component]}

    with pytest.raises(FormDefinitionError, match="too_deep"):
        load_form(json.dumps({"id": "a", "components": [component]}))


def test_a_form_with_too_many_components_is_refused() -> None:
    with pytest.raises(FormDefinitionError, match="too_large"):
        form_of(*({"type": "textfield", "key": f"k{number}"} for number in range(501)))


def test_reads_name_the_variables_the_form_looks_at() -> None:
    form = form_of(
        {"type": "text", "text": "Đã thu {{da_thu}} đồng"},
        {"type": "textfield", "key": "a.b", "label": "Tên", "conditional": {"hide": "=con_thu = 0"}},
        {"type": "select", "key": "chon", "label": "Chọn", "valuesKey": "danh_sach"},
        {"type": "group", "components": [{"type": "expression", "key": "tong", "expression": "=x + y.z"}]},
    )

    assert form.reads == {"da_thu", "con_thu", "a", "chon", "danh_sach", "tong", "x", "y"}


def test_keys_name_the_variables_the_form_writes() -> None:
    form = form_of(
        {
            "type": "group",
            "components": [{"type": "textfield", "key": "a.b"}, {"type": "textfield", "key": "a.c"}],
        },
        {"type": "group", "path": "g", "components": [{"type": "textfield", "key": "x"}]},
        {"type": "expression", "key": "e", "expression": "=1"},
        rows({"type": "textfield", "key": "inner"}),
        {"type": "textfield", "key": "chi_doc", "readonly": True},
        {"type": "textfield", "key": "co_luc_chi_doc", "readonly": "=x"},
    )

    assert form.keys == {"a", "g", "e", "r", "co_luc_chi_doc"}


@pytest.mark.parametrize(
    ("hide", "is_dynamic"),
    [('=k = "x"', True), ('=bien_cua_quy_trinh = "x"', False), ('=this.k = "x"', True)],
)
def test_a_form_is_dynamic_when_answers_change_how_it_looks(hide: str, is_dynamic: bool) -> None:
    form = form_of(TEXT, {"type": "textfield", "key": "l", "conditional": {"hide": hide}})

    assert form.is_dynamic is is_dynamic
