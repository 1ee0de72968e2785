"""Files that are not BPMN 2.0, or whose references lead nowhere; and those that are, however tools write them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine import spiff
from tests.diagrams import builder as b
from tests.diagrams import elements

ROW = b.start() + b.end() + b.users("a") + b.flow("s", "a", flow_id="f") + b.chain("a", "e")


def codes(content: bytes) -> set[tuple[str, str | None]]:
    return {(found.code, found.element) for found in spiff.schema_findings(content)}


def edited(edit: Callable[[str], str]) -> bytes:
    return edit(b.diagram(ROW).decode()).encode()


@pytest.mark.parametrize("drawn", elements.ALL.values(), ids=lambda drawn: drawn.name)
def test_every_element_diagram_is_bpmn(drawn: elements.Diagram) -> None:
    repeated = {"schema.id_not_unique"}  # three of them call a gateway and a message by the same id

    assert {code for code, _ in codes(drawn.xml)} <= repeated


@pytest.mark.parametrize("place", sorted((Path(__file__).parents[3] / "bpmn").rglob("*.bpmn")), ids=str)
def test_every_procedure_is_bpmn(place: Path) -> None:
    assert codes(place.read_bytes()) == set()


@pytest.mark.parametrize(
    ("old", "new", "code", "element"),
    [
        ('sourceRef="s" ', "", "schema.attribute_missing", "f"),
        ('name="a"', 'colour="red"', "schema.attribute_unknown", "a"),
        ("<bpmn:endEvent", '<bpmn:jump id="j"/><bpmn:endEvent', "schema.element_misplaced", "j"),
        ("<bpmn:endEvent", '<bpmn:participant id="j"/><bpmn:endEvent', "schema.element_misplaced", "j"),
        ("<bpmn:endEvent", '<other id="j"/><bpmn:endEvent', "schema.element_misplaced", "j"),
        ('isExecutable="true"', 'isExecutable="perhaps"', "schema.value", "p"),
        ('id="f"', 'id="1 f"', "schema.value", "1 f"),
        ('id="f"', 'id="sg"', "schema.id_not_unique", "sg"),
        ('targetRef="a"', 'targetRef="nobody"', "reference.dangling", "f"),
        ('targetRef="a"', 'targetRef="er"', "reference.wrong_kind", "f"),
        (
            '<bpmn:userTask id="a" name="a">',
            '<bpmn:userTask id="a" default="s">',
            "reference.wrong_kind",
            "a",
        ),
    ],
)
def test_what_the_schema_forbids_is_found_at_its_element(old: str, new: str, code: str, element: str) -> None:
    content = edited(lambda text: text.replace(old, new, 1))

    assert (code, element) in codes(content)


def test_a_shape_that_claims_another_s_flow_is_found() -> None:
    claiming = b.end("e2", b.text("incoming", "f"))

    assert codes(b.diagram(ROW, claiming)) == {("reference.contradicted", "e2")}


def test_a_message_flow_inside_a_pool_is_found() -> None:
    collaboration = b.tag(
        "collaboration",
        b.tag("participant", id="pool", processRef="p"),
        b.tag("messageFlow", id="mf", sourceRef="a", targetRef="pool"),
        id="c",
    )

    found = codes(b.definitions(b.ROOTS, collaboration, b.process(ROW)))

    assert found == {("message_flow_inside_pool", "mf")}


def test_neither_order_nor_drawing_nor_a_missing_target_namespace_counts() -> None:
    late = b.tag("laneSet", b.tag("lane", b.text("flowNodeRef", "a"), id="lane"), id="lanes")
    content = b.diagram(ROW, late, b.tag("documentation"))
    space = "http://www.omg.org/spec/BPMN/20100524/DI"
    drawing = f'<x:BPMNDiagram xmlns:x="{space}" id="d"><x:nonsense/></x:BPMNDiagram></bpmn:definitions>'
    loose = content.replace(b"</bpmn:definitions>", drawing.encode())

    assert codes(loose.replace(b' targetNamespace="urn:test"', b"")) == set()
