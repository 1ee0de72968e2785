"""A dossier follows its process: status, public step, fee, dates, and what leaves for others and the public."""

from sqlalchemy import bindparam, case, func, or_

from engine import process, store
from engine.dossier import payments, publishing, transfers
from engine.dossier.effects import follow_effects
from engine.dossier.statuses import READY_AT_DESK, follow_statuses
from engine.dossier.tables import dossier

RETURNED = 10
# what forms and decisions call the charge for a service and the administrative charge
FEES = ("phi", "le_phi")

_D = dossier.c
_status = bindparam("new_status", type_=_D.status.type)
_fee = bindparam("new_fee", type_=_D.fee.type)
_delivery = bindparam("new_delivery", type_=_D.delivery.type)
_now = bindparam("at_instant", type_=_D.finished_at.type)
_FOLLOW = store.Write(
    dossier.update()
    .where(_D.code == bindparam("of_code"), _D.agency_code == bindparam("of_agency"))
    .values(
        status=func.coalesce(_status, _D.status),
        step=bindparam("new_step"),
        fee=func.coalesce(_fee, _D.fee),
        finished_at=case(
            (
                or_(*(_status == ready for ready in READY_AT_DESK), bindparam("ended") == 1),
                func.coalesce(_D.finished_at, _now),
            ),
            else_=_D.finished_at,
        ),
        returned_at=case((_status == RETURNED, func.coalesce(_D.returned_at, _now)), else_=_D.returned_at),
        delivery=func.coalesce(_delivery, _D.delivery),
    ),
    after_its_kind=True,
)


def follow(outcome: process.StepOutcome) -> None:
    """Called inside the transaction of every step of every process."""
    status, delivery = follow_statuses(outcome)
    step = _step_of(outcome)
    instance = outcome.instance
    values = {
        "of_code": instance.dossier_code,
        "of_agency": instance.agency_code,
        "new_status": status,
        "new_step": step,
        "new_fee": _fee_of(outcome),
        "new_delivery": delivery,
        "ended": 1 if outcome.finished else 0,
        "at_instant": outcome.at,
    }
    store.write(_FOLLOW, values)
    charged = payments.follow_fees(outcome)
    changed = follow_effects(outcome) or charged or outcome.kind == "started"
    payments.hold_results(outcome)
    for message in outcome.outgoing:
        transfers.hand_over(outcome, message)
    publishing.publish(outcome, status, step, told_anew=changed)


def _fee_of(outcome: process.StepOutcome) -> int | None:
    """What is to be paid, in đồng, as far as the process knows it by now."""
    known = (outcome.variables.get(name) for name in FEES)
    return next((fee for fee in known if type(fee) is int), None)


def _step_of(outcome: process.StepOutcome) -> str | None:
    """What is being done now, in words for the public; several parallel steps joined."""
    words = [element.properties.get("mc:buoc") or element.name for element in outcome.open_elements]
    if not words:
        words = [
            s.element.properties.get("mc:buoc") or s.element.name
            for s in outcome.steps[-1:]
            if s.what == "entered" or outcome.finished
        ]
    return " · ".join(dict.fromkeys(filter(None, words))) or None
