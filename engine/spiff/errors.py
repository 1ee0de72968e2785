"""What can go wrong when diagrams are compiled and run.

MotcuaError
├── InvalidInput
│   ├── DefinitionRefused     the diagram would not run exactly as drawn
│   └── EngineFault           an element could not be executed with these variables
│       └── EndlessRounds     its flows lead round without ever waiting
└── Conflict
    └── NotReady              the task or call is not waiting for this any more
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from engine.errors import Conflict, InvalidInput


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason why a diagram is refused: a stable code, the element's id (if any), a sentence in English."""

    code: str
    element: str | None
    message: str


class DefinitionRefused(InvalidInput):
    """The diagram cannot be run exactly as it is drawn."""

    code: ClassVar[str] = "definition_refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        places = "; ".join(f"{f.element or '-'}: {f.message} [{f.code}]" for f in self.findings)
        super().__init__(places, findings=self.findings)


class EngineFault(InvalidInput):
    """An element of the diagram could not be executed; the live instance must be thrown away.

    live: that instance, good only for telling what it did until then; None when it never began.
    """

    code: ClassVar[str] = "engine_fault"
    live: object | None = None

    def __init__(self, element: str | None, cause: str) -> None:
        self.element = element
        self.cause = cause
        super().__init__(f"{element or '-'}: {cause}", element=element, cause=cause)


class EndlessRounds(EngineFault):
    """An element of the diagram could not be executed: its flows lead round without ever waiting."""


class NotReady(Conflict):
    """The task, call or start is not waiting for this."""

    code: ClassVar[str] = "not_ready"
