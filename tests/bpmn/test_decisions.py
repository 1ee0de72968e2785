"""The decision models in the procedure folders: complete, founded in law, drawn, and right on their examples.

Examples lie beside the models: `bpmn/<folder>/decisions/<model>.toml`, rows of what is given and what comes out.
"""

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from decisions import dmn, feel
from decisions.dmn.checks import check_model
from decisions.dmn.model import Decision, DecisionTable
from tests.bpmn.playing import ROOT, staged
from tests.bpmn.reading import CAMUNDA, EVERY, diagram, form, form_refs, kind, nodes
from tests.bpmn.test_folders import AT_RECEPTION, SNAKE

MODEL = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
DMNDI = "{https://www.omg.org/spec/DMN/20191111/DMNDI/}"
DC = "{http://www.omg.org/spec/DMN/20180521/DC/}"
DI = "{http://www.omg.org/spec/DMN/20180521/DI/}"
MODELS = sorted(ROOT.glob("*/*.dmn"))
EVERY_MODEL = pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
# tables whose tests compute with their input: no gaps can be worked out, and COLLECT needs none
OPEN_ENDED = {"points_to_check_table", "conditional_lines_table", "office_points_to_check_table"}
AMOUNT = re.compile(r"\d{4,}|\d{1,3}(\.\d{3})+")


@cache
def load(path: Path) -> dmn.Model:
    return dmn.load_model(path.read_bytes())


@cache
def tree(path: Path) -> Any:
    return etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))


@cache
def examples(path: Path) -> tuple[dict[str, Any], ...]:
    content = (path.parent / "decisions" / f"{path.stem}.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(content)["row"])


def decide(path: Path, row: dict[str, Any]) -> dmn.Result:
    model = load(path)
    return model.decide(model.names_by_id[row["decision"]], row["given"])


def tables(path: Path) -> Iterator[DecisionTable]:
    for element in load(path).definitions.elements:
        if isinstance(element, Decision) and isinstance(element.logic, DecisionTable):
            yield element.logic


# ---------------------------------------------------------------- what they decide

ROWS = [
    pytest.param(path, row, id=f"{path.stem}-{number}-{row['decision']}")
    for path in MODELS
    for number, row in enumerate(examples(path), 1)
]


@pytest.mark.parametrize(("path", "row"), ROWS)
def test_a_decision_gives_what_its_example_says(path: Path, row: dict[str, Any]) -> None:
    assert feel.to_json(decide(path, row).value) == row["value"], row.get("name")


@EVERY_MODEL
def test_examples_ask_every_decision_and_only_for_inputs_it_knows(path: Path) -> None:
    model = load(path)

    assert {row["decision"] for row in examples(path)} == set(model.names_by_id)
    for row in examples(path):
        assert set(row["given"]) <= set(model.inputs), row


@EVERY_MODEL
def test_every_rule_fits_some_example(path: Path) -> None:
    fitted = {
        rule.id
        for row in examples(path)
        for decision in decide(path, row).explanation.decisions
        for table in decision.tables
        for rule in table.rules
    }

    # the rules for missing data have their own test below: TOML knows no null
    missing_data = {"allowance_proposal_rule_1", "allowance_proposal_rule_2"}
    assert {rule.id for table in tables(path) for rule in table.rules} - fitted <= missing_data


OLD_AGE = {
    "nhom_doi_tuong": "nguoi_cao_tuoi",
    "hoan_canh_cao_tuoi": "khong_luong_huu",
    "ngay_sinh_doi_tuong": "1940-03-05",
    "ngay_xet_duyet": "2026-05-11",
    "che_do_khac": "khong",
}


@pytest.mark.parametrize(
    "change",
    [
        {"ngay_xet_duyet": None},
        {"hoan_canh_cao_tuoi": None},
        {"ngay_sinh_doi_tuong": "2030-01-01"},
        {"nhom_doi_tuong": "nhóm lạ"},
        {"che_do_khac": "co", "muc_che_do_khac": None},
    ],
)
def test_missing_data_for_an_allowance_is_said_and_stops_no_dossier(change: dict[str, Any]) -> None:
    given = OLD_AGE | change
    result = load(ROOT / "tro_cap_xa_hoi/muc_tro_cap.dmn").decide("Gợi ý thẩm định", given)

    assert isinstance(result.value, dict)
    assert result.value["goi_y"] == "chua_xac_dinh"


# ---------------------------------------------------------------- how they are built


@EVERY_MODEL
def test_a_model_has_no_fault_no_gap_and_no_overlap(path: Path) -> None:
    found = check_model(load(path))

    unanalysed = {finding.element for finding in found if finding.code == "dmn.table.unanalysed"}
    assert unanalysed <= OPEN_ENDED
    assert [finding for finding in found if finding.code != "dmn.table.unanalysed"] == []


@EVERY_MODEL
def test_every_rule_names_its_basis_and_its_evidence(path: Path) -> None:
    for table in tables(path):
        assert table.annotations == ("Căn cứ", "Bằng chứng"), table.id
        for rule in table.rules:
            basis, evidence = rule.annotations
            assert len(basis) > 10, rule.id
            assert evidence in ("V", "S", "M"), rule.id


@EVERY_MODEL
def test_the_modeler_s_annotation_column_says_the_same(path: Path) -> None:
    """dmn-js shows a rule's description and no annotation columns; explanations show the annotations."""
    for rule in tree(path).iter(f"{MODEL}rule"):
        basis, evidence = (entry[0].text for entry in rule.findall(f"{MODEL}annotationEntry"))
        assert rule.findtext(f"{MODEL}description") == f"{basis} [{evidence}]", rule.get("id")


@EVERY_MODEL
def test_names_are_for_people_and_ids_for_programs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ids = [e.get("id") for e in tree(path).iter() if isinstance(e.tag, str) and e.get("id")]

    assert unicodedata.is_normalized("NFC", text)
    assert len(ids) == len(set(ids))
    assert [key for key in ids if not SNAKE.fullmatch(key)] == []
    for element in tree(path).iter(f"{MODEL}inputData"):
        assert SNAKE.fullmatch(element.get("name")), "the name of a case variable"
        assert element.get("label"), element.get("id")
    for element in tree(path).iter(f"{MODEL}inputData", f"{MODEL}decision"):
        # a modeler that renames the one renames the other
        assert element.find(f"{MODEL}variable").get("name") == element.get("name")
        assert element.find(f"{MODEL}variable").get("typeRef"), element.get("id")


def test_ids_of_decisions_are_unique_in_a_folder() -> None:
    for folder in {path.parent for path in MODELS}:
        ids = [key for path in MODELS if path.parent == folder for key in load(path).names_by_id]
        assert len(ids) == len(set(ids)), folder


# ---------------------------------------------------------------- how they are drawn

Box = tuple[float, float, float, float]


def boxes(path: Path) -> dict[str, Box]:
    found = {}
    for shape in tree(path).iter(f"{DMNDI}DMNShape"):
        x, y, width, height = (float(shape.find(f"{DC}Bounds").get(k)) for k in ("x", "y", "width", "height"))
        found[shape.get("dmnElementRef")] = (x, y, x + width, y + height)
    return found


def crosses(start: tuple[float, float], end: tuple[float, float], box: Box) -> bool:
    """Whether a straight line passes through a box, sampled along its length."""
    for step in range(101):
        x, y = (a + (b - a) * step / 100 for a, b in zip(start, end, strict=True))
        if box[0] < x < box[2] and box[1] < y < box[3]:
            return True
    return False


@EVERY_MODEL
def test_the_requirements_graph_is_drawn_and_nothing_covers_anything(path: Path) -> None:
    places = boxes(path)
    elements = [e.get("id") for e in tree(path).iter(f"{MODEL}inputData", f"{MODEL}decision")]
    assert sorted(places) == sorted(elements)
    for one in elements:
        for other in elements:
            a, b = places[one], places[other]
            apart = a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
            assert one == other or apart, (one, other)


@EVERY_MODEL
def test_every_requirement_runs_from_what_is_required_and_through_nothing(path: Path) -> None:
    places = boxes(path)
    drawn = {edge.get("dmnElementRef"): edge for edge in tree(path).iter(f"{DMNDI}DMNEdge")}
    needs = {need.get("id"): need for need in tree(path).iter(f"{MODEL}informationRequirement")}
    assert set(drawn) == set(needs)
    for key, need in needs.items():
        points = [(float(p.get("x")), float(p.get("y"))) for p in drawn[key].iter(f"{DI}waypoint")]
        source, target = need[0].get("href")[1:], need.getparent().get("id")
        for end, (left, top, right, bottom) in (
            (points[0], places[source]),
            (points[-1], places[target]),
        ):
            assert left <= end[0] <= right, key
            assert end[1] in (top, bottom), key
        for start, end in zip(points, points[1:], strict=False):
            assert not [other for other, box in places.items() if crosses(start, end, box)], key


# ---------------------------------------------------------------- how diagrams and forms use them


@EVERY
def test_a_business_rule_task_asks_a_decision_of_its_folder_for_what_the_case_holds(folder: Path) -> None:
    known = {key: load(path) for path in folder.glob("*.dmn") for key in load(path).names_by_id}
    asked = [node for node in nodes(folder).values() if kind(node) == "businessRuleTask"]
    held = AT_RECEPTION | {name for ref in form_refs(folder).values() for name in form(folder, ref).keys}
    held |= {name for node in diagram(folder).iter() if (name := node.get(f"{CAMUNDA}elementVariable"))}

    for task in asked:
        reference = task.get(f"{CAMUNDA}decisionRef")
        assert reference in known, task.get("id")
        assert set(known[reference].inputs) <= held, task.get("id")
    assert bool(known) == bool(asked), "a model nobody asks"


@EVERY
def test_no_form_holds_a_legal_amount(folder: Path) -> None:
    for path in folder.glob("*.form"):
        for component in _components(json.loads(path.read_bytes())["components"]):
            said = [component.get(key) for key in ("expression", "text")]
            assert not any(AMOUNT.search(text) for text in said if text), component["id"]
            assert not isinstance(component.get("defaultValue"), int) or component["defaultValue"] < 100


def _components(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _components(component.get("components", []))


def test_the_district_s_appraisal_opens_with_the_decided_figures() -> None:
    stage = staged(ROOT / "tro_cap_xa_hoi/scenarios/huyen_tu_choi.toml", steps=4)

    district = stage.runs["tro_cap_xa_hoi_huyen"].values()
    assert [one.element for one in stage.waiting() if one.kind == "task"] == ["appraise"]
    assert (district["he_so"], district["muc_chuan"]) == (1, 500000)
    # 900,000 đồng a month from elsewhere is more than 1 × 500,000
    assert district["goi_y"] == "khong_du_dieu_kien"
