"""Diagrams with what must happen, worked out from BPMN 2.0 by hand and written beside them.

A play is one line: `first; act: then; act: then`. `first` and `then` are the ids of everything that waits (tasks,
calls, timers, messages and signals awaited), in any order, as often as they wait; or how it has ended: `completed`,
`terminated`, `error CODE`. An act is

    u               complete task u, or answer call u; with answers: u(k=1, ok=true, name="Lan")
    >msg            a message comes (answers: its payload);   ~sig   a signal comes
    +PT1H           so much time passes and due timers go off
    u!E1            task or call u reports the BPMN error E1
    no >msg         nobody takes it, and nothing changes (also for ~sig and u!E1)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.diagrams import builder as b


@dataclass(frozen=True)
class Expected:
    """plays: see above. left: for the first play, the elements left in their order; variables: some of its final ones.

    sent: names of the messages that left in it; heard: of the signals. trial: compile for trial.
    start: the start event to begin at.
    """

    name: str
    xml: bytes
    plays: tuple[str, ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    left: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    sent: tuple[str, ...] | None = None
    heard: tuple[str, ...] | None = None
    process_id: str = "p"
    trial: bool = False
    start: str | None = None


class Group(dict[str, Expected]):
    """The diagrams of one file, by name."""

    def add(self, name: str, *inner: str, plays: str | tuple[str, ...], **rest: Any) -> None:
        """A diagram of one process, from its shapes."""
        self.put(name, b.diagram(*inner), plays=plays, **rest)

    def row(
        self,
        name: str,
        *nodes: str,
        plays: str | tuple[str, ...],
        ids: tuple[str, ...] = ("x",),
        **rest: Any,
    ) -> None:
        """A diagram with a start, some shapes in a row and an end."""
        self.add(name, b.start(), b.end(), *nodes, b.chain("s", *ids, "e"), plays=plays, **rest)

    def put(self, name: str, xml: bytes, *, plays: str | tuple[str, ...], **rest: Any) -> None:
        """A whole file."""
        assert name not in self, name
        self[name] = Expected(name, xml, (plays,) if isinstance(plays, str) else plays, **rest)
