"""Write an event, read a dossier's events. A correction is a new event, never a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, select

from engine import clock, people, store
from engine.history.tables import history_event


@dataclass(frozen=True, slots=True)
class Event:
    """One act. done_at: when it was done; entered_at: when the system was told (later after an outage).

    kind: stable code such as `received`, `task_completed`. data: JSON facts, kept for ever: no secrets, nothing about
    persons. personal: JSON facts about persons; they and actor_name (then empty) can be erased, see `erase`.
    """

    agency_code: str
    dossier_code: str
    kind: str
    actor_id: str
    actor_name: str
    unit_code: str | None = None
    instance_id: str | None = None
    rev: int | None = None
    element_id: str | None = None
    element_name: str | None = None
    done_at: datetime = field(default_factory=clock.now)
    entered_at: datetime = field(default_factory=clock.entered)
    data: Mapping[str, object] = field(default_factory=dict)
    personal: Mapping[str, object] | None = None


def act_of(
    officer: people.Officer,
    kind: str,
    dossier_code: str,
    *,
    agency_code: str | None = None,
    instance_id: str | None = None,
    rev: int | None = None,
    element_id: str | None = None,
    element_name: str | None = None,
    done_at: datetime | None = None,
    data: Mapping[str, object] | None = None,
    personal: Mapping[str, object] | None = None,
) -> Event:
    """What an officer did, entered now. agency_code: in whose history, the officer's own unless told; done_at: now."""
    return Event(
        agency_code=officer.agency_code if agency_code is None else agency_code,
        dossier_code=dossier_code,
        kind=kind,
        actor_id=officer.account_id,
        actor_name=officer.name,
        unit_code=officer.unit_code,
        instance_id=instance_id,
        rev=rev,
        element_id=element_id,
        element_name=element_name,
        done_at=done_at or clock.now(),
        data=data or {},
        personal=personal,
    )


_COLUMNS = tuple(Event.__dataclass_fields__)
_INSERT = store.Write(history_event.insert().inline())


_OF_DOSSIER = store.Read(
    select(*(history_event.c[name] for name in _COLUMNS))
    .where(history_event.c.dossier_code == bindparam("dossier"))
    .order_by(history_event.c.id)
)


def record(event: Event) -> None:
    """Add an event in the caller's transaction. It gets its place in the chain once that has committed."""
    store.write(_INSERT, {name: getattr(event, name) for name in _COLUMNS})


def events_of(dossier_code: str) -> tuple[Event, ...]:
    """Everything that happened to a dossier at this node, in the order it was committed."""
    return store.once(
        (events_of, dossier_code),
        lambda: tuple(Event(*row) for row in store.rows(_OF_DOSSIER, dossier=dossier_code)),
    )


def latest_of_kind(kind: str, dossier_codes: Sequence[str]) -> dict[str, Event]:
    """The newest event of a kind of each of these dossiers that has one."""
    query = (
        select(*(history_event.c[name] for name in _COLUMNS))
        .where(history_event.c.dossier_code.in_(dossier_codes), history_event.c.kind == kind)
        .order_by(history_event.c.id)
    )
    with store.reading() as link:
        return {row.dossier_code: Event(**row._mapping) for row in link.execute(query)}


_AFTER = (
    select(history_event.c.seq.label("place"), *(history_event.c[name] for name in _COLUMNS))
    .where(history_event.c.agency_code == bindparam("agency"))
    .order_by(history_event.c.seq)
)
_BATCH_AFTER = store.Read(
    _AFTER.where(history_event.c.seq > bindparam("seq")).limit(bindparam("most", type_=Integer()))
)
_ANY_AFTER = store.Read(
    select(history_event.c.seq)
    .where(history_event.c.agency_code == bindparam("agency"), history_event.c.seq > bindparam("seq"))
    .limit(1)
)
_PLACED_OF = store.Read(
    _AFTER.where(store.is_one_of(history_event.c.dossier_code, "codes"), history_event.c.seq.is_not(None))
)


def dossiers_received(agency_code: str, until: int) -> tuple[str, ...]:
    """Codes of the dossiers whose reception has its place in an agency's chain up to this one."""
    query = (
        select(history_event.c.dossier_code)
        .where(
            history_event.c.agency_code == agency_code,
            history_event.c.kind == "received",
            history_event.c.seq <= until,
        )
        .order_by(history_event.c.seq)
    )
    with store.reading() as link:
        return tuple(dict.fromkeys(link.execute(query).scalars()))


def has_events_after(agency_code: str, seq: int) -> bool:
    """Whether anything has got a place behind this one in an agency's chain."""
    return store.row(_ANY_AFTER, agency=agency_code, seq=seq) is not None


def events_after(agency_code: str, seq: int, limit: int) -> tuple[tuple[int, Event], ...]:
    """Events of an agency behind a place in its chain, with their places, in order; at most `limit`."""
    return _placed(store.rows(_BATCH_AFTER, agency=agency_code, seq=seq, most=limit))


def placed_events_of(agency_code: str, dossier_codes: Sequence[str]) -> tuple[tuple[int, Event], ...]:
    """The events of dossiers that have their place in an agency's chain, with it, in order."""
    return _placed(store.rows(_PLACED_OF, agency=agency_code, codes=list(dossier_codes)))


def _placed(rows: Sequence[Any]) -> tuple[tuple[int, Event], ...]:
    return tuple((row[0], Event(*row[1:])) for row in rows)
