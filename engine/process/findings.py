"""Why files cannot be deployed."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "undecided"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason. code: stable; file, element: the place; message: English, for the log.

    severity: an error refuses, "undecided" may be overridden. trace: ids of elements and flows that lead there.
    """

    code: str
    file: str
    element: str | None
    message: str
    severity: Severity = "error"
    trace: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.file}#{self.element or ''}: {self.code}: {self.message}"
