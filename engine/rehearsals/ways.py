"""Which way a script takes behind gateways that choose, whatever their conditions say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.process import Finding
from engine.rehearsals.errors import ScriptRefused
from engine.spiff import xml
from engine.spiff.xml import BPMN, Node

Turns = tuple[tuple[str, ...], ...]
CHOOSING = ("exclusiveGateway", "inclusiveGateway")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A gateway whose way the script says. variable: holds the flows of its next turn; turns: of each in order."""

    gateway: str
    variable: str
    turns: Turns

    def turn(self, taken: int) -> list[str]:
        """The flows that are taken after so many turns: the last ones from then on."""
        return list(self.turns[min(taken, len(self.turns) - 1)])


def read_ways(table: object) -> dict[str, Turns]:
    """The `[ways]` of a script: for each gateway a flow, or what it takes turn by turn. Raises ScriptRefused."""
    if not isinstance(table, dict):
        raise ScriptRefused("ways are written [ways]")
    found = {}
    for gateway, said in table.items():
        turns = [
            [turn] if isinstance(turn, str) else turn for turn in (said if isinstance(said, list) else [said])
        ]
        if not turns or not all(_are_flows(turn) for turn in turns):
            raise ScriptRefused(
                f"the way behind {gateway} is the id of a flow, or a list of what is taken each time"
            )
        found[gateway] = tuple(tuple(turn) for turn in turns)
    return found


def _are_flows(turn: object) -> bool:
    return isinstance(turn, list) and bool(turn) and all(isinstance(flow, str) for flow in turn)


def say_ways(processes: list[Node], file: str, ways: Mapping[str, Turns]) -> Iterator[Chosen | Finding]:
    """Write the ways into the flows of processes, in place; a gateway or flow that is not there is a finding."""
    for number, (gateway_id, turns) in enumerate(ways.items()):
        gateway = next((n for p in processes for n in p.iter() if n.get("id") == gateway_id), None)
        flows = [] if gateway is None else _flows(gateway)
        wrong = {flow for turn in turns for flow in turn} - {flow.get("id") for flow in flows}
        if gateway is None or xml.kind(gateway) not in CHOOSING or wrong:
            known = ", ".join(flow.get("id", "") for flow in flows) or "nothing that can be chosen"
            yield Finding("way_unknown", file, gateway_id, f"behind it is {known}")
            continue
        gateway.attrib.pop("default", "")
        chosen = Chosen(gateway_id, f"motcua_way_{number}", turns)
        for flow in flows:
            for condition in xml.children(flow, "conditionExpression"):
                flow.remove(condition)
            text = f'list contains({chosen.variable}, "{flow.get("id")}")'
            etree.SubElement(flow, f"{BPMN}conditionExpression").text = text
        yield chosen


def _flows(gateway: Node) -> list[Node]:
    container = gateway.getparent()
    flows = [] if container is None else xml.children(container, "sequenceFlow")
    return [flow for flow in flows if flow.get("sourceRef") == gateway.get("id")]
