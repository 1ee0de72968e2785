"""What the seam hands out: plain frozen values, nothing of the library behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Decide = Callable[[str, Mapping[str, Any]], object]
"""Evaluates a decision: its reference and the variables in scope; answers JSON data."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of a pool: who does the work in it."""

    id: str
    name: str | None
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Participant:
    """A pool of a collaboration."""

    id: str
    name: str | None
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Element:
    """A shape of the diagram as the modeller described it.

    kind: the BPMN tag, such as `userTask`. event: what an event reacts to or throws (`message`, `timer`, …).
    inputs, outputs: `camunda:inputOutput`, names and FEEL texts. properties: `camunda:property`, as written.
    """

    id: str
    kind: str
    name: str | None
    lane: Lane | None
    properties: Mapping[str, str]
    event: str | None = None
    documentation: str | None = None
    form_ref: str | None = None
    topic: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    decision_ref: str | None = None
    result_variable: str | None = None
    message_name: str | None = None
    signal_name: str | None = None
    attached_to: str | None = None
    subprocess: str | None = None


@dataclass(frozen=True, slots=True)
class SequenceFlow:
    """An arrow inside a process. condition: FEEL text, if any."""

    id: str
    name: str | None
    source: str
    target: str
    condition: str | None
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProcessSummary:
    """A process of a file, before it is compiled."""

    process_id: str
    name: str | None
    executable: bool
    properties: Mapping[str, str]
    participant: Participant | None
    lanes: tuple[Lane, ...]
    message_starts: tuple[str, ...]
    has_none_start: bool


@dataclass(frozen=True, slots=True)
class MessageFlow:
    """An arrow between pools. An end may be a pool as a whole: then its element is None."""

    id: str
    name: str | None
    source_element: str | None
    source_participant: str | None
    target_element: str | None
    target_participant: str | None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A user, manual or plain task that waits for a person. item: its element of a multi-instance collection."""

    task_id: UUID
    element: Element
    item: object | None


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """Work for somebody outside: a connector's topic, or a decision to evaluate (topic is its reference)."""

    task_id: UUID
    element: Element
    kind: Literal["service", "decision"]
    topic: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A token whose element cannot be executed. kind, cause: of the fault. choices: the flows to choose from, if it
    is a gateway that chooses."""

    task_id: UUID
    element: Element
    kind: str
    cause: str
    choices: tuple[SequenceFlow, ...]


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that runs; due: aware, UTC."""

    task_id: UUID
    element: Element
    due: datetime


@dataclass(frozen=True, slots=True)
class Subscription:
    """A message or signal that is waited for. key: value of `mc:khoaTuongQuan` when the waiting began."""

    task_id: UUID
    element: Element
    kind: Literal["message", "signal"]
    name: str
    key: str | None


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message that was thrown. target_participant: pool at the other end of the drawn message flow, if any."""

    name: str
    element: Element
    payload: Mapping[str, Any]
    target_participant: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an instance has ended, or that it has not. code: of the error that nobody caught."""

    how: Literal["waiting", "completed", "terminated", "error"]
    code: str | None = None


StepKind = Literal["entered", "left", "cancelled"]


@dataclass(frozen=True, slots=True)
class Step:
    """A token came to an element, left it, or was taken away from it.

    source: the element that a token came from along a flow; None where none did (starts, events at an edge).
    """

    element: Element
    what: StepKind
    task_id: UUID
    source: Element | None = None


@dataclass(frozen=True, slots=True)
class UncaughtError:
    """A BPMN error that nobody around catches: it has ended the whole instance."""

    element: Element
    code: str | None
