"""Outages declared by an agency, and what they allow: acts done on paper are entered later with their real times.

Between an outage's beginning and the day everything is entered the agency's timers wait: what was done on paper may
have made them needless. Then they act as of the instant they were due at (`as_due`).
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, or_, select

from engine import clock, history, law, people, store
from engine.process.errors import (
    BackdatingRefused,
    NotYourOutage,
    OutageRefused,
    UnknownOutage,
)
from engine.process.tables import outage, process_instance

EVENTS_OF = "outage"
"""Stands for the dossier in events that belong to none."""
_PUNCTUAL = timedelta(minutes=1)
"""A sweep that is late by less was not held back."""
_MAY_DECLARE = frozenset(("unit_admin", "leader"))
_O = outage.c


@dataclass(frozen=True, slots=True)
class Outage:
    """Days on which an agency worked on paper. ended_at: None while it goes on. enter_until: then None too."""

    id: str
    agency_code: str
    started_at: datetime
    ended_at: datetime | None
    reason: str
    impact: str
    declared_name: str
    declared_at: datetime
    ended_name: str | None
    enter_until: datetime | None
    settled_at: datetime | None
    settled_name: str | None

    def takes_entries(self, now: datetime) -> bool:
        """Whether acts done on paper may be entered at an instant."""
        return self.settled_at is None and self.is_in_time(now)

    def is_in_time(self, now: datetime) -> bool:
        """Whether the time to enter what was done on paper is not over."""
        return self.enter_until is None or now <= self.enter_until

    def covers(self, instant: datetime) -> bool:
        """Whether the agency worked on paper then."""
        return self.started_at <= instant and (self.ended_at is None or instant <= self.ended_at)

    def holds_back(self, due: datetime) -> bool:
        """Whether a timer due at an instant had to wait for this outage to be settled."""
        until = self.settled_at or self.enter_until
        return self.started_at <= due and (until is None or due <= until)


_AT = store.Read(
    select(*(_O[name] for name in Outage.__dataclass_fields__))
    .where(_O.agency_code == bindparam("agency"))
    .order_by(_O.started_at.desc(), _O.id)
)


def may_declare(officer: people.Officer) -> bool:
    """Whether an officer may declare and end outages of his agency."""
    return bool(officer.roles & _MAY_DECLARE)


def outages_at(agency_code: str) -> tuple[Outage, ...]:
    """Every outage of an agency, the latest first."""
    return tuple(Outage(*row) for row in store.rows(_AT, agency=agency_code))


def outage_of(outage_id: str, officer: people.Officer) -> Outage:
    """One outage of the officer's agency. Raises UnknownOutage."""
    for found in outages_at(officer.agency_code):
        if found.id == outage_id:
            return found
    raise UnknownOutage(outage_id)


def open_for_entries(agency_code: str) -> tuple[Outage, ...]:
    """The outages of an agency whose paper may be entered now, the latest first."""
    now = clock.entered()
    return tuple(found for found in outages_at(agency_code) if found.takes_entries(now))


def declare_outage(
    started_at: datetime,
    reason: str,
    impact: str,
    officer: people.Officer,
    *,
    ended_at: datetime | None = None,
) -> Outage:
    """Say that the agency works, or worked, on paper. ended_at: when it is over already.

    Raises NotYourOutage, OutageRefused.
    """
    _check_officer(officer)
    now, agency = clock.now(), officer.agency_code
    new = Outage(
        uuid.uuid4().hex, agency, started_at, None, reason.strip(), impact.strip(),
        officer.name, now, None, None, None, None,
    )  # fmt: skip
    _refuse_wrong(new, outages_at(agency), now)
    with store.transaction() as link:
        link.execute(outage.insert(), {name: getattr(new, name) for name in Outage.__dataclass_fields__})
        _remember(officer, "outage_declared", new, reason=new.reason, impact=new.impact)
        return new if ended_at is None else end_outage(new.id, ended_at, officer)


def _refuse_wrong(new: Outage, earlier: Sequence[Outage], now: datetime) -> None:
    rules, calendar = law.outage_rules(clock.local(now).date()), law.calendar_of(new.agency_code)
    if not new.reason or not new.impact:
        raise OutageRefused("reason_missing")
    if new.started_at > now:
        raise OutageRefused("in_future")
    if law.due_at(new.started_at, rules.declare_within, calendar).due_at < now:
        raise OutageRefused("too_late")
    if any(one.ended_at is None or new.started_at <= one.ended_at for one in earlier):
        raise OutageRefused("overlaps")


def end_outage(outage_id: str, ended_at: datetime, officer: people.Officer) -> Outage:
    """Say since when the system works again. Paper may be entered until `enter_until`.

    Raises NotYourOutage, UnknownOutage, OutageRefused.
    """
    _check_officer(officer)
    found, now = outage_of(outage_id, officer), clock.now()
    if found.ended_at is not None:
        raise OutageRefused("over_already")
    if not found.started_at < ended_at <= now:
        raise OutageRefused("ends_wrong")
    rules = law.outage_rules(clock.local(now).date())
    until = law.due_at(ended_at, rules.enter_within, law.calendar_of(found.agency_code)).due_at
    return _change(
        found, officer, "outage_ended", ended_at=ended_at, ended_name=officer.name, enter_until=until
    )


def settle_outage(outage_id: str, officer: people.Officer) -> Outage:
    """Say that everything done on paper is entered: timers go on, as of the instants they were due at.

    Nothing more can be entered then but tasks that these timers have opened.

    Raises NotYourOutage, UnknownOutage, OutageRefused.
    """
    _check_officer(officer)
    found, now = outage_of(outage_id, officer), clock.now()
    if found.ended_at is None:
        raise OutageRefused("still_going_on")
    if not found.takes_entries(now):
        raise OutageRefused("settled_already")
    return _change(found, officer, "outage_settled", settled_at=now, settled_name=officer.name)


def _change(found: Outage, officer: people.Officer, kind: str, **values: object) -> Outage:
    changed = replace(found, **values)  # type: ignore[arg-type]
    with store.transaction() as link:
        done = link.execute(
            outage.update()
            .where(_O.id == found.id, *(_O[name].is_(None) for name in values))
            .values(**values)
        )
        if done.rowcount != 1:
            raise OutageRefused("over_already")
        _remember(officer, kind, changed)
    return changed


def _check_officer(officer: people.Officer) -> None:
    if not may_declare(officer):
        raise NotYourOutage(officer.agency_code)


def _remember(officer: people.Officer, kind: str, about: Outage, **more: object) -> None:
    facts = {
        "outage": about.id,
        "started_at": about.started_at.isoformat(),
        "ended_at": about.ended_at.isoformat() if about.ended_at else None,
        **more,
    }
    history.record(_event(officer, EVENTS_OF, kind, facts))


def _event(
    officer: people.Officer, dossier_code: str, kind: str, data: Mapping[str, object]
) -> history.Event:
    return history.act_of(officer, kind, dossier_code, data=data)


def covering(agency_code: str, instant: datetime, opened: datetime | None = None) -> Outage | None:
    """The outage, open for entries, during which an instant lies; None when what was done then cannot be entered now.

    opened: since when there is a task. One that was opened during an outage, by a timer that had to wait until all
    else was entered, may be entered after that too.
    """
    now = clock.entered()
    for found in outages_at(agency_code):
        late = opened is not None and found.covers(opened) and found.is_in_time(now)
        if instant <= now and found.covers(instant) and (found.takes_entries(now) or late):
            return found
    return None


@contextmanager
def entering(
    instant: datetime | None,
    officer: people.Officer,
    dossier_code: str = EVENTS_OF,
    *,
    opened: datetime | None = None,
) -> Iterator[Outage | None]:
    """Enter what was done on paper at an instant; None: it is being done now. Yields the outage that allows it.
    opened: as in `covering`.

    Raises BackdatingRefused; history tells who tried it, unless a caller's transaction is open.
    """
    if instant is None:
        yield None
        return
    allowed = covering(officer.agency_code, instant, opened)
    if allowed is None:
        _refuse(instant, officer, dossier_code)
    with clock.acting_at(instant):
        yield allowed


def _refuse(instant: datetime, officer: people.Officer, dossier_code: str) -> NoReturn:
    # a caller's transaction ends with the refusal, and whatever it has written
    if not store.in_transaction():
        with store.transaction():
            tried = {"done_at": instant.isoformat()}
            history.record(_event(officer, dossier_code, "backdating_refused", tried))
    raise BackdatingRefused(instant.isoformat(), at=instant)


def held_back(now: BindParameter[datetime]) -> ColumnElement[bool]:
    """SQL: whether the timers of an instance wait because its agency is still to enter what it did on paper."""
    running = or_(_O.enter_until.is_(None), _O.enter_until >= now)
    return exists().where(_O.agency_code == process_instance.c.agency_code, _O.settled_at.is_(None), running)


@contextmanager
def as_due(agency_code: str, due: datetime) -> Iterator[None]:
    """Let a timer act as of the instant it was due at, if an outage of the agency has held it back."""
    if clock.now() - due > _PUNCTUAL and any(found.holds_back(due) for found in outages_at(agency_code)):
        with clock.acting_at(due):
            yield
    else:
        yield
