"""The diagrams as drawn: complete, tidy, readable."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from tests.bpmn.reading import BPMN, EVERY_DRAWING, around, diagram, flows, nodes

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"


Box = tuple[float, float, float, float]


def box(element: Any) -> Box:
    bounds = element.find(f"{DC}Bounds")
    x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def boxes(folder: Path) -> dict[str, Box]:
    return {s.get("bpmnElement"): box(s) for s in diagram(folder).iter(f"{DI}BPMNShape")}


def labels(folder: Path) -> Iterator[tuple[str, Box]]:
    for label in diagram(folder).iter(f"{DI}BPMNLabel"):
        yield label.getparent().get("bpmnElement"), box(label)


def edges(folder: Path) -> Iterator[tuple[Any, list[tuple[float, float]]]]:
    drawn = {e.get("bpmnElement"): e for e in diagram(folder).iter(f"{DI}BPMNEdge")}
    for flow in [*flows(folder), *diagram(folder).iter(f"{BPMN}messageFlow")]:
        yield flow, [(float(w.get("x")), float(w.get("y"))) for w in drawn[flow.get("id")].iter(WAYPOINT)]


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@EVERY_DRAWING
def test_everything_is_drawn_once(folder: Path) -> None:
    tree = diagram(folder)
    shapes = Counter(s.get("bpmnElement") for s in tree.iter(f"{DI}BPMNShape"))
    lines = Counter(e.get("bpmnElement") for e in tree.iter(f"{DI}BPMNEdge"))

    containers = [n.get("id") for tag in ("participant", "lane") for n in tree.iter(BPMN + tag)]
    assert shapes == Counter([*nodes(folder), *containers])
    assert lines == Counter(f.get("id") for f in [*flows(folder), *tree.iter(f"{BPMN}messageFlow")])


@EVERY_DRAWING
def test_nodes_lie_inside_their_lanes_and_nothing_covers_anything(folder: Path) -> None:
    places = boxes(folder)
    for lane in diagram(folder).iter(f"{BPMN}lane"):
        left, top, right, bottom = places[lane.get("id")]
        for ref in lane.iter(f"{BPMN}flowNodeRef"):
            inner = places[ref.text]
            assert left + 30 < inner[0] < inner[2] < right, ref.text
            assert top < inner[1] < inner[3] < bottom, ref.text
    attached = [{key, node.get("attachedToRef")} for key, node in nodes(folder).items()]
    things = [(key, places[key]) for key in nodes(folder)] + [(f"label of {k}", b) for k, b in labels(folder)]
    for (key, one), (other_key, other) in combinations(things, 2):
        if overlap(one, other) and {key, other_key} not in attached:
            assert _inside(folder, key, other_key), (key, other_key)


def _inside(folder: Path, one: str, other: str) -> bool:
    """Whether one of two things, nodes or labels of nodes and flows, lies in the subprocess that the other is."""
    keys = {flow.get("id"): flow.get("sourceRef") for flow in flows(folder)}
    bare = [keys.get(key.removeprefix("label of "), key.removeprefix("label of ")) for key in (one, other)]
    return any(a in nodes(folder) and b in around(folder, a) for a, b in (bare, bare[::-1]))


@EVERY_DRAWING
def test_lines_run_straight_from_border_to_border_and_through_no_node(folder: Path) -> None:
    places = boxes(folder)
    for flow, points in edges(folder):
        for end, point in (("sourceRef", points[0]), ("targetRef", points[-1])):
            left, top, right, bottom = places[flow.get(end)]
            assert left <= point[0] <= right, (flow.get("id"), end)
            assert top <= point[1] <= bottom, (flow.get("id"), end)
            assert point[0] in (left, right) or point[1] in (top, bottom), (flow.get("id"), end)
        for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
            assert x1 == x2 or y1 == y2, flow.get("id")
            stretch = (min(x1, x2), min(y1, y2), max(x1, x2) + 0.1, max(y1, y2) + 0.1)
            ends = {flow.get("sourceRef"), flow.get("targetRef")}
            hosts = {nodes(folder)[end].get("attachedToRef") for end in ends if end in nodes(folder)}
            holders = {key for end in ends if end in nodes(folder) for key in around(folder, end)}
            for key in set(nodes(folder)) - ends - hosts - holders:
                assert not overlap(stretch, places[key]), (flow.get("id"), key)


@EVERY_DRAWING
def test_no_line_runs_through_a_label(folder: Path) -> None:
    for flow, points in edges(folder):
        for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
            stretch = (min(x1, x2), min(y1, y2), max(x1, x2) + 0.1, max(y1, y2) + 0.1)
            for key, label in labels(folder):
                assert not overlap(stretch, label), (flow.get("id"), key)
