"""What a rehearsal tells: plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Ended = Literal["completed", "terminated", "error", "waiting"]
WaitingKind = Literal["task", "service", "decision", "message", "signal", "timer", "condition", "gateway"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A token came to an element, left it or was taken away. process: that of a called one, else None.

    flow: the sequence flow along which it came, where one did and it is the only one between the two shapes.
    """

    what: Literal["entered", "left", "cancelled"]
    element: str
    process: str | None
    flow: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that is waited for. name: of the message, signal, topic or decision; of a task its words.

    due: when the timer fires. key: correlation key. item: the element of a multi-instance collection.
    """

    element: str
    kind: WaitingKind
    name: str | None = None
    due: datetime | None = None
    key: str | None = None
    item: object | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message or signal that left the instance."""

    kind: Literal["message", "signal"]
    name: str
    element: str | None
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a play ended in an error.

    kind: `bpmn` an error end event or a failed job whose code nothing catches; `fault` an element that cannot be
    executed with these variables; `endless` rounds without an end. code: the error code, for `bpmn`.
    """

    kind: Literal["bpmn", "fault", "endless"]
    element: str | None
    code: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the play took for granted, because the file does not say it. code: stable."""

    code: str
    element: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Played:
    """A play from its start to where it ended. flows: the sequence flows that tokens took."""

    process: str
    ended: Ended
    error: Fault | None
    waiting: tuple[Waiting, ...]
    trace: tuple[Mark, ...]
    variables: Mapping[str, Any]
    sent: tuple[Sent, ...]
    remarks: tuple[Remark, ...]
    flows: frozenset[str]
