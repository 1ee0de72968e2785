"""Dossiers between agencies: papers and case data travel with the message that the diagram sends."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import clock, history, mail, people, process, spiff, store
from engine.dossier.reception import APPLICANT_WORDS
from engine.dossier.tables import dossier, dossier_component
from engine.errors import InvalidInput

MESSAGE_TYPE = "PROCESS_MESSAGE"
# what every agency must know of a dossier, whatever the diagram sends: when it came, and that it is confidential
ALWAYS_SENT = ("ma_ho_so", "thu_tuc", "kenh", "co_quan", "kin", "ngay_nhan", "ngay_hen_tra")


class NoRecipient(InvalidInput):
    """The diagram does not say which agency a message goes to."""

    code = "no_recipient"


def hand_over(outcome: process.StepOutcome, message: spiff.OutgoingMessage) -> None:
    """Put a diagram's message out to the agency of the pool at the end of its message flow, with the files."""
    instance = outcome.instance
    if message.target_participant is None:
        raise NoRecipient(f"{message.element.id} has no message flow", element=message.element.id)
    pool = process.pool_of(instance.deployment_id, message.target_participant)
    recipient = people.resolve_agency(pool.runs_at or "", instance.lead_agency)
    attachments = tuple(
        mail.Attachment(info.id, info.name, info.content_type, blob.sha256, blob.size)
        for info, blob in process.blobs_of(instance.dossier_code)
    )
    payload = {
        "message": message.name,
        "process_id": pool.process_id,
        "lead_agency": instance.lead_agency,
        "sender_name": people.name_of(instance.agency_code),
        "procedure_code": instance.procedure_code,
        "procedure_name": instance.procedure_name,
        "subject": instance.subject,
        "due_at": instance.due_at.isoformat() if instance.due_at else None,
        "variables": {
            **{name: outcome.variables[name] for name in ALWAYS_SENT if name in outcome.variables},
            **message.payload,
        },
        "components": _components(instance),
    }
    mail.put_out(
        instance.agency_code,
        recipient,
        MESSAGE_TYPE,
        instance.dossier_code,
        payload,
        attachments=attachments,
        procedure_code=instance.procedure_code,
        subject=instance.procedure_name,
    )
    history.record(
        history.act_of(
            outcome.officer,
            "message_sent",
            instance.dossier_code,
            agency_code=instance.agency_code,
            done_at=outcome.at,
            data={"message": message.name, "to": recipient},
        )
    )


def _components(instance: process.Instance) -> list[dict[str, Any]]:
    columns = [c for c in dossier_component.c if c.name not in ("dossier_code", "agency_code")]
    query = select(*columns).where(
        dossier_component.c.dossier_code == instance.dossier_code,
        dossier_component.c.agency_code == instance.agency_code,
    )
    with store.reading() as link:
        rows = link.execute(query.order_by(dossier_component.c.position))
        # SQLAlchemy's column names are a kind of str that orjson refuses as keys
        return [{str(name): value for name, value in row._mapping.items()} for row in rows]


def take_transfer(
    row: mail.Incoming, payload: Mapping[str, Any], attachments: Sequence[mail.Attachment]
) -> None:
    """Receive what another agency has handed over, in the transaction that applies the message.

    Raises mail.NotYetWaited when the process here does not wait for it yet.
    """
    due_at = payload.get("due_at")
    received = payload["variables"].get("ngay_nhan")
    case = process.Case(
        dossier_code=row.dossier,
        procedure_code=payload["procedure_code"],
        procedure_name=payload["procedure_name"],
        subject=payload["subject"],
        agency_code=row.recipient,
        lead_agency=payload["lead_agency"],
        due_at=datetime.fromisoformat(due_at) if due_at else None,
        variables=process.rule_variables(datetime.fromisoformat(received) if received else clock.now()),
    )
    _keep_copy(case, payload, row.sender)
    for attachment in attachments:
        process.insert_file(
            attachment.name,
            attachment.content_type,
            store.StoredBlob(attachment.sha256, attachment.size),
            people.SYSTEM.account_id,
            row.dossier,
            attachment.file_id,
        )
    message = process.IncomingMessage(
        name=payload["message"],
        key=row.dossier,
        process_id=payload.get("process_id"),
        payload=payload["variables"],
        case=case,
        sender_name=payload["sender_name"],
    )
    if not process.correlate(message):
        raise mail.NotYetWaited(message=message.name, dossier=row.dossier)


def _keep_copy(case: process.Case, payload: Mapping[str, Any], sender: str) -> None:
    link = store.connection()
    here = (dossier.c.code == case.dossier_code, dossier.c.agency_code == case.agency_code)
    if link.execute(select(dossier.c.code).where(*here)).first() is not None:
        return
    now = clock.now()
    variables = payload["variables"]
    received = variables.get("ngay_nhan")
    row = {
        "code": case.dossier_code,
        "agency_code": case.agency_code,
        "lead_agency": case.lead_agency,
        "procedure_code": case.procedure_code,
        "procedure_name": case.procedure_name,
        "secret": bool(variables.get("kin")),
        "deployment_id": None,
        "channel": variables.get("kenh", "direct"),
        "applicant": {
            name: variables.get("nguoi_nop", {}).get(word) or "" for name, word in APPLICANT_WORDS.items()
        },
        "subject": case.subject,
        "search_text": process.searchable(case.dossier_code, case.subject, case.procedure_name),
        "fee": None,
        "status": 4,
        "step": None,
        "received_at": datetime.fromisoformat(received) if received else now,
        "entered_at": now,
        "due_at": case.due_at,
        "due_steps": [],
        "original_due_at": case.due_at,
        "waiting_since": None,
        "waiting_for": None,
        "payment": "none",
        "delivery": "none",
        "notice": None,
        "received_by": payload["sender_name"],
    }
    unset = dict.fromkeys(("finished_at", "returned_at", "request_key", "outage_id"))
    link.execute(dossier.insert(), {**row, **unset})
    components = [
        {**component, "dossier_code": case.dossier_code, "agency_code": case.agency_code}
        for component in payload.get("components", [])
    ]
    if components:
        link.execute(dossier_component.insert(), components)
    history.record(
        history.Event(
            agency_code=case.agency_code,
            dossier_code=case.dossier_code,
            kind="handed_over",
            actor_id=sender,
            actor_name=payload["sender_name"],
            data={"message": payload["message"], "files": len(payload.get("components", []))},
        )
    )
