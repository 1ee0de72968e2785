"""From what happened to one dossier to what reports count: a pure fold over its facts, day by day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from engine import clock
from engine.law import ReportRules


class Timing(StrEnum):
    """How a resolved dossier stands to its due date. Only dates are compared."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The dossier was received. due_at: as printed on the receipt, None without a time limit."""

    done_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The national status moved."""

    done_at: datetime
    status: int


@dataclass(frozen=True, slots=True)
class DueChanged:
    """The due instant moved."""

    done_at: datetime
    due_at: datetime | None


Fact = Accepted | StatusChanged | DueChanged


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, the last of them not included (None: still going on), on whose evening one due date holds.

    due_on: None while the clock stands still or where there is no limit: such a dossier is never late.
    """

    first: date
    end: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A dossier's life as reports see it. resolved_on, status, timing: None while it is in progress."""

    received_on: date
    resolved_on: date | None
    status: int | None
    timing: Timing | None
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact with its place in the agency's chain and the instant since which it is known."""

    seq: int
    entered_at: datetime
    fact: Fact


@dataclass(frozen=True, slots=True)
class Version:
    """A life as it was known from an instant on, once the event at that place was entered."""

    seq: int
    known_from: datetime
    life: Timeline


def versions(facts: Sequence[KnownFact], rules: ReportRules) -> Iterator[Version]:
    """How what is known of a dossier grew, fact by fact in the order they were entered."""
    known: list[KnownFact] = []
    since: datetime | None = None
    for entered in sorted(facts, key=lambda known_fact: known_fact.seq):
        known.append(entered)
        since = entered.entered_at if since is None else max(since, entered.entered_at)
        done = sorted(known, key=lambda known_fact: (known_fact.fact.done_at, known_fact.seq))
        life = timeline([known_fact.fact for known_fact in done], rules)
        if life is not None:
            yield Version(entered.seq, since, life)


def timeline(facts: Iterable[Fact], rules: ReportRules) -> Timeline | None:
    """The life that these facts tell; None until it was accepted. facts: in the order they were done."""
    received: date | None = None
    due: date | None = None
    waiting = False
    evenings: dict[date, date | None] = {}
    for fact in facts:
        day = clock.local(fact.done_at).date()
        if isinstance(fact, Accepted):
            received, due = day, _day(fact.due_at)
        elif received is None:
            continue
        elif isinstance(fact, DueChanged):
            due = _day(fact.due_at)
        elif fact.status in rules.resolved:
            timing = Timing.ON_TIME if fact.status in rules.returned else _timing(day, due)
            return Timeline(received, day, fact.status, timing, _stretches(evenings, day))
        else:
            waiting = fact.status in rules.waiting
        evenings[day] = None if waiting else due
    return None if received is None else Timeline(received, None, None, None, _stretches(evenings, None))


def _day(instant: datetime | None) -> date | None:
    return None if instant is None else clock.local(instant).date()


def _timing(day: date, due: date | None) -> Timing:
    if due is None or day == due:
        return Timing.ON_TIME
    return Timing.EARLY if day < due else Timing.LATE


def _stretches(evenings: dict[date, date | None], end: date | None) -> tuple[Stretch, ...]:
    days = [day for day in sorted(evenings) if end is None or day < end]
    ends = [*days[1:], end]
    found: list[Stretch] = []
    for first, last in zip(days, ends, strict=False):
        if found and found[-1].due_on == evenings[first]:
            found[-1] = Stretch(found[-1].first, last, found[-1].due_on)
        else:
            found.append(Stretch(first, last, evenings[first]))
    return tuple(found)
