"""Messages in that take no effect by themselves: found, tried again, set aside."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from engine import clock, store
from engine.mail.inbox import NotYetWaited, skip_over
from engine.mail.tables import lt_inbox

_I = lt_inbox.c
MOST = 200


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message in that waits for a person. state: PARKED, RECEIVED (nobody waits for it) or DISCARDED.

    last_error: code of the reason. behind: later messages of the same dossier and sender that wait for this one.
    aside_*: who set it aside, when and why.
    """

    no: int
    sender: str
    recipient: str
    message_id: str
    dossier: str
    mtype: str
    state: str
    tries: int
    last_error: str | None
    received_at: datetime
    next_try_at: datetime | None
    aside_at: datetime | None
    aside_by: str | None
    aside_name: str | None
    aside_reason: str | None
    behind: int

    @property
    def is_open(self) -> bool:
        return self.state != "DISCARDED"


_later = lt_inbox.alias()
_BEHIND = (
    select(func.count())
    .where(
        _later.c.sender == _I.sender,
        _later.c.recipient == _I.recipient,
        _later.c.dossier == _I.dossier,
        _later.c.seq > _I.seq,
        _later.c.state == "RECEIVED",
    )
    .scalar_subquery()
)
_QUERY = select(
    *(_I[name] for name in Stuck.__dataclass_fields__ if name != "behind"), _BEHIND.label("behind")
)


def stuck(recipients: Collection[str], since: datetime) -> tuple[Stuck, ...]:
    """What is parked, and what nobody has waited for since then, of some recipients: the oldest first."""
    early = (_I.state == "RECEIVED") & (_I.last_error == NotYetWaited.code) & (_I.received_at < since)
    return _read(_I.recipient.in_(recipients), or_(_I.state == "PARKED", early), newest_first=False)


def put_aside(recipients: Collection[str]) -> tuple[Stuck, ...]:
    """What was set aside of some recipients, the latest first."""
    return _read(_I.recipient.in_(recipients), _I.state == "DISCARDED", newest_first=True)


def stuck_one(no: int) -> Stuck | None:
    """One message that waits for a person or was set aside; None when there is none of this number."""
    waits = (_I.state == "RECEIVED") & (_I.last_error == NotYetWaited.code)
    found = _read(_I.no == no, or_(_I.state.in_(("PARKED", "DISCARDED")), waits), newest_first=False)
    return found[0] if found else None


def _read(*where: ColumnElement[bool], newest_first: bool) -> tuple[Stuck, ...]:
    order = _I.aside_at.desc() if newest_first else _I.no
    with store.reading() as link:
        return tuple(
            Stuck(**row._mapping) for row in link.execute(_QUERY.where(*where).order_by(order).limit(MOST))
        )


def retry_stuck(no: int) -> bool:
    """A person has mended the cause: let a message try again, with all its tries. False: it has taken effect."""
    with store.transaction() as link:
        changed = link.execute(
            lt_inbox.update()
            .where(_I.no == no, _I.state.in_(("PARKED", "RECEIVED")))
            .values(state="RECEIVED", tries=0, next_try_at=None)
        )
        return changed.rowcount == 1


def set_aside(no: int, by: str, name: str, reason: str) -> bool:
    """A message will have no effect; the next of its dossier may come. False: it has taken effect meanwhile."""
    with store.transaction() as link:
        changed = link.execute(
            lt_inbox.update()
            .where(_I.no == no, _I.state.in_(("PARKED", "RECEIVED")))
            .values(
                state="DISCARDED",
                aside_at=clock.now(),
                aside_by=by,
                aside_name=name,
                aside_reason=reason,
            )
        )
        if changed.rowcount == 1:
            skip_over(no)
        return changed.rowcount == 1
