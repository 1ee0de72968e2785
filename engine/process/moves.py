"""An act on an instance, what it is about, what it led to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import clock, people, spiff
from engine.process.cache import Instance


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What an act led to, handed to observers inside its transaction."""

    instance: Instance
    kind: str
    steps: tuple[spiff.Step, ...]
    outgoing: tuple[spiff.OutgoingMessage, ...]
    opened: tuple[str, ...]
    finished: bool
    officer: people.Officer
    at: datetime
    variables: Mapping[str, Any]
    open_elements: tuple[spiff.Element, ...]


FOR_INCIDENTS = ("incident_retried", "incident_skipped", "variable_corrected")
"""Kinds of acts that are made to end incidents."""


@dataclass(frozen=True, slots=True)
class Move:
    """One act on an instance. kind: history's code. task_id: the user task that it completes, if any."""

    kind: str
    officer: people.Officer
    act: Callable[[spiff.Live], None]
    element_id: str | None = None
    element_name: str | None = None
    task_id: str | None = None
    done_at: datetime = field(default_factory=clock.now)
    data: Mapping[str, object] = field(default_factory=dict)
    personal: Mapping[str, object] | None = None
    """Facts about persons, which can be erased from history."""
    skips: tuple[str, str] | None = None
    """The held task or call that a person lets go on undone, and why."""
    also: Callable[[StepOutcome], None] | None = None
    """Written with the step, after everything else."""

    @property
    def closer(self) -> people.Officer:
        """In whose name incidents that this act ends are closed: by themselves, unless it was made for them."""
        return self.officer if self.kind in FOR_INCIDENTS else people.SYSTEM


@dataclass(frozen=True, slots=True)
class Case:
    """What an instance is about when it starts."""

    dossier_code: str
    procedure_code: str
    procedure_name: str
    subject: str
    agency_code: str
    lead_agency: str
    due_at: datetime | None
    variables: Mapping[str, Any]
