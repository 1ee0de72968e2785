"""What the checks report."""

from __future__ import annotations

from dataclasses import dataclass, field

from decisions.feel.convert import to_json
from decisions.feel.values import Value


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or doubtful in a model.

    code: stable. severity: error, warning or info. element: id or name of what it is about. message: English, for a
    developer. rules: 1-based numbers of the rows concerned. example: input expressions and values that show it.
    """

    code: str
    severity: str
    element: str
    message: str
    rules: tuple[int, ...] = ()
    example: dict[str, Value] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """As JSON data."""
        return {
            "code": self.code,
            "severity": self.severity,
            "element": self.element,
            "message": self.message,
            "rules": list(self.rules),
            "example": to_json(self.example),
        }
