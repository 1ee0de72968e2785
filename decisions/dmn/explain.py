"""What an evaluation tells about itself: the decisions made on the way, and which rules answered."""

from __future__ import annotations

from dataclasses import dataclass

from decisions.feel.convert import to_json
from decisions.feel.values import Value


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """A rule that matched. number: 1-based, as people count rows."""

    number: int
    id: str
    tests: tuple[str, ...]
    outputs: dict[str, Value]
    annotations: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON data."""
        return {
            "number": self.number,
            "id": self.id,
            "tests": list(self.tests),
            "outputs": to_json(self.outputs),
            "annotations": list(self.annotations),
        }


@dataclass(frozen=True, slots=True)
class TableTrace:
    """One evaluation of a decision table. inputs: expression and value of each column. rules: all that matched,
    the hit policy deciding which of them count. outcome: how the result came about, such as "no rule matched".
    """

    id: str
    owner: str
    hit_policy: str
    inputs: tuple[tuple[str, Value], ...]
    rules: tuple[RuleTrace, ...]
    outcome: str

    def to_json(self) -> dict[str, object]:
        """As JSON data."""
        return {
            "id": self.id,
            "owner": self.owner,
            "hit_policy": self.hit_policy,
            "inputs": [{"expression": text, "value": to_json(value)} for text, value in self.inputs],
            "rules": [rule.to_json() for rule in self.rules],
            "outcome": self.outcome,
        }


@dataclass(frozen=True, slots=True)
class DecisionTrace:
    """One decision made. inputs: the variables it could see. reasons: why values became null."""

    name: str
    inputs: dict[str, Value]
    value: Value
    tables: tuple[TableTrace, ...]
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON data."""
        return {
            "name": self.name,
            "inputs": to_json(self.inputs),
            "value": to_json(self.value),
            "tables": [table.to_json() for table in self.tables],
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """All decisions made for a result, required ones first."""

    decisions: tuple[DecisionTrace, ...]

    def to_json(self) -> list[dict[str, object]]:
        """As JSON data."""
        return [decision.to_json() for decision in self.decisions]


@dataclass(frozen=True, slots=True)
class Result:
    """value: a FEEL value. explanation: how it came about."""

    value: Value
    explanation: Explanation

    def to_json(self) -> dict[str, object]:
        """As JSON data."""
        return {"value": to_json(self.value), "explanation": self.explanation.to_json()}
