"""Why a rehearsal cannot be held.

MotcuaError
└── InvalidInput
    ├── RehearsalRefused   the diagram would run otherwise than it is drawn, or it is not clear which process to play
    ├── ScriptRefused      a script or scenario is not what its guide says
    └── StepFailed         a step of a script asks for what is not waited for
"""

from collections.abc import Sequence
from typing import ClassVar

from engine.errors import InvalidInput
from engine.process import Finding
from engine.rehearsals.model import Played


class RehearsalRefused(InvalidInput):
    """The diagram cannot be played."""

    code: ClassVar[str] = "rehearsal_refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(map(str, self.findings)), findings=self.findings)


class ScriptRefused(InvalidInput):
    """The script cannot be read."""

    code: ClassVar[str] = "script_refused"


class StepFailed(InvalidInput):
    """A step asks for what is not waited for. played: the play until then."""

    code: ClassVar[str] = "step_failed"

    def __init__(self, number: int, detail: str, played: Played | None = None) -> None:
        self.number = number
        self.reason = detail
        self.played = played
        super().__init__(f"step {number}: {detail}", number=number)
