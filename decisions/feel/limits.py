"""How large a FEEL text and its evaluation may grow: one budget of steps plus bounds on each value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from decisions.feel.errors import FeelLimitError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one expression and one evaluation.

    text: characters. depth: nesting of the tree. steps: one per node evaluated inside a loop or a function,
    one per element a list function looks at, one per 64 characters of a string made. list_size: elements.
    string_size: characters. calls: user functions inside one another.
    """

    text: int = 32_768
    depth: int = 100
    steps: int = 1_000_000
    list_size: int = 100_000
    string_size: int = 1_000_000
    calls: int = 60


DEFAULT_LIMITS = Limits()

_CHARACTERS_PER_STEP = 64
_TRACE_SIZE = 50


class Run:
    """One evaluation under way: the budget spent, the clock it was given, why values became null (trace), and
    what else its user wants to remember (notes).

    Values are on the class until they change: making a run is on the way of every evaluation.
    """

    limits = DEFAULT_LIMITS
    now: datetime | None = None
    steps = 0
    calls = 0
    _trace: list[str] | None = None
    _notes: list[object] | None = None

    def __init__(self, limits: Limits = DEFAULT_LIMITS, now: datetime | None = None) -> None:
        if limits is not DEFAULT_LIMITS:
            self.limits = limits
        if now is not None:
            self.now = now

    @property
    def trace(self) -> list[str]:
        """Why values became null, the first reasons only."""
        if self._trace is None:
            self._trace = []
        return self._trace

    @property
    def notes(self) -> list[object]:
        """For whoever runs the evaluation."""
        if self._notes is None:
            self._notes = []
        return self._notes

    def charge(self, steps: int) -> None:
        """Spend steps. Raises FeelLimitError when the budget is gone."""
        self.steps += steps
        if self.steps > self.limits.steps:
            raise FeelLimitError(
                f"the evaluation takes more than {self.limits.steps} steps", code="feel.limit.steps"
            )

    def list_size(self, size: int) -> None:
        """Allow a list of that many elements, and pay for it."""
        if size > self.limits.list_size:
            raise FeelLimitError(
                f"a list of {size} elements exceeds the limit of {self.limits.list_size}",
                code="feel.limit.list",
            )
        self.charge(size)

    def string_size(self, size: int) -> None:
        """Allow a string of that many characters, and pay for it."""
        if size > self.limits.string_size:
            raise FeelLimitError(
                f"a string of {size} characters exceeds the limit of {self.limits.string_size}",
                code="feel.limit.string",
            )
        self.charge(1 + size // _CHARACTERS_PER_STEP)

    def enter(self) -> None:
        """One user function called inside another; leave() when it is done."""
        self.calls += 1
        if self.calls > self.limits.calls:
            raise FeelLimitError(
                f"functions call one another more than {self.limits.calls} deep", code="feel.limit.calls"
            )

    def leave(self) -> None:
        """The innermost user function has returned."""
        self.calls -= 1

    def why(self, reason: str) -> object:
        """Remember why a value became null, for the explanation; returns the FEEL null."""
        if len(self.trace) < _TRACE_SIZE:
            self.trace.append(reason)
        return None
