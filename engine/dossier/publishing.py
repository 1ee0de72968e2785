"""What the public may see: sent by every agency's node as it changes, kept and shown by the portal."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import clock, fees, law, mail, people, process, store
from engine.dossier.errors import UnknownDossier
from engine.dossier.identity import mask_name
from engine.dossier.numbering import normalise_code
from engine.dossier.tables import dossier, public_status

MESSAGE_TYPE = "STATUS"

_P = public_status.c


@dataclass(frozen=True, slots=True)
class AgencyStep:
    """What one agency is doing with a dossier. working: it holds open work now."""

    agency_name: str
    status: int | None
    step: str | None
    working: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """A dossier as anyone may see it. procedure_name: None when the procedure is confidential.

    updated_at: when the portal heard of the last change. notice: as in `set_notice`, None without one.
    due_steps: why due_at, as `law.Step.as_json`, from the receipt to due_at; empty where the agency has not said it.
    fees: {due, paid, refunded, waived: đồng, lines: [{name, amount, state}]}, None without any.
    """

    code: str
    procedure_name: str | None
    masked_name: str
    status: int
    step: str | None
    lead_agency_name: str
    holder_name: str
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    updated_at: datetime
    agencies: tuple[AgencyStep, ...]
    notice: Mapping[str, Any] | None = None
    due_steps: tuple[Mapping[str, Any], ...] = ()
    fees: Mapping[str, Any] | None = None


def publish(
    outcome: process.StepOutcome, status: int | None, step: str | None, *, told_anew: bool = False
) -> None:
    """Tell the portal, with the transaction of the step itself.

    told_anew: the step has set, or may have changed, the due instant with its explanation and the notice.
    """
    portal = store.current().profile.portal
    if portal is None:
        return
    instance = outcome.instance
    variables = outcome.variables
    payload = {
        "agency_name": _agency_name(instance.agency_code),
        "lead_agency": instance.lead_agency,
        "procedure_name": None if variables.get("kin") else instance.procedure_name,
        "masked_name": mask_name(instance.subject),
        "status": status,
        "step": step,
        "working": not outcome.finished and bool(outcome.open_elements),
        "received_at": variables.get("ngay_nhan"),
        "due_at": instance.due_at.isoformat() if instance.due_at else None,
        "changed_at": outcome.at.isoformat(),
    }
    if told_anew:
        payload |= _told(instance.dossier_code, instance.agency_code)
    mail.put_out(
        instance.agency_code,
        portal,
        MESSAGE_TYPE,
        instance.dossier_code,
        payload,
        procedure_code=instance.procedure_code,
    )


def _told(code: str, agency_code: str) -> dict[str, Any]:
    query = select(dossier.c.due_at, dossier.c.due_steps, dossier.c.notice, dossier.c.secret).where(
        dossier.c.code == code, dossier.c.agency_code == agency_code
    )
    row = store.connection().execute(query).first()
    if row is None:
        return {}
    return {
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "due_steps": row.due_steps,
        "notice": row.notice,
        "fees": _fees_told(code, agency_code, named=not row.secret),
    }


def _fees_told(code: str, agency_code: str, *, named: bool) -> dict[str, Any] | None:
    """What the public may know of the fees: sums, and lines of the published sheet; nobody's name, no receipt."""
    account = fees.account_of(fees.Owner(code, agency_code))
    lines = [
        {"name": charge.name, "amount": charge.amount, "state": charge.state}
        for charge in account.charges
        if charge.state != "dropped"
    ]
    # the names of its charges would tell a confidential procedure
    return {**asdict(account.sums), "lines": lines if named else []} if lines else None


def publish_fees(code: str, agency_code: str) -> None:
    """Tell the portal what became of a dossier's fees between two steps, in the transaction of the act."""
    portal = store.current().profile.portal
    if portal is None:
        return
    query = select(dossier).where(dossier.c.code == code, dossier.c.agency_code == agency_code)
    row = store.connection().execute(query).one()
    payload = {
        "agency_name": _agency_name(agency_code),
        "lead_agency": row.lead_agency,
        "procedure_name": None if row.secret else row.procedure_name,
        "masked_name": mask_name(row.subject),
        "received_at": row.received_at.isoformat(),
        "changed_at": clock.now().isoformat(),
        **_told(code, agency_code),
    }
    mail.put_out(agency_code, portal, MESSAGE_TYPE, code, payload, procedure_code=row.procedure_code)


def _agency_name(code: str) -> str:
    return store.remembered((_agency_name, code), lambda: people.name_of(code))


def take_status(
    row: mail.Incoming, payload: Mapping[str, Any], _attachments: Sequence[mail.Attachment] = ()
) -> None:
    """On the portal: keep what an agency says of a dossier, in the transaction that applies the message."""
    link = store.connection()
    place = (_P.dossier_code == row.dossier, _P.agency_code == row.sender)
    old = link.execute(select(public_status).where(*place)).first()
    changed_at = datetime.fromisoformat(payload["changed_at"])
    status = payload.get("status") or (old.status if old else None)
    due_at = _instant(payload.get("due_at"))
    values = {
        "agency_name": payload["agency_name"],
        "lead_agency": payload["lead_agency"],
        "procedure_name": payload.get("procedure_name"),
        "masked_name": payload["masked_name"],
        "status": status,
        # news of the fees alone says nothing of the steps
        "step": payload.get("step", old.step if old else None),
        "working": bool(payload.get("working", old.working if old else False)),
        "received_at": _instant(payload.get("received_at")),
        "due_at": due_at,
        "due_steps": _explanation(payload.get("due_steps", old.due_steps if old else None), due_at),
        "finished_at": _first(old, "finished_at", changed_at if status in (8, 9, 10) else None),
        "returned_at": _first(old, "returned_at", changed_at if status == 10 else None),
        "notice": payload.get("notice", old.notice if old else None),
        "fees": payload.get("fees", old.fees if old else None),
        "changed_at": changed_at,
        "updated_at": clock.now(),
    }
    if old is None:
        link.execute(
            public_status.insert(), {"dossier_code": row.dossier, "agency_code": row.sender, **values}
        )
    else:
        link.execute(public_status.update().where(*place).values(values))


def _explanation(steps: object, due_at: datetime | None) -> list[Mapping[str, Any]]:
    """What is said to lead to an instant, if it does: the public is shown no reason that is another date's."""
    if due_at is None or not isinstance(steps, list):
        return []
    try:
        reckoned = tuple(map(law.step_from, steps))
    except law.BadExplanation:
        return []
    return steps if law.explains(reckoned, due_at) else []


def _first(old: Any, name: str, now: datetime | None) -> datetime | None:
    return (getattr(old, name) if old is not None else None) or now


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def public_status_of(typed: str) -> PublicStatus:
    """Look a dossier up by the code on its receipt. Raises UnknownDossier, also for what cannot be a code."""
    code = normalise_code(typed)
    if code is None:
        raise UnknownDossier(code=typed[:40])
    with store.reading() as link:
        rows = link.execute(
            select(public_status).where(_P.dossier_code == code).order_by(_P.changed_at)
        ).all()
    lead = next((row for row in rows if row.agency_code == row.lead_agency), None)
    if lead is None:
        raise UnknownDossier(code=code)
    holder = next((row for row in reversed(rows) if row.working), lead)
    return PublicStatus(
        code=code,
        procedure_name=lead.procedure_name,
        masked_name=lead.masked_name,
        status=lead.status or 2,
        step=holder.step,
        lead_agency_name=lead.agency_name,
        holder_name=holder.agency_name,
        received_at=lead.received_at,
        due_at=lead.due_at,
        finished_at=lead.finished_at,
        returned_at=lead.returned_at,
        updated_at=max(row.updated_at for row in rows),
        notice=lead.notice,
        due_steps=tuple(lead.due_steps or ()),
        fees=lead.fees,
        agencies=tuple(
            AgencyStep(row.agency_name, row.status, row.step, row.working, row.changed_at) for row in rows
        ),
    )
