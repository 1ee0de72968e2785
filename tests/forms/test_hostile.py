"""Nothing a browser can send raises, hangs or gets past a condition."""

import json
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

import lxml.html
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import forms
from forms.model import Scope
from forms.settling import settle
from tests.forms.building import CONTEXT, OPTIONS, TODAY, clean, everything, form_of, render

FORM = everything()
NAMES = [
    "nguoi_nop.ho_ten", "nguoi_nop.ma_so", "nguoi_nop.ngay_sinh", "loai", "ten", "dien_tich", "phi", "xa", "giay_to",
    "nhan", "chu", "chu.0", "chu.0.title", "chu.1.chinh", "chu.1.ty_le", "chu.3.giay", "chu.0.lien_he.0.so", "hen",
    "gio", "tep", "ghi_chu", "cam_doan", "khoa", "nguoi_nop", "chu.x", "chu.0.title.0", "_action", "",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(
        ["true", "khac", "nha_o", "a", "f1", "1.234,5", "31/02/2026", "23/11/2026", "14:30", "\x00", "\ud800"]
    ),
    st.text(max_size=30),
)
SUBMISSIONS = st.dictionaries(
    st.one_of(st.sampled_from(NAMES), st.text(max_size=12)), st.lists(TEXTS, max_size=4), max_size=20
)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(SUBMISSIONS)
def test_clean_never_raises_and_gives_json_that_a_database_takes(submitted: dict[str, list[str]]) -> None:
    cleaned = clean(FORM, submitted, CONTEXT)

    text = json.dumps(cleaned.values, allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in text
    text.encode()
    assert set(cleaned.values) <= FORM.keys


@MANY
@given(SUBMISSIONS)
def test_nothing_readonly_or_hidden_or_computed_is_taken_from_a_browser(
    submitted: dict[str, list[str]],
) -> None:
    values: Any = clean(FORM, submitted, CONTEXT).values

    assert "khoa" not in values
    assert values["nguoi_nop"]["ma_so"] == "M-1"
    assert ("ten" in values) is (values["loai"] == "khac")
    assert all(("ty_le" in row) is not row["chinh"] for row in values["chu"])
    assert values["phi"] in (75000, 150000)


@MANY
@given(SUBMISSIONS)
def test_cleaning_what_was_cleaned_changes_nothing(submitted: dict[str, list[str]]) -> None:
    cleaned = clean(FORM, submitted, CONTEXT)

    assert settle(FORM, cleaned.values, Scope(CONTEXT, TODAY)).values == cleaned.values


@MANY
@given(
    SUBMISSIONS,
    st.sampled_from(["add:chu", "remove:chu.0", "add:chu.0.lien_he", "detach:tep:f1", "remove:chu.-1"]),
)
def test_edited_rows_render(submitted: dict[str, list[str]], action: str) -> None:
    values = forms.edit_rows(FORM, {**submitted, "_action": [action]}, CONTEXT, today=TODAY)

    assert lxml.html.fromstring(f"<div>{render(FORM, values, context=CONTEXT)}</div>") is not None


ANYTHING: Any = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@MANY
@given(
    st.dictionaries(st.sampled_from(sorted(FORM.keys)), ANYTHING),
    st.dictionaries(st.sampled_from(NAMES), ANYTHING),
)
def test_any_draft_and_any_variables_render(draft: dict[str, Any], variables: dict[str, Any]) -> None:
    render(FORM, draft, context=variables)
    forms.render_summary(FORM, draft, variables, today=TODAY)
    forms.initial_values(FORM, variables, today=TODAY)


def test_values_of_the_wrong_type_are_ignored() -> None:
    odd = cast(
        Mapping[str, list[str]], {"ten": "chuỗi", "loai": [1, None], 5: ["x"], "xa": None, "_action": 3}
    )

    assert clean(FORM, odd, CONTEXT).values["loai"] is None
    assert forms.edit_rows(FORM, odd, CONTEXT, today=TODAY)["loai"] is None


@MANY
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3), st.booleans())
def test_a_number_shown_and_sent_again_stays_the_same(number: Decimal, as_text: bool) -> None:
    form = form_of({"type": "number", "key": "n", "serializeToString": as_text})
    first = clean(form, {"n": [f"{number:f}".replace(".", ",")]})

    shown: Any = lxml.html.fromstring(f"<form>{render(form, first.values)}</form>")

    assert first.errors == ()
    assert Decimal(str(first.values["n"])) == number
    assert Decimal(str(clean(form, {"n": [shown.fields["n"]]}).values["n"])) == number


def seconds(submitted: dict[str, list[str]]) -> tuple[float, forms.Cleaned]:
    started = time.process_time()
    cleaned = clean(FORM, submitted, CONTEXT)
    return time.process_time() - started, cleaned


def test_a_flood_of_rows_is_cut_short_and_said() -> None:
    flood = {f"chu.{row}.lien_he.{line}.so": ["1"] for row in range(60) for line in range(60)}

    spent, cleaned = seconds(flood)

    assert spent < 3
    assert "chu" in {error.path for error in cleaned.errors}
    assert len(json.dumps(cleaned.values)) < 100_000


def test_a_flood_of_names_is_cut_short_and_said() -> None:
    spent, cleaned = seconds({f"la{number}": ["1"] for number in range(20_000)})

    assert spent < 1
    assert cleaned.errors[0] == forms.FieldError(
        "", "Biểu mẫu gửi lên quá lớn, một phần nội dung không được nhận"
    )


def test_a_flood_of_text_is_cut_short() -> None:
    spent, cleaned = seconds({"ghi_chu": ["x" * 5_000_000], "xa": ["y"] * 100_000, "a." * 5_000: ["z"]})

    assert spent < 1
    assert len(json.dumps(cleaned.values)) < 100_000
    assert "ghi_chu" in {error.path for error in cleaned.errors}


def test_long_lists_of_options_are_read_once_for_all_rows() -> None:
    form = form_of(
        {
            "type": "dynamiclist",
            "path": "r",
            "allowAddRemove": True,
            "components": [{"type": "select", "key": "xa", "valuesKey": "xa_phuong"}],
        }
    )
    wards = [{"label": f"Xã {number}", "value": str(number)} for number in range(5_000)]
    started = time.process_time()

    cleaned = clean(form, {f"r.{row}.xa": ["2999"] for row in range(200)}, {"xa_phuong": wards})

    assert cleaned.errors == ()
    assert time.process_time() - started < 0.5


def test_option_labels_and_all_other_texts_are_escaped() -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    form = form_of(
        {"type": "text", "text": f"# {evil}\n{{{{v}}}}\n[x](javascript:alert(1))"},
        {
            "type": "textfield",
            "key": "a",
            "label": evil,
            "description": evil,
            "appearance": {"suffixAdorner": evil},
        },
        {"type": "radio", "key": "b", "label": evil, "values": [{"value": evil, "label": evil}, *OPTIONS]},
        {"type": "select", "key": "c", "label": evil, "valuesKey": "o"},
        {"type": "textarea", "key": "d", "label": evil},
        {"type": "filepicker", "key": "e", "label": evil},
        {"type": "table", "label": evil, "dataSource": "=t", "columns": [{"key": "k", "label": evil}]},
        {"type": "datetime", "key": "f", "label": evil, "subtype": "datetime"},
        {"type": "textfield", "key": "g", "label": evil, "readonly": True},
        {"type": "dynamiclist", "path": "h", "label": evil, "allowAddRemove": True, "components": []},
        {"type": "button", "label": evil},
    )
    values = dict.fromkeys("abcdf", evil) | {"e": [evil], "h": [{}]}
    context = {"v": evil, "o": [{"label": evil, "value": evil}], "t": [{"k": evil}], "g": evil}
    files = {evil: forms.FileInfo(evil, evil, 1, evil)}
    errors = [forms.FieldError(key, evil) for key in "abcdefgh"]

    pages = (
        render(form, values, errors, context, known_files=files),
        render(form, values, errors, context, known_files=files, readonly=True),
        str(forms.render_summary(form, values, context, today=TODAY, known_files=files)),
    )

    for page in pages:
        tree = lxml.html.fromstring(f"<div>{page}</div>")
        assert not tree.xpath("//script | //img | //@onerror | //a[starts-with(@href, 'javascript')]")
        assert "alert(1)" in page
