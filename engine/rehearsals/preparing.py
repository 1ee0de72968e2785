"""What a file leaves out or says in other languages, mended in memory before its shapes are looked at one by one."""

from collections.abc import Container, Iterator

from lxml import etree

from engine.process import Finding
from engine.rehearsals.languages import is_feel, said_in_feel
from engine.rehearsals.model import Remark
from engine.spiff import xml
from engine.spiff.rules.attributes import names_feel
from engine.spiff.rules.extensions import ATTRIBUTES, LISTED, OFFICE, PARTS
from engine.spiff.xml import BPMN, CAMUNDA, Node

_RELATIVES = (
    "{http://activiti.org/bpmn}",
    "{http://flowable.org/bpmn}",
    "{http://operaton.org/schema/1.0/bpmn}",
)
_SAME = (
    OFFICE
    | PARTS
    | LISTED.keys()
    | frozenset().union(*ATTRIBUTES.values())
    | {"property", "inputOutput", "inputParameter", "outputParameter"}
)
_CONDITIONS = ("conditionExpression", "condition", "completionCondition", "loopCondition")


def prepared(process: Node, file: str, known: Container[str]) -> Iterator[Remark | Finding]:
    """Mend a process in place; yields what was read otherwise than written, and what cannot be read.

    known: names of the variables that the play starts with.
    """
    _name_flows(process)
    _drop_empty_conditions(process)
    _say_as_camunda(process)
    for condition in list(process.iter(*(BPMN + tag for tag in _CONDITIONS))):
        yield from _condition(condition, file, known)


def _name_flows(process: Node) -> None:
    """A sequence flow may do without an id; here it needs one before anything asks which flow is the default."""
    for number, flow in enumerate(process.iter(f"{BPMN}sequenceFlow")):
        if not flow.get("id"):
            flow.set("id", f"{flow.get('sourceRef')}~{flow.get('targetRef')}~{number}")


def _drop_empty_conditions(process: Node) -> None:
    for flow in process.iter(f"{BPMN}sequenceFlow"):
        condition = flow.find(f"{BPMN}conditionExpression")
        if condition is not None and xml.text(condition) is None and names_feel(condition.get("language")):
            flow.remove(condition)


def _say_as_camunda(process: Node) -> None:
    """Activiti, Flowable, Operaton and Camunda 7 are of one family: what has the same name means the same."""
    for node in process.iter():
        for name, value in list(node.attrib.items()):
            word = _relative(name)
            if word is not None and CAMUNDA + word not in node.attrib:
                del node.attrib[name]
                node.set(CAMUNDA + word, value)
        word = _relative(node.tag)
        if word is not None:
            node.tag = CAMUNDA + word


def _relative(name: object) -> str | None:
    for namespace in _RELATIVES:
        if isinstance(name, str) and name.startswith(namespace) and name[len(namespace) :] in _SAME:
            return name[len(namespace) :]
    return None


def _condition(condition: Node, file: str, known: Container[str]) -> Iterator[Remark | Finding]:
    text, language = xml.text(condition), condition.get("language")
    if text is not None and names_feel(language) and is_feel(text, known):
        return
    said = None if text is None else said_in_feel(text, known)
    if said is not None:
        condition.text = said
        condition.attrib.pop("language", "")
        yield Remark("expression_translated", _owner(condition), f"`{text}` is read as `{said}`")
    elif not names_feel(language):
        yield Finding("expression_language", file, _owner(condition), f"a condition in {language}, not FEEL")


def _owner(node: Node) -> str | None:
    """The id of the shape or flow that a text belongs to."""
    above = node.getparent()
    while above is not None and str(etree.QName(above).localname).endswith(
        ("EventDefinition", "Characteristics")
    ):
        above = above.getparent()
    return None if above is None else above.get("id")
