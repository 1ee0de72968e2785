"""A dossier's national status: moved by the diagram's `mc:trangThai` alone, along the moves that the law allows."""

from sqlalchemy import select

from engine import clock, law, process, store
from engine.dossier.dates import record
from engine.dossier.deliveries import set_delivery
from engine.dossier.errors import StatusNotAllowed
from engine.dossier.tables import dossier

PROPERTY = "mc:trangThai"
# a result or a written refusal lies at the desk: the agency is done, the applicant may collect
READY_AT_DESK = (8, 9)

_D = dossier.c
_NOW = select(_D.status, _D.received_at)


def follow_statuses(outcome: process.StepOutcome) -> int | None:
    """Take the dossier through the statuses of what was entered, in order. Answers the last one, None without any.

    Raises StatusNotAllowed.
    """
    declared = [
        step.element
        for step in outcome.steps
        if step.what == "entered" and PROPERTY in step.element.properties
    ]
    if not declared:
        return None
    instance = outcome.instance
    query = _NOW.where(_D.code == instance.dossier_code, _D.agency_code == instance.agency_code)
    row = store.connection().execute(query).first()
    if row is None:
        return int(declared[-1].properties[PROPERTY])
    rules = law.status_rules(clock.local(row.received_at).date())
    status: int = row.status
    for element in declared:
        new = int(element.properties[PROPERTY])
        if not rules.allows(status, new):
            raise StatusNotAllowed(f"{status} → {new} at {element.id}", old=status, new=new)
        if new != status:
            why = {"element": element.id, "name": element.name, "act": outcome.kind}
            record(outcome, "status_changed", {"axis": "status", "old": status, "new": new, "why": why})
            if new in READY_AT_DESK:
                set_delivery(outcome, "ready", why)
        status = new
    return status
