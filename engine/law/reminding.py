"""When a step that is nearly or already late is told to whom: a ladder of dated data (data/reminders.toml)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from engine.law.calendars import Calendar
from engine.law.deadlines import due_at, warn_at
from engine.law.errors import BadLawData, NoReminderRules
from engine.law.limits import TimeLimit, parse_limit
from engine.law.reading import Table
from engine.law.sources import Source, read_source

_FILE = "data/reminders.toml"
RECIPIENTS = ("holder", "head_of_room", "leader")


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder. before, after: how far from the due instant, both None for the instant itself. to: RECIPIENTS."""

    before: TimeLimit | None
    after: TimeLimit | None
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The reminders in force since a day, in their order."""

    valid_from: date
    rungs: tuple[Rung, ...]
    source: Source


@cache
def _ladders() -> tuple[Ladder, ...]:
    table = Table.parse((files(__package__) / _FILE).read_bytes(), BadLawData)
    found = [_ladder(entry) for entry in table.tables("ladders")]
    table.close()
    return tuple(sorted(found, key=lambda ladder: ladder.valid_from))


def _ladder(table: Table) -> Ladder:
    rungs = tuple(_rung(entry) for entry in table.tables("rungs"))
    ladder = Ladder(table.day("valid_from"), rungs, read_source(table))
    table.close()
    return ladder


def _rung(table: Table) -> Rung:
    before, after = (parse_limit(table.text(key)) if table.has(key) else None for key in ("before", "after"))
    to = table.texts("to")
    if (before and after) or not set(to) <= set(RECIPIENTS):
        raise table.fault("to", "unknown_value", ", ".join(to))
    table.close()
    return Rung(before, after, to)


def reminder_ladder(day: date) -> Ladder:
    """The ladder in force on a day. Raises NoReminderRules before the first."""
    fitting = [ladder for ladder in _ladders() if ladder.valid_from <= day]
    if not fitting:
        raise NoReminderRules(str(day))
    return fitting[-1]


def reminder_times(
    due: datetime,
    rungs: Sequence[Rung],
    calendar: Calendar,
    *,
    warning: TimeLimit | None = None,
    escalation: TimeLimit | None = None,
) -> tuple[datetime, ...]:
    """When each rung is reached, in order. warning, escalation: the diagram's own, in place of `before` and `after`."""
    times: list[datetime] = []
    for rung in rungs:
        if rung.before is not None:
            at = warn_at(due, warning or rung.before, calendar)
        elif rung.after is not None:
            at = due_at(due, escalation or rung.after, calendar).due_at
        else:
            at = due
        times.append(max(at, times[-1]) if times else at)
    return tuple(times)
