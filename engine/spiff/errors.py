"""What can go wrong when diagrams are compiled and run.

MotcuaError
├── InvalidInput
│   ├── DefinitionRefused     the diagram would not run exactly as drawn
│   └── EngineFault           an element could not be executed with these variables
│       └── EndlessRounds     its flows lead round without ever waiting
└── Conflict
    ├── CannotSkip            a held token can only go on when told which way
    └── NotReady              the task or call is not waiting for this any more
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine.errors import Conflict, InvalidInput

FaultKind = Literal["expression", "decision", "endless", "engine"]


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

    cause: an English sentence without the values of variables. kind: `expression`, `decision`, `endless`, or
    `engine` for what only a defect can lead to. tasks: numbers of the tokens' tasks that a run after this one could
    leave alone (`spiff.hold_more`), the likeliest first.
    live: that instance, good only for telling what it did until then; None when it never began.
    """

    code: ClassVar[str] = "engine_fault"
    live: object | None = None

    def __init__(
        self, element: str | None, cause: str, *, kind: FaultKind = "expression", tasks: tuple[int, ...] = ()
    ) -> None:
        self.element = element
        self.cause = cause
        self.kind = kind
        self.tasks = tasks
        super().__init__(f"{element or '-'}: {cause}", element=element, cause=cause)


class EndlessRounds(EngineFault):
    """An element of the diagram could not be executed: its flows lead round without ever waiting."""


class NotReady(Conflict):
    """The task, call or start is not waiting for this."""

    code: ClassVar[str] = "not_ready"


class CannotSkip(Conflict):
    """The token cannot go on this way without doing what its element says."""

    code: ClassVar[str] = "cannot_skip"
