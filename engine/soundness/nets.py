"""A net: its marking is one integer, a bit for every place, above them counters of messages."""

from dataclasses import dataclass, field

from engine.soundness.model import Graph

COUNTER = 3  # bits: up to seven messages of a flow on their way


@dataclass(frozen=True, slots=True)
class Transition:
    """One thing that can happen.

    pre: places emptied, all must have a token; inhibit: places that must be empty; clear: places emptied as well;
    post: places that get a token. take: shift of the counter that must have a message, -1 for none; sends: shifts.
    shown: ids for the trace. cost: how many shapes act.
    """

    node: str
    pre: int
    post: int
    inhibit: int = 0
    clear: int = 0
    take: int = -1
    sends: tuple[int, ...] = ()
    shown: tuple[str, ...] = ()
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Join:
    """An inclusive gateway with several ways in. behind: for each way in, the places from which it can be reached."""

    node: str
    ways: tuple[int, ...]
    behind: dict[int, int]
    choices: tuple[Transition, ...]


@dataclass(slots=True)
class Net:
    """initial: marking. tokens: places that must be empty at the end. armed: events that wait beside an activity.

    ends: places that say an end was reached; failed: the one that says an error left the whole net; throws:
    its code, by the place of the transition. edge_of,
    node_of: what a place stands for; lasting: activities with places inside them; hung: the
    place of a subprocess in which nothing ever ends any more; assumed: what nobody knows to be
    impossible. whole: every choice is in it.
    """

    graph: Graph
    initial: int = 0
    tokens: int = 0
    armed: int = 0
    ends: int = 0
    failed: int = 0
    lasting: dict[int, int] = field(default_factory=dict)
    hung: dict[str, int] = field(default_factory=dict)
    throws: dict[int, str] = field(default_factory=dict)
    edge_of: dict[int, str] = field(default_factory=dict)
    node_of: dict[int, str] = field(default_factory=dict)
    transitions: list[Transition] = field(default_factory=list)
    assumed: list[Transition] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    whole: bool = True
