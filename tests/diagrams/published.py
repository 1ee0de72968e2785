"""The procedures of bpmn/ as diagrams to play."""

import random
import re
from pathlib import Path

from lxml import etree

from engine import spiff
from tests.diagrams.elements import Diagram

_COMPARISON = re.compile(r">\s*(\w+) = \"(\w+)\"\s*<")
_ELSEWHERE = re.compile(rb"businessRuleTask|callActivity")
_WHERE = re.compile(
    rb' (?:calledElement|camunda:(?:decisionRef(?:Binding)?|resultVariable|mapDecisionResult))="[^"]*"'
)
_FOLDER = Path(__file__).parents[2] / "bpmn"
# diagrams that others call play with what their callers give them: their scenarios see to that
_CALLED = "mau_chung"
# shapes that we run as BPMN says and the library does not (docs/engine.md)
_DIFFERS = {b'cancelActivity="false"': "boundary_again"}
_BY_NAME = {
    # goes round to an activity that has an event beside it
    "tro_cap_xa_hoi": "boundary_again",
    # three agencies at work side by side, whose tasks all answer the same questions here
    "khai_sinh_lien_thong": "case_variables",
}
# a list to repeat over must be given: scenarios do
_REPEATED = b"multiInstanceLoopCharacteristics"


# what every case holds from its start
_CASE = {"so_lan_bo_sung": 0, "chua_nhan_so_ngay": 30}


def published(*, main_way: bool = False) -> list[Diagram]:
    """Every process of bpmn/, its tasks answered with the values that its conditions look for.

    main_way: leave out what may happen beside it, which the stock library does not play, or not as drawn.
    """
    found = []
    for path in sorted(_FOLDER.rglob("*.bpmn")):
        if path.parent.name == _CALLED or _REPEATED in path.read_bytes():
            continue
        # the stock library knows no decisions, and other files are not at hand: people answer in their stead
        content = _WHERE.sub(b"", _ELSEWHERE.sub(b"userTask", path.read_bytes()))
        if main_way:
            content = _main_way(content)
        answers = _answers(content.decode())
        differs = next((code for shape, code in _DIFFERS.items() if shape in content), None)
        for process in spiff.processes(content):
            if process.executable:
                definition = spiff.compile_definition(path.stem, content, process.process_id)
                each = dict.fromkeys(definition.elements, answers)
                found.append(
                    Diagram(
                        process.process_id,
                        content,
                        variables=_CASE,
                        answers=each,
                        process_id=process.process_id,
                        differs=differs or _BY_NAME.get(process.process_id),
                    )
                )
    return found


def _main_way(content: bytes) -> bytes:
    """The diagram without event subprocesses, events that leave their activity at work, and all that only they lead to."""
    root = etree.fromstring(content)
    beside = root.xpath(
        "//*[local-name() = 'subProcess'][@triggeredByEvent = 'true']"
        " | //*[local-name() = 'boundaryEvent'][@cancelActivity = 'false']"
    )
    gone: set[str] = set()
    while beside:
        gone |= {inner.get("id", "") for one in beside for inner in one.iter()}
        for one in beside:
            one.getparent().remove(one)
        flows = root.xpath("//*[local-name() = 'sequenceFlow']")
        led_to = {flow.get("targetRef") for flow in flows if flow.get("sourceRef") not in gone}
        beside = [flow for flow in flows if {flow.get("sourceRef"), flow.get("targetRef")} & gone]
        beside += [
            root.xpath("//*[@id = $target]", target=flow.get("targetRef"))[0]
            for flow in beside
            if flow.get("targetRef") not in led_to | gone
        ]
    for named in root.xpath(
        "//*[@bpmnElement] | //*[local-name() = 'flowNodeRef' or local-name() = 'incoming']"
    ):
        if (named.get("bpmnElement") or (named.text or "").strip()) in gone:
            named.getparent().remove(named)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _answers(content: str) -> tuple[dict[str, str], ...]:
    wanted: dict[str, list[str]] = {}
    for name, value in _COMPARISON.findall(content):
        wanted.setdefault(name, ["something else"]).append(value)
    chance = random.Random(1)
    return tuple({name: chance.choice(values) for name, values in wanted.items()} for _ in range(12))
