"""Signals on their way: a row for each instance that is to hear one, written with the act that threw it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, literal_column, select, union

from engine import mail, store
from engine.process.cache import Instance
from engine.process.tables import message_subscription, process_instance, signal_delivery

_I = process_instance.c
_S = message_subscription.c
_D = signal_delivery.c

# those who wait for it; and those who may, once they have heard what was thrown before
_LISTENING = union(
    select(_S.instance_id).where(_S.name == bindparam("of_name"), _S.kind == literal_column("'signal'")),
    select(_D.instance_id),
)
_BROADCAST = signal_delivery.insert().from_select(
    ["instance_id", "name", "thrown_by", "thrown_at", "attempts", "next_at"],
    select(
        _I.id,
        bindparam("of_name", type_=_D.name.type),
        bindparam("by", type_=_D.thrown_by.type),
        bindparam("at", type_=_D.thrown_at.type),
        literal_column("0"),
        bindparam("at", type_=_D.next_at.type),
    )
    .where(
        _I.id.in_(_LISTENING),
        _I.agency_code == bindparam("of_agency"),
        _I.id != bindparam("thrower"),  # it has heard them already
    )
    .order_by(_I.started_at, _I.id),
)


def broadcast(thrower: Instance, names: Sequence[str], now: datetime) -> None:
    """Address signals to every other instance of the agency that waits for them, in the act's own transaction."""
    heard = 0
    with store.transaction() as link:
        for name in names:
            values = {"of_name": name, "by": thrower.dossier_code, "at": now}
            values |= {"of_agency": thrower.agency_code, "thrower": thrower.id}
            heard += link.execute(_BROADCAST, values).rowcount
    if heard:
        store.after_commit(mail.ring)
