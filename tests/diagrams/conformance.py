"""docs/bpmn-conformance.md: every element and attribute of BPMN 2.0, what becomes of it, and the diagram that proves it.

    python -m tests.diagrams.conformance --document docs/bpmn-conformance.md

The list of elements and attributes is the standard's own schema. A verdict is `runs`, `refused` with the code of the
finding, `drawing` (read or ignored; it cannot change what happens) or `abstract` (stands for its kinds). The proof of a
verdict is the smallest diagram of the tests that holds the element: one that is played and does what is written beside
it, one that is refused with this very code, one that plays as if the drawing were not there.
"""

import argparse
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from lxml import etree

from engine.spiff.rules import extensions
from tests.diagrams import elements, event_places, foreign_words, refused
from tests.diagrams.expected import ALL as EXPECTED
from tests.diagrams.expected import drawings

_XS = "{http://www.w3.org/2001/XMLSchema}"
_ABSTRACT = """activity artifact baseElement baseElementWithMixedContent callableElement catchEvent choreographyActivity
    conversationNode dataAssociation event eventDefinition flowElement flowNode gateway loopCharacteristics rootElement
    throwEvent expression extensionElements"""
_DRAWINGS = """association auditing callChoreography callConversation category categoryValue choreography choreographyTask
    conversation conversationAssociation conversationLink correlationProperty correlationPropertyRetrievalExpression
    dataState dataStore dataStoreReference documentation endPoint extension
    globalBusinessRuleTask globalChoreographyTask globalConversation globalManualTask globalScriptTask globalTask
    globalUserTask group interface itemDefinition lane laneSet messageFlowAssociation monitoring operation
    participantAssociation participantMultiplicity partnerEntity partnerRole relationship rendering resource
    resourceParameter subChoreography subConversation text textAnnotation dataInputAssociation dataOutputAssociation"""
_REFUSED = {
    "element_unsupported": """adHocSubProcess complexGateway implicitThrowEvent ioBinding""",
    "compensate_event": "compensateEventDefinition",
    "correlation_ignored": "correlationKey correlationSubscription correlationPropertyBinding",
    "data_association": "assignment",
    "io_specification": "ioSpecification dataInput dataOutput inputSet outputSet",
    "multi_instance": "complexBehaviorDefinition",
    "performer_ignored": """humanPerformer performer potentialOwner resourceRole resourceAssignmentExpression
        resourceParameterBinding""",
}
# attributes that do not share the fate of their element
_ATTRIBUTES = {
    "activity@isForCompensation": "refused compensate_event",
    "activity@startQuantity": "refused attribute_unsupported",
    "activity@completionQuantity": "refused attribute_unsupported",
    "activity@default": "runs",
    "baseElement@id": "runs",
    "baseElementWithMixedContent@id": "drawing",
    "callableElement@name": "drawing",
    "catchEvent@parallelMultiple": "refused attribute_unsupported",
    "choreographyActivity@initiatingParticipantRef": "drawing",
    "choreographyActivity@loopType": "drawing",
    "conversationNode@name": "drawing",
    "eventBasedGateway@instantiate": "refused attribute_unsupported",
    "eventBasedGateway@eventGatewayType": "refused attribute_unsupported",
    "extension@mustUnderstand": "refused attribute_unsupported",
    "flowElement@name": "drawing",
    "gateway@gatewayDirection": "drawing",
    "multiInstanceLoopCharacteristics@behavior": "refused multi_instance",
    "multiInstanceLoopCharacteristics@noneBehaviorEventRef": "refused multi_instance",
    "multiInstanceLoopCharacteristics@oneBehaviorEventRef": "refused multi_instance",
    "receiveTask@instantiate": "refused attribute_unsupported",
    "formalExpression@language": "refused expression",
}
_DRAWN_ATTRIBUTES = """dataObject@itemSubjectRef dataObject@isCollection dataObjectReference@itemSubjectRef
    property@itemSubjectRef businessRuleTask@implementation serviceTask@implementation serviceTask@operationRef
    sendTask@implementation sendTask@operationRef receiveTask@implementation receiveTask@operationRef
    userTask@implementation collaboration@isClosed collaboration@name error@structureRef error@name
    escalation@structureRef escalation@name signal@structureRef message@itemRef formalExpression@evaluatesToTypeRef
    lane@partitionElementRef lane@name messageFlow@name messageFlow@messageRef participant@name process@processType
    process@isClosed process@definitionalCollaborationRef sequenceFlow@isImmediate transaction@method"""
# parts without a name of their own in the schema's list
_PARTS = {
    "runs": """completionCondition condition conditionExpression inputDataItem loopCardinality loopCondition
        loopDataInputRef loopDataOutputRef outputDataItem timeCycle timeDate timeDuration""",
    "refused event_unsupported": "eventDefinitionRef",
    "refused element_unsupported": "supportedInterfaceRef supports activationCondition",
    "refused io_specification": """dataInputRefs dataOutputRefs inputSetRefs optionalInputRefs optionalOutputRefs
        outputSetRefs whileExecutingInputRefs whileExecutingOutputRefs""",
    "refused data_association": "from to transformation",
    "refused correlation_ignored": "correlationPropertyRef dataPath",
    "refused multi_instance": "event",
    "refused performer_ignored": "resourceRef",
    "drawing": """childLaneSet flowNodeRef choreographyRef endPointRef errorRef inMessageRef innerParticipantRef interfaceRef
        messageFlowRef messagePath operationRef outMessageRef outerParticipantRef participantRef source sourceRef target
        targetRef incoming outgoing categoryValueRef partitionElement""",
}
_TITLES = {
    "runs": "played, and does what is written beside it",
    "refused": "not published; the finding names the shape",
    "drawing": "changes nothing",
    "abstract": "stands for its kinds",
}


@dataclass(frozen=True)
class Row:
    """name: `element`, `element@attribute` or `element/part`. proof: name of a diagram; None where there is none."""

    name: str
    verdict: str
    proof: str | None


def _schema() -> etree._Element:
    path = files("SpiffWorkflow.bpmn.parser") / "schema" / "Semantic.xsd"
    return etree.fromstring(path.read_bytes())


def names() -> Iterator[str]:
    """Every element, attribute and part of the standard's schema."""
    root = _schema()
    types = {t.get("name"): t for t in root.iter(f"{_XS}complexType")}
    parts = set()
    for element in root.iterchildren(f"{_XS}element"):
        name, kind = str(element.get("name")), types[element.get("type", "").removeprefix("bpmn:")]
        yield name
        for attribute in kind.iter(f"{_XS}attribute"):
            if attribute.get("name"):
                yield f"{name}@{attribute.get('name')}"
    elements_named = {e.get("name") for e in root.iterchildren(f"{_XS}element")}
    for kind in types.values():
        parts |= {str(e.get("name")) for e in kind.iter(f"{_XS}element") if e.get("name")}
    yield from (f"/{part}" for part in sorted(parts - elements_named))


def verdict(name: str) -> str:
    """What becomes of an element, attribute or part. Elements run unless the tables say otherwise."""
    if name.startswith("/"):
        found = [v for v, listed in _PARTS.items() if name[1:] in listed.split()]
        return found[0] if found else "unknown"
    if name in _ATTRIBUTES:
        return _ATTRIBUTES[name]
    if name in _DRAWN_ATTRIBUTES.split():
        return "drawing"
    element = name.partition("@")[0]
    if element in _ABSTRACT.split():
        return "abstract"
    if element in _DRAWINGS.split():
        return "drawing"
    for code, listed in _REFUSED.items():
        if element in listed.split():
            return f"refused {code}"
    return "runs"


def proofs(of: str) -> Mapping[str, bytes]:
    """The diagrams that can prove a verdict, by name."""
    if of == "runs":
        played = {f"played: {name}": d.xml for name, d in elements.ALL.items()}
        return played | {
            f"played: {n}": d.xml
            for n, d in EXPECTED.items()
            if not d.trial and (n not in drawings.GROUP or n.startswith("pools"))
        }
    if of == "drawing":
        return {f"played: {name}": d.xml for name, d in drawings.GROUP.items()}
    code = of.removeprefix("refused ")
    return {f"refused: {d.name}": d.xml for d in refused.ALL if d.code == code}


def holds(xml: bytes, name: str) -> bool:
    """Whether a diagram holds an element, attribute or part."""
    element, _, attribute = name.lstrip("/").partition("@")
    if attribute and verdict(element) == "abstract":
        return re.search(rf'<bpmn:[^>]* {attribute}="'.encode(), xml) is not None
    if element in ("expression", "formalExpression"):
        element = "conditionExpression"
    inside = rf"<bpmn:{element}(?= |>|/)" + (rf'[^>]* {attribute}="' if attribute else "")
    return re.search(inside.encode(), xml) is not None


def rows() -> Iterator[Row]:
    """The whole table."""
    for name in names():
        said = verdict(name)
        if said == "abstract":
            yield Row(name, said, None)
            continue
        found = sorted((len(xml), proof) for proof, xml in proofs(said).items() if holds(xml, name))
        yield Row(name, said, found[0][1] if found else None)


def document() -> str:
    """The page, as Markdown."""
    table = list(rows())
    count = {of: sum(1 for r in table if r.verdict.split()[0] == of) for of in _TITLES}
    lines = [
        "# BPMN 2.0 conformance",
        "",
        "Every element and attribute of the standard's schema, what becomes of it, and the smallest diagram of the tests",
        "that proves it. Written by `python -m tests.diagrams.conformance --document FILE`; a test keeps it current and",
        "checks every verdict. *Played* diagrams stand in `tests/diagrams/expected` (with what must happen, worked out from",
        "the standard, beside them; stored and loaded after every step) and in `tests/diagrams/elements.py` (compared step",
        "by step with the stock library, but for the differences of docs/engine.md); *refused* ones in",
        "`tests/diagrams/refused.py`.",
        "",
        f"Diagrams played: {len(EXPECTED) + len(elements.ALL)}. Diagrams refused: {len(refused.ALL)}. Diagrams that load and then run",
        "otherwise than written: 0.",
        "",
        "| verdict | what it means | count |",
        "|---|---|---:|",
        *(f"| {of} | {meaning} | {count[of]} |" for of, meaning in _TITLES.items()),
    ]
    for title, picked in _sections(table):
        lines += ["", f"## {title}", "", "| name | verdict | proof |", "|---|---|---|"]
        lines += [f"| `{r.name}` | {_said(r.verdict)} | {r.proof or ''} |" for r in picked]
    lines += [
        "",
        "## Events",
        "",
        "Table 10.93 of the standard, place by place; *refused* was tried on the smallest diagram of its kind.",
        "A signal is heard in its own instance at once and by every other of the agency at this node (docs/engine.md,",
        "tests/engine/process/test_signals.py).",
        "",
    ]
    lines += ["| place | event | verdict | proof |", "|---|---|---|---|"]
    for one in event_places.table():
        said = "runs" if one.code is None else f"refused (`{one.code}`)"
        lines.append(
            f"| {one.place} | {one.event} | {said} | {f'played: {one.proof}' if one.proof else ''} |"
        )
    lines += [
        "",
        "## Words of Camunda",
        "",
        "Each tried on the smallest diagram. What is not refused is run, or is a hint without meaning for a run; a word that is not",
        "in this list is refused (`extension_unsupported`), and so are Zeebe's, Activiti's, Flowable's, Operaton's, jBPM's and SpiffWorkflow's (those that only say who",
        "works, when and by which code, as `extension_ignored`: a play does without them, and remarks it).",
        "",
        "| stands on | word | verdict |",
        "|---|---|---|",
    ]
    for word in foreign_words.table():
        hint = "drawing" if word.name in extensions.HINTS else "runs"
        lines.append(
            f"| {word.place} | `{word.name}` | {f'refused (`{word.code}`)' if word.code else hint} |"
        )
    return "\n".join(lines) + "\n"


def _sections(table: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    yield "Elements", [r for r in table if "@" not in r.name and "/" not in r.name]
    yield "Attributes", [r for r in table if "@" in r.name]
    yield "Parts of elements", [r for r in table if r.name.startswith("/")]


def _said(verdict_: str) -> str:
    kind, _, code = verdict_.partition(" ")
    return f"{kind} (`{code}`)" if code else kind


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.diagrams.conformance", description=__doc__)
    parser.add_argument("--document", type=Path, help="write the page here instead of printing it")
    chosen = parser.parse_args().document
    if chosen is None:
        print(document())  # noqa: T201
    else:
        chosen.write_text(document())


if __name__ == "__main__":
    main()
