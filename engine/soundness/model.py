"""What the room hands out, and the graph that its parts work on."""

from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["ok", "refused", "undecided"]
CANCELLED = " cancelled"
"""What a cancelling end throws; no error has such a code."""

NodeKind = Literal["start", "end", "task", "xor", "and", "or", "event", "boundary"]


@dataclass(frozen=True, slots=True)
class SoundnessFinding:
    """One way in which a diagram can go wrong.

    code: `soundness.*`. element: where it shows. message: English. trace: ids of the elements that acted and of the
    flows that got a token, in order, from the start to the stuck or wrong marking; empty when nothing leads there.
    """

    code: str
    element: str | None
    message: str
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Soundness:
    """The answer about one file. states: markings looked at, over all its nets."""

    verdict: Verdict
    findings: tuple[SoundnessFinding, ...]
    states: int


@dataclass(frozen=True, slots=True)
class Way:
    """Ids of shapes and flows in order; cost: how many of them are shapes."""

    ids: tuple[str, ...] = ()
    cost: int = 0


NOWHERE = Way()


@dataclass(slots=True)
class Node:
    """A shape. sends, takes: message flows between pools. scope: the (sub)process around it; pool: its process.

    cancels: an end that takes all other tokens of its scope away. throws, catches: an error's code, `*` for any, or
    CANCELLED. expanded: a subprocess whose inside is in the same graph. hidden: not drawn. optional: outgoing flows
    with conditions of their own, of what is no gateway. also: what runs whenever this node does, left out by reduction.
    free: a boundary event that may happen whenever its activity is at work; rescues: and will, even when nothing
    moves in there any more.
    Of a subprocess that is a graph of its own: completes, whether it ever ends well; unsure, whether
    that was only not found out; entered: how it begins; inside:
    the shortest way through it; escapes: events on it that catch its errors, with the shortest way to each; fails:
    the codes of errors that nothing on it catches, with the way; kept: not reduced, as its trace is
    needed; hangs: it may wait or go round for ever.
    """

    id: str
    kind: NodeKind
    scope: str
    pool: str
    sends: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    host: str | None = None
    interrupting: bool = True
    cancels: bool = False
    expanded: bool = False
    hidden: bool = False
    default: str | None = None
    throws: str | None = None
    catches: str | None = None
    optional: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    free: bool = True
    rescues: bool = True
    completes: bool = True
    unsure: bool = False
    kept: bool = False
    hangs: bool = False
    entered: tuple[str, ...] = ()
    inside: Way = NOWHERE
    escapes: dict[str, Way] = field(default_factory=dict)
    fails: dict[str, Way] = field(default_factory=dict)


@dataclass(slots=True)
class Edge:
    """A sequence flow, or several in a row after reduction.

    heads: ids of the flows that get a token first, of the way behind an event gateway the event too; ahead: how many
    shapes are among them; rest: what the token passes afterwards; cost: how many shapes that is; also: what runs
    whenever it does.
    """

    id: str
    source: str
    target: str
    heads: list[str]
    rest: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    ahead: int = 0
    cost: int = 0


@dataclass(slots=True)
class Graph:
    """Everything that shares one marking: one (sub)process, or several pools joined by messages.

    inner: scope → the scope around it, for what is expanded. activities: what must be able to run. behind: the
    activity of another graph that must be reached before anything here happens.
    """

    label: str
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    inner: dict[str, str] = field(default_factory=dict)
    activities: list[str] = field(default_factory=list)
    behind: str | None = None

    def incoming(self) -> dict[str, list[str]]:
        """Edge ids by target."""
        found: dict[str, list[str]] = {node: [] for node in self.nodes}
        for edge in self.edges.values():
            found[edge.target].append(edge.id)
        return found

    def outgoing(self) -> dict[str, list[str]]:
        """Edge ids by source."""
        found: dict[str, list[str]] = {node: [] for node in self.nodes}
        for edge in self.edges.values():
            found[edge.source].append(edge.id)
        return found

    def boundaries(self) -> dict[str, list[Node]]:
        """Boundary events by the activity they stand on."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.host is not None:
                found.setdefault(node.host, []).append(node)
        return found

    def within(self, scope: str, outer: str) -> bool:
        """Whether a scope is `outer` or lies inside it."""
        while scope != outer and scope in self.inner:
            scope = self.inner[scope]
        return scope == outer
