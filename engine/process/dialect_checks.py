"""Our own words in a diagram (`mc:…`): known ones only, where they mean something, with values that can be used."""

from collections.abc import Callable, Iterator

from engine import law, people, spiff
from engine.process.findings import Finding

_STEP = {"mc:trangThai", "mc:buoc", "mc:tacDong", "mc:thuPhi"}
_ACTIVITY = {*_STEP, "mc:hanXuLy", "mc:canhBaoTruoc", "mc:baoLanhDao"}
_SENDS = {*_STEP, "mc:duLieu"}
_WAITS = {*_STEP, "mc:khoaTuongQuan"}
_ACTS = {*_WAITS, "mc:bieuMau", "mc:vaiTro", "mc:donVi"}
PLACES: dict[str, set[str]] = {
    "process": {"mc:maThuTuc", "mc:duocGoi"},
    "participant": {"mc:coQuan"},
    "lane": {"mc:vaiTro", "mc:donVi"},
    "userTask": _ACTIVITY,
    "manualTask": _ACTIVITY,
    "task": _ACTIVITY,
    "sendTask": _SENDS,
    "intermediateThrowEvent": _SENDS,
    "endEvent": _SENDS,
    "receiveTask": _ACTS,
    "intermediateCatchEvent": _ACTS,
    "boundaryEvent": _ACTS,
    "startEvent": _ACTS,
    **dict.fromkeys(
        (
            *("serviceTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess", "transaction"),
            *("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"),
        ),
        _STEP,
    ),
}
"""What may be written on what; the meaning of each is in docs/architecture.md."""

_EVERYWHERE = set().union(*PLACES.values())
_PEOPLE = frozenset({"userTask", "manualTask", "task"})
_STATUSES = frozenset(str(status) for status in range(1, 11))

EFFECTS = frozenset(
    {
        *("supplement.ask", "supplement.send", "supplement.receive", "supplement.expire"),
        *("supplement.prolong", "supplement.stop"),
        *("delivery.hand_over", "delivery.uncollected"),
        *("due.apologise", "due.extend", "payment.wait", "payment.settle", "fee.collect"),
    }
)
"""What a step may do to a dossier's legal life, `mc:tacDong`; done by the dossier room."""


def _is_limit(value: str) -> bool:
    try:
        law.parse_limit(value)
    except law.BadLimit:
        return False
    return True


def _are_effects(value: str) -> bool:
    return {name.strip() for name in value.split(",")} <= EFFECTS


_VALUES: dict[str, Callable[[str], bool]] = {
    "mc:vaiTro": people.ROLES.__contains__,
    "mc:trangThai": _STATUSES.__contains__,
    "mc:duocGoi": {"true"}.__contains__,
    "mc:tacDong": _are_effects,
    "mc:thuPhi": frozenset((law.FeeTime.SUPPLEMENT, law.FeeTime.RETURN)).__contains__,
    "mc:hanXuLy": _is_limit,
    "mc:canhBaoTruoc": _is_limit,
    "mc:baoLanhDao": _is_limit,
}


def check_dialect(content: bytes, name: str) -> Iterator[Finding]:
    """What is wrong with the `mc:` properties of a diagram, and lanes that say nobody's role."""
    shapes = spiff.shapes(content)
    # an inner lane comes later, and what it holds is its own
    seats = {held: lane.id for lane in shapes.values() for held in lane.holds}
    for shape in shapes.values():
        for key, value in shape.properties.items():
            if key.startswith("mc:"):
                yield from _property(shape, key, value, name)
        works = [h for h in shape.holds if seats[h] == shape.id and h in shapes and shapes[h].kind in _PEOPLE]
        if works and "mc:vaiTro" not in shape.properties and not shape.drawn_only:
            message = f"people work in this lane ({', '.join(works)}), but it has no mc:vaiTro"
            yield Finding("lane_without_role", name, shape.id, message)


def _property(shape: spiff.Shape, key: str, value: str, name: str) -> Iterator[Finding]:
    if key not in _EVERYWHERE:
        yield Finding("dialect.unknown", name, shape.id, f"{key} means nothing")
    elif key not in PLACES.get(shape.kind, set()):
        yield Finding("dialect.misplaced", name, shape.id, f"{key} means nothing on a {shape.kind}")
    elif key in _VALUES and not _VALUES[key](value):
        yield Finding("dialect.value", name, shape.id, f"{key} cannot be {value!r}")
