"""Every kind of event in every place BPMN 2.0 has for events: what runs, what is refused, and the proof."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from engine import spiff
from tests.diagrams import builder as b
from tests.diagrams import elements
from tests.diagrams.expected import ALL as EXPECTED

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_LINK = b.tag("linkEventDefinition", name="L")
EVENTS = {
    "none": "",
    "message": b.message(),
    "signal": b.signal(),
    "timer": b.timer("Duration", "PT1H"),
    "conditional": b.conditional("n = 1"),
    "error": b.error(),
    "escalation": b.escalation(),
    "cancel": b.tag("cancelEventDefinition"),
    "compensate": b.tag("compensateEventDefinition"),
    "link": _LINK,
    "terminate": b.terminate(),
    "several": b.message() + b.signal(),
}
_SE = b.start() + b.end()


def _row(node: str, *more: str) -> bytes:
    return b.diagram(_SE, node, *more, b.chain("s", "x", "e"))


def _start(event: str) -> bytes:
    return b.diagram(b.start("x", event), b.end(), b.chain("x", "e"))


def _started(event: str, interrupting: bool) -> bytes:
    start = b.start("x", event, isInterrupting=str(interrupting).lower())
    inner = b.subprocess("ev", start, b.end("ee"), b.chain("x", "ee"), triggeredByEvent="true")
    return b.diagram(_SE, b.user("u"), inner, b.chain("s", "u", "e"))


def _inner_start(event: str) -> bytes:
    inner = b.subprocess("sp", b.start("x", event), b.end("ee"), b.chain("x", "ee"))
    return b.diagram(_SE, inner, b.chain("s", "sp", "e"))


def _edge(event: str, interrupting: bool) -> bytes:
    kind = "transaction" if "cancel" in event else "subProcess"
    host = b.subprocess("h", b.user("u"), kind=kind)
    event_shape = b.boundary("x", "h", event, interrupting=interrupting)
    return b.diagram(_SE, host, event_shape, b.chain("s", "h", "e"))


def _catch(event: str) -> bytes:
    if event == _LINK:
        return b.diagram(b.start(), b.throw("t", event), b.catch("x", event), b.chain("s", "t"))
    return _row(b.catch("x", event))


def _throw(event: str) -> bytes:
    if event == _LINK:
        return b.diagram(b.start(), b.throw("x", event), b.catch("c", event), b.chain("s", "x"))
    return _row(b.throw("x", event))


def _behind(event: str) -> bytes:
    gateway = b.tag("eventBasedGateway", id="g")
    return b.diagram(
        _SE,
        gateway,
        b.catch("x", event),
        b.catch("y", b.message("m2")),
        b.chain("s", "g", "x", "e"),
        b.chain("g", "y", "e"),
    )


def _end(event: str) -> bytes:
    inner = b.subprocess(
        "sp",
        b.start("is"),
        b.end("x", event),
        b.chain("is", "x"),
        kind="transaction" if "cancel" in event else "subProcess",
    )
    caught = b.boundary("bd", "sp", b.error()) if "error" in event else ""
    return b.diagram(_SE, inner, caught, b.chain("s", "sp", "e"))


PLACES: dict[str, Callable[[str], bytes]] = {
    "start of a process": _start,
    "start of a subprocess": _inner_start,
    "start of an event subprocess that interrupts": lambda event: _started(event, True),
    "start of an event subprocess beside": lambda event: _started(event, False),
    "catching on the way": _catch,
    "catching behind an event gateway": _behind,
    "throwing on the way": _throw,
    "at an edge, interrupting": lambda event: _edge(event, True),
    "at an edge, beside": lambda event: _edge(event, False),
    "end": _end,
}
_WAITED = "message signal timer conditional"
# what BPMN 2.0 (table 10.93) allows and runs here; everything else is refused
RUNS = {
    "start of a process": "none message",
    "start of a subprocess": "none",
    "start of an event subprocess that interrupts": f"{_WAITED} error escalation",
    "start of an event subprocess beside": f"{_WAITED} escalation",
    "catching on the way": f"{_WAITED} link",
    "catching behind an event gateway": _WAITED,
    "throwing on the way": "none message signal escalation link",
    "at an edge, interrupting": f"{_WAITED} error escalation cancel",
    "at an edge, beside": f"{_WAITED} escalation",
    "end": "none message signal error escalation cancel terminate",
}


@dataclass(frozen=True)
class Place:
    """One event in one place. code: of the finding, None when it runs. proof: the diagram."""

    place: str
    event: str
    code: str | None
    proof: str | None


def table() -> Iterator[Place]:
    """Every event in every place."""
    played = _played()
    for place, draw in PLACES.items():
        for event, definition in EVENTS.items():
            if event in RUNS[place].split():
                found = sorted(played.get((place, event), []))
                yield Place(place, event, None, found[0][1] if found else None)
            else:
                codes = [f.code for f in spiff.refusals(draw(definition)) if f.element in ("x", "ev", "sp")]
                yield Place(place, event, codes[0] if codes else "", None)


def _played() -> dict[tuple[str, str], list[tuple[int, str]]]:
    """The diagrams that are played, by what events they hold where; with their sizes."""
    files = {n: d.xml for n, d in elements.ALL.items()} | {
        n: d.xml for n, d in EXPECTED.items() if not d.trial
    }
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for name, xml in files.items():
        for node in etree.fromstring(xml).iter():
            place = _place(node) if isinstance(node.tag, str) else None
            if place is not None:
                found.setdefault((place, _event(node)), []).append((len(xml), name))
    return found


def _event(node: etree._Element) -> str:
    kinds = [
        str(c.tag).removeprefix(_BPMN).removesuffix("EventDefinition")
        for c in node
        if str(c.tag).endswith("EventDefinition")
    ]
    return "several" if len(kinds) > 1 else kinds[0] if kinds else "none"


def _place(node: etree._Element) -> str | None:
    kind, around = node.tag.removeprefix(_BPMN), node.getparent()
    if kind == "startEvent" and around is not None:
        if around.tag == f"{_BPMN}process":
            return "start of a process"
        if around.get("triggeredByEvent") != "true":
            return "start of a subprocess"
        beside = node.get("isInterrupting") == "false"
        return (
            "start of an event subprocess beside"
            if beside
            else "start of an event subprocess that interrupts"
        )
    if kind == "boundaryEvent":
        return "at an edge, beside" if node.get("cancelActivity") == "false" else "at an edge, interrupting"
    if kind == "intermediateCatchEvent" and around is not None:
        sources = [
            f.get("sourceRef")
            for f in around.iter(f"{_BPMN}sequenceFlow")
            if f.get("targetRef") == node.get("id")
        ]
        gateways = [g.get("id") for g in around.iter(f"{_BPMN}eventBasedGateway")]
        return "catching behind an event gateway" if set(sources) & set(gateways) else "catching on the way"
    return {"intermediateThrowEvent": "throwing on the way", "endEvent": "end"}.get(kind)
