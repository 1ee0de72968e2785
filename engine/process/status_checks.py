"""Statuses along a diagram's flows, held against the moves that the law allows, before anybody publishes it.

Each way through is followed by itself, whatever its conditions say; what parallel ways do to each other shows at run time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine import clock, law, spiff
from engine.process.findings import Finding

PROPERTY = "mc:trangThai"
STATUSES = frozenset(str(status) for status in range(1, 11))


@dataclass(frozen=True, slots=True)
class _Ways:
    """Statuses that a process or subprocess may leave behind: by a plain end, by an error of a code."""

    plain: frozenset[int]
    errors: Mapping[str, frozenset[int]]


@dataclass
class _Walk:
    rules: law.StatusRules
    called: Mapping[str, spiff.Outline]
    refused: dict[tuple[str, int, int], None] = field(default_factory=dict)
    known: dict[tuple[str, int], _Ways] = field(default_factory=dict)

    def ways(self, outline: spiff.Outline, container: str, status: int) -> _Ways:
        """What comes of a container that is entered with a status."""
        key = (container, status)
        if key in self.known:
            return self.known[key]
        self.known[key] = _Ways(frozenset(), {})  # a process that calls itself adds nothing
        plain: set[int] = set()
        errors: dict[str, set[int]] = {}
        waiting = [(n.id, status) for n in outline.nodes.values() if n.container == container and _begins(n)]
        seen = set(waiting)
        while waiting:
            node_id, before = waiting.pop()
            if node_id not in outline.nodes:
                continue  # a flow into nothing
            node = outline.nodes[node_id]
            after = self._entered(node, before)
            if node.kind == "endEvent":
                if node.error is None:
                    plain.add(after)
                else:
                    errors.setdefault(node.error, set()).add(after)
                continue
            for following in self._following(outline, node, after, errors):
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        found = _Ways(frozenset(plain), {code: frozenset(some) for code, some in errors.items()})
        self.known[key] = found
        return found

    def _entered(self, node: spiff.OutlineNode, before: int) -> int:
        declared = node.properties.get(PROPERTY, "")
        if declared not in STATUSES:
            return before  # not a status: other findings say so
        if not self.rules.allows(before, int(declared)):
            self.refused[node.id, before, int(declared)] = None
        return int(declared)

    def _following(
        self, outline: spiff.Outline, node: spiff.OutlineNode, status: int, errors: dict[str, set[int]]
    ) -> Iterator[tuple[str, int]]:
        inside = self._inside(outline, node, status)
        for target in outline.after.get(node.id, ()):
            for after in inside.plain:
                yield target, after
        edges = [n for n in outline.nodes.values() if n.attached_to == node.id]
        for edge in edges:
            if edge.event != "error":
                yield edge.id, status
        for code, some in inside.errors.items():
            catcher = _catcher(edges, code)
            if catcher is None:
                errors.setdefault(code, set()).update(some)
            else:
                yield from ((catcher, after) for after in some)

    def _inside(self, outline: spiff.Outline, node: spiff.OutlineNode, status: int) -> _Ways:
        other = self.called.get(node.called or "")
        if node.kind == "callActivity" and other is not None:
            return self.ways(other, other.process_id, status)
        if any(inner.container == node.id for inner in outline.nodes.values()):
            return self.ways(outline, node.id, status)
        return _Ways(frozenset({status}), {})


def _begins(node: spiff.OutlineNode) -> bool:
    return node.kind == "startEvent"


def _catcher(edges: list[spiff.OutlineNode], code: str) -> str | None:
    for wanted in (code, ""):
        for edge in edges:
            if edge.event == "error" and edge.error == wanted:
                return edge.id
    return None


def check_statuses(name: str, files: Mapping[str, bytes]) -> list[Finding]:
    """The moves between statuses in one diagram that no rule allows today.

    A process that others call is followed where it is called, with the statuses it is called with.
    """
    every = {
        outline.process_id: outline
        for file, content in files.items()
        if file.endswith(".bpmn")
        for outline in spiff.outlines(content)
    }
    called = {node.called for outline in every.values() for node in outline.nodes.values() if node.called}
    rules = law.status_rules(clock.today())
    walk = _Walk(rules, every)
    uncaught: dict[str, None] = {}
    for outline in spiff.outlines(files[name]):
        if outline.process_id in called or outline.only_called:
            continue
        plain = any(_begins(n) and n.event is None for n in outline.nodes.values())
        ways = walk.ways(outline, outline.process_id, rules.initial if plain else rules.in_work)
        uncaught |= dict.fromkeys(ways.errors)
    refused = [
        Finding("status.not_allowed", name, element, f"{old} → {new}") for element, old, new in walk.refused
    ]
    return refused + [
        Finding("error_uncaught", name, None, f"a called process leaves the error {code}")
        for code in uncaught
    ]
