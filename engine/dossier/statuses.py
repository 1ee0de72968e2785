"""A dossier's national status: moved by the diagram's `mc:trangThai` alone, along the moves that the law allows."""

from sqlalchemy import bindparam, select

from engine import clock, law, process, store
from engine.dossier.dates import record
from engine.dossier.deliveries import READY, record_delivery
from engine.dossier.errors import StatusNotAllowed
from engine.dossier.tables import dossier

PROPERTY = "mc:trangThai"
# a result or a written refusal lies at the desk: the agency is done, the applicant may collect
READY_AT_DESK = (8, 9)

_D = dossier.c
_NOW = store.Read(
    select(_D.status, _D.delivery, _D.received_at).where(
        _D.code == bindparam("code"), _D.agency_code == bindparam("agency")
    )
)


def follow_statuses(outcome: process.StepOutcome) -> tuple[int | None, str | None]:
    """Take the dossier through the statuses of what was entered, in order.

    Answers the last one, and where the result is when that has changed; None for what stays as it is.

    Raises StatusNotAllowed.
    """
    declared = [
        step.element
        for step in outcome.steps
        if step.what == "entered" and PROPERTY in step.element.properties
    ]
    if not declared:
        return None, None
    instance = outcome.instance
    row = store.row(_NOW, code=instance.dossier_code, agency=instance.agency_code)
    if row is None:
        return int(declared[-1].properties[PROPERTY]), None
    rules = law.status_rules(clock.local(row.received_at).date())
    status: int = row.status
    delivery: str = row.delivery
    for element in declared:
        new = int(element.properties[PROPERTY])
        if not rules.allows(status, new):
            raise StatusNotAllowed(f"{status} → {new} at {element.id}", old=status, new=new)
        if new != status:
            why = {"element": element.id, "name": element.name, "act": outcome.kind}
            record(outcome, "status_changed", {"axis": "status", "old": status, "new": new, "why": why})
            if new in READY_AT_DESK:
                delivery = _at_the_desk(outcome, delivery, why)
        status = new
    return status, delivery if delivery != row.delivery else None


def _at_the_desk(outcome: process.StepOutcome, delivery: str, why: object) -> str:
    if delivery != READY:
        record_delivery(outcome, delivery, READY, why)
    return READY
