"""How an instant was reckoned, step by step; every step can be reckoned again from itself alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.clock import LOCAL
from engine.law.errors import BadExplanation
from engine.law.rules import RULES


@dataclass(frozen=True, slots=True)
class Step:
    """One rule applied. code: the rule's, stable, put into words by the pages. facts: its inputs, JSON values.

    start, end: the instant before and after, aware, local time. A step begins where the one before it ended.
    """

    code: str
    facts: Mapping[str, Any]
    start: datetime
    end: datetime

    def as_json(self) -> dict[str, Any]:
        """To keep with a dossier; `step_from` reads it back."""
        return {
            "code": self.code,
            "facts": dict(self.facts),
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
        }


def step_from(kept: Mapping[str, Any]) -> Step:
    """A step from what `Step.as_json` gave. Raises BadExplanation."""
    try:
        start, end = (datetime.fromisoformat(kept[name]).astimezone(LOCAL) for name in ("from", "to"))
        return Step(kept["code"], kept["facts"], start, end)
    except (KeyError, TypeError, ValueError) as problem:
        raise BadExplanation(f"not a step: {problem}") from problem


def reckon_step(step: Step) -> datetime:
    """Where a step leads, reckoned anew from its rule, its inputs and its start. Raises BadExplanation."""
    try:
        return RULES[step.code](step.start, step.facts)
    except (KeyError, TypeError, ValueError, ArithmeticError) as problem:
        raise BadExplanation(f"{step.code}: {problem}") from problem


def reckon_again(steps: Iterable[Step]) -> datetime:
    """The due instant an explanation leads to, aware, UTC: every step anew, each from where the one before led.

    Raises BadExplanation when a step says something else than its rule gives, or the chain has a gap.
    """
    here: datetime | None = None
    for step in steps:
        if here is not None and step.start != here:
            raise BadExplanation(f"{step.code} begins at {step.start}, not at {here}")
        here = reckon_step(step)
        if here != step.end:
            raise BadExplanation(f"{step.code} ends at {step.end}, its rule gives {here}")
    if here is None:
        raise BadExplanation("no steps")
    return here.astimezone(UTC)


class Ledger:
    """Writes an explanation: every entry applies a rule at the instant reached so far."""

    def __init__(self, start: datetime) -> None:
        self.here = start
        self.steps: list[Step] = []

    def apply(self, code: str, **facts: Any) -> datetime:
        """Apply a rule. Answers the instant it leads to."""
        start = self.here
        self.here = RULES[code](start, facts)
        self.steps.append(Step(code, facts, start, self.here))
        return self.here
