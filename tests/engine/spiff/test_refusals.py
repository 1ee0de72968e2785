"""What would run otherwise than it is drawn is refused, with the shape named."""

import re
from pathlib import Path

import pytest

from engine import spiff
from tests.diagrams import big, elements
from tests.diagrams import builder as b
from tests.diagrams.refused import ALL, Refused

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("diagram", ALL, ids=lambda d: d.name)
def test_a_wrong_diagram_is_refused_at_the_shape(diagram: Refused) -> None:
    found = [(f.code, f.element) for f in spiff.refusals(diagram.xml)]

    assert (diagram.code, diagram.element) in found


@pytest.mark.parametrize("diagram", elements.ALL.values(), ids=lambda d: d.name)
def test_a_right_diagram_is_not_refused(diagram: elements.Diagram) -> None:
    assert spiff.refusals(diagram.xml) == ()


def test_the_big_procedure_is_not_refused() -> None:
    assert spiff.refusals(big.xml()) == ()


def test_compiling_says_every_reason_at_once() -> None:
    wrong = next(d for d in ALL if d.name == "unreachable island")

    with pytest.raises(spiff.DefinitionRefused) as refused:
        spiff.compile_definition("wrong", wrong.xml, "p")

    assert {f.element for f in refused.value.findings} == {"x", "y"}
    assert refused.value.code == "definition_refused"


def test_a_pool_that_is_not_executable_may_hold_anything() -> None:
    drawing = b.process(b.tag("complexGateway", id="x"), process_id="q", executable=False)
    real = b.process(b.start(), b.end(), b.chain("s", "e"))

    assert spiff.refusals(b.definitions(real, drawing)) == ()


def test_flows_without_ids_are_told_by_their_ends_and_are_nobodys_default() -> None:
    # None == None: each of them counted as the default flow of whatever they leave
    def flow(source: str, target: str, *inner: str) -> str:
        return b.tag("sequenceFlow", *inner, sourceRef=source, targetRef=target)

    condition = b.text("conditionExpression", "n = 1")
    content = b.diagram(
        b.start() + b.end() + b.users("a", "c") + b.gateway("exclusive", "g"),
        flow("s", "a")
        + flow("a", "g")
        + flow("g", "e", condition)
        + flow("g", "c", condition)
        + flow("c", "e"),
    )

    found = spiff.refusals(content)

    assert [f.code for f in found] == ["id_missing"] * 5 + ["default_missing"]
    assert found[1].message.startswith("sequenceFlow, a → g, line ")


@pytest.mark.parametrize(
    "uri",
    ["feel", "FEEL", "http://www.omg.org/spec/FEEL/20140401", "https://www.omg.org/spec/DMN/20230324/FEEL/"],
)
def test_feel_is_known_by_the_uri_of_any_version(uri: str) -> None:
    drawn = b.diagram(
        b.start() + b.end() + b.gateway("exclusive", "g", "d") + b.chain("s", "g"),
        b.flow("g", "e", "n = 1") + b.flow("g", "e", None, "d"),
    )
    content = drawn.replace(
        b"<bpmn:conditionExpression", f'<bpmn:conditionExpression language="{uri}"'.encode()
    )

    assert spiff.refusals(content) == ()


@pytest.mark.parametrize(
    ("namespace", "word", "code"),
    [
        ("http://spiffworkflow.org/bpmn/schema/1.0/core", "<x:preScript>a = 1</x:preScript>", "extension_unsupported"),
        ("http://spiffworkflow.org/bpmn/schema/1.0/core", "<x:calledDecisionId>d</x:calledDecisionId>", "extension_ignored"),
        ("http://www.jboss.org/drools", "<x:onEntry-script/>", "listener"),
        ("http://www.jboss.org/drools", "<x:unheard-of/>", "extension_unsupported"),
        ("http://www.jboss.org/drools", "<x:metaData name='elementname'/>", None),
        ("http://www.jboss.org/drools", "<x:adHoc/>", "extension_unsupported"),
        ("http://operaton.org/schema/1.0/bpmn", "<x:in source='a' target='b'/>", "extension_unsupported"),
        ("http://camunda.org/schema/zeebe/1.0", "<x:taskListeners/>", "listener"),
        ("http://www.signavio.com", "<x:signavioMetaData metaKey='bgcolor'/>", None),
    ],
)  # fmt: skip
def test_words_of_every_known_engine_are_asked_for(namespace: str, word: str, code: str | None) -> None:
    # those of SpiffWorkflow and jBPM were taken for a drawing's colours
    task = b.user("a", f'<bpmn:extensionElements xmlns:x="{namespace}">{word}</bpmn:extensionElements>')

    found = spiff.refusals(b.diagram(b.start(), b.end(), task, b.chain("s", "a", "e")))

    assert [f.code for f in found] == ([] if code is None else [code])


def test_every_code_is_explained() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "engine" / "spiff").rglob("*.py"))
    written = set(re.findall(r'(?:finding|Finding|_refused)\(\s*"(\w+)"', sources)) | {d.code for d in ALL}
    explained = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "engine.md").read_text()))

    assert len(written) > 40
    assert written <= explained
