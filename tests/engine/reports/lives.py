"""Random lives of dossiers, and a counter of its own: it knows what happened and walks through it anew for every question."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from engine.clock import LOCAL
from engine.reports.timelines import Accepted, DueChanged, Fact, KnownFact, StatusChanged

FIELDS = ("Hộ tịch", "Chứng thực", "Đất đai", "Bảo trợ xã hội")
AGENCIES = ("H21.52.21", "H21.52.22", "H21.52")
FIRST, DAYS = date(2025, 1, 1), 480


@dataclass
class Life:
    """A dossier with its facts in the order they were entered."""

    code: str
    agency: str
    field: str
    channel: str
    facts: list[KnownFact] = field(default_factory=list)


def at(day: date, random: Random) -> datetime:
    return datetime.combine(day, time(7 + random.randrange(10), random.randrange(60)), LOCAL)


def life(number: int, random: Random) -> Life:
    """One dossier: perhaps waiting, extended, resolved, returned, refused; perhaps entered days late."""
    day = FIRST + timedelta(days=random.randrange(DAYS))
    agency = random.choice(AGENCIES)
    made = Life(
        f"{agency}-{day:%y%m%d}-{number:05}",
        agency,
        random.choice(FIELDS),
        random.choice(("direct", "online", "post")),
    )
    limit = random.choice((0, 1, 3, 5, 10, 20))
    late_entry = timedelta(days=random.randrange(1, 9)) if random.random() < 0.1 else timedelta()
    due = at(day + timedelta(days=limit), random) if random.random() < 0.97 else None
    told: list[Fact] = [Accepted(at(day, random), due)]
    if random.random() < 0.8:
        told.append(StatusChanged(told[-1].done_at + timedelta(minutes=5), 4))
    for _round in range(random.choice((0, 0, 0, 1, 2))):
        asked = told[-1].done_at + timedelta(days=random.randrange(4), minutes=1)
        back = asked + timedelta(days=random.randrange(12), minutes=1)
        told += [StatusChanged(asked, random.choice((5, 6))), StatusChanged(back, 4)]
        if due is not None:
            due += back - asked
            told.append(DueChanged(back + timedelta(seconds=1), due))
    if random.random() < 0.1:
        told.append(DueChanged(told[-1].done_at + timedelta(days=1), at(day + timedelta(days=30), random)))
    if random.random() < 0.9:
        end = told[-1].done_at + timedelta(days=random.randrange(25), minutes=1)
        told.append(StatusChanged(end, random.choice((9, 9, 9, 8))))
        told.append(StatusChanged(end + timedelta(days=random.randrange(5), minutes=1), 10))
    for seq, fact in enumerate(told):
        made.facts.append(KnownFact(seq, fact.done_at + late_entry, fact))
    return made


def counted(life_: Life, first: date, last: date, as_of: date) -> set[str]:
    """The figures that a dossier belongs to, told from its facts alone; empty when it belongs to none."""
    last = min(last, as_of)
    known = [k.fact for k in life_.facts if k.entered_at.astimezone(LOCAL).date() <= as_of]
    day_of = lambda instant: instant.astimezone(LOCAL).date()  # noqa: E731
    if not known:
        return set()
    accepted = known[0]
    assert isinstance(accepted, Accepted)
    received = day_of(accepted.done_at)
    finished, kind, due_then = None, None, None
    due = accepted.due_at
    for fact in known:
        if isinstance(fact, DueChanged):
            due = fact.due_at
        if isinstance(fact, StatusChanged) and fact.status in (8, 9):
            finished, kind, due_then = day_of(fact.done_at), fact.status, due
            break
    found = set()
    if received > last or (finished is not None and finished < first):
        return found
    found.add("carried" if received < first else "online" if life_.channel == "online" else "counter")
    if finished is not None and finished <= last:
        day = None if due_then is None else day_of(due_then)
        if kind == 8 or day is None or finished == day:
            found.add("on_time")
        else:
            found.add("early" if finished < day else "late")
        return found
    due, waiting = accepted.due_at, False
    for fact in known[1:]:
        if day_of(fact.done_at) > last:
            break
        if isinstance(fact, DueChanged):
            due = fact.due_at
        if isinstance(fact, StatusChanged):
            waiting = fact.status in (5, 6)
    found.add("overdue" if due is not None and not waiting and day_of(due) < last else "running")
    return found
