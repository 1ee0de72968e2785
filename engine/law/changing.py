"""What becomes of a due instant after acceptance: waits outside the agency's time, days set by a person.

The explanation goes on from where it stood: what was reckoned before is kept as it was told, whatever has become of
the calendar since.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum

from engine.clock import local
from engine.law.calendars import Calendar
from engine.law.counting import close, roll
from engine.law.deadlines import Deadline, finish, reckon
from engine.law.errors import BadExplanation
from engine.law.explanations import Ledger, Step, reckon_again
from engine.law.limits import TimeLimit
from engine.law.waiting import Pause, SupplementRule, check_pauses, wait

_ENDING = ("unconfirmed_year", "due")


class SetBy(StrEnum):
    """Why a person has set another day."""

    EXTENSION = "extended"
    APOLOGY = "apologised"


def after_wait(
    old: Deadline, pause: Pause, limit: TimeLimit, calendar: Calendar, rule: SupplementRule
) -> Deadline:
    """The due instant once a wait is over, by the rule, in the limit's unit.

    Raises NoCalendar, BadPause when the wait began before the receipt or before the wait before it ended.
    """
    ledger = _resumed(old)
    (pause,) = check_pauses((pause,), max((ledger.steps[0].end, *_ends_of_waits(ledger.steps))))
    if wait(ledger, pause, limit.unit, calendar, rule):
        reckon(ledger, limit, calendar)
    return finish(ledger, calendar)


def on_day(old: Deadline, day: date, why: SetBy, calendar: Calendar) -> Deadline:
    """The due instant after a person has set a day: its close of office hours, or of the next working day.

    Raises NoCalendar.
    """
    calendar.require(day, day)
    ledger = _resumed(old)
    ledger.apply(why.value, day=day.isoformat())
    roll(ledger, calendar)
    close(ledger, calendar)
    return finish(ledger, calendar)


def explains(steps: Sequence[Step], due_at: datetime) -> bool:
    """Whether an explanation, reckoned again, leads to an instant."""
    try:
        return reckon_again(steps) == due_at
    except BadExplanation:
        return False


def _resumed(old: Deadline) -> Ledger:
    """A ledger at the old due instant; where nothing explains that one, it is taken as it is."""
    ledger = Ledger(local(old.due_at))
    if not explains(old.steps, old.due_at):
        ledger.apply("due_before_wait", at=ledger.here.isoformat())
        return ledger
    ledger.steps = list(old.steps)
    while ledger.steps[-1].code in _ENDING:
        ledger.steps.pop()
    return ledger


def _ends_of_waits(steps: Sequence[Step]) -> Iterator[datetime]:
    for step in steps:
        if "since" in step.facts:
            yield datetime.fromisoformat(step.facts["until"])
