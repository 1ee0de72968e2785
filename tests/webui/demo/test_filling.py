"""Any form can be filled in, knowing nothing of it but its definition."""

import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

import forms
from webui.demo.filling import Filler, Unfillable
from webui.demo.words import default_words

ROOT = Path(__file__).parents[3]
FORMS = sorted((ROOT / "bpmn").glob("*/*.form"))
TODAY = date(2026, 11, 23)


def attach(accept: str) -> forms.FileInfo:
    kind = "png" if accept and "pdf" not in accept else "pdf"
    return forms.FileInfo(f"{attach.__name__}-{kind}", f"scan.{kind}", 100, f"application/{kind}")


def filled(form: forms.Form, seed: int, context: dict[str, object]) -> forms.Cleaned:
    random = Random(seed)
    words = default_words()
    filler = Filler(words, random, words.person(random), context, TODAY, attach)
    answers = filler.fill(form)
    return forms.clean(form, answers, context, today=TODAY, known_files=filler.files)


def form_of(*components: dict[str, Any]) -> forms.Form:
    numbered = [{"id": f"c{number}", **component} for number, component in enumerate(components)]
    return forms.load_form(json.dumps({"type": "default", "id": "f", "components": numbered}).encode())


@pytest.mark.parametrize("place", FORMS, ids=lambda place: place.stem)
def test_every_form_of_every_procedure_is_filled_in(place: Path) -> None:
    form = forms.load_form(place.read_bytes())

    for seed in range(25):
        assert filled(form, seed, {"kenh": "direct"}).errors == ()


def test_the_first_choice_is_the_usual_one() -> None:
    options = [{"label": text, "value": text} for text in ("yes", "no", "again")]
    form = form_of({"type": "radio", "key": "r", "label": "R", "values": options})

    chosen = [filled(form, seed, {}).values["r"] for seed in range(200)]

    assert 150 < chosen.count("yes") < 190
    assert {"no", "again"} <= set(chosen)


def test_a_pattern_is_met_whatever_the_key_suggests() -> None:
    rules = {"required": True, "pattern": "^[0-9]{6}$"}
    form = form_of({"type": "textfield", "key": "ho_ten", "label": "L", "validate": rules})

    assert len(str(filled(form, 1, {}).values["ho_ten"])) == 6


def test_a_field_that_only_appears_after_an_answer_is_answered_too() -> None:
    choice = {"type": "radio", "key": "a", "label": "A", "values": [{"label": "B", "value": "b"}]}
    hidden = {"type": "textfield", "key": "t", "label": "T", "validate": {"required": True}}
    form = form_of(choice, {**hidden, "conditional": {"hide": '=a != "b"'}})

    assert filled(form, 1, {}).values["t"]


def test_rows_of_a_list_are_filled_in() -> None:
    name = {"type": "textfield", "id": "n", "key": "ten", "label": "N", "validate": {"required": True}}
    form = form_of(
        {
            "type": "dynamiclist",
            "path": "rows",
            "label": "Rows",
            "allowAddRemove": True,
            "properties": {"minRows": "2"},
            "components": [name],
        }
    )

    rows: Any = filled(form, 1, {}).values["rows"]

    assert [bool(row["ten"]) for row in rows] == [True, True]


def test_files_are_attached_only_where_they_are_asked_for() -> None:
    wanted = {
        "type": "filepicker",
        "key": "w",
        "label": "W",
        "accept": ".pdf",
        "validate": {"required": True},
    }
    form = form_of(wanted, {"type": "filepicker", "key": "o", "label": "O"})

    values = filled(form, 1, {}).values

    assert values["w"] == ["attach-pdf"]
    assert values["o"] == []


def test_what_the_process_knows_already_stays() -> None:
    form = form_of({"type": "number", "key": "so_trang", "label": "N"})

    assert filled(form, 1, {"so_trang": 37}).values["so_trang"] == 37


def test_a_form_that_no_word_fits_is_named() -> None:
    rules = {"required": True, "pattern": "^QQQQQQQQQQQ$"}
    form = form_of({"type": "textfield", "key": "k", "label": "K", "validate": rules})

    with pytest.raises(Unfillable, match="f: k"):
        filled(form, 1, {})
