"""Supplements: what was asked for, at whose request, until when; what came; both papers kept.

The diagram drives all of it: a step of the shared diagrams says by `mc:tacDong` what it does here, its form's answers
say the rest. Variables: docs/designer-patterns.md.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from engine import clock, law, process, spiff, store
from engine.dossier.dates import record, start_waiting, stop_waiting
from engine.dossier.errors import SupplementRefused
from engine.dossier.notices import set_notice
from engine.dossier.tables import dossier, dossier_component, supplement_request

_S = supplement_request.c
OPEN = ("asked", "sent")


@dataclass(frozen=True, slots=True)
class Supplement:
    """One supplement request. state: asked (by the specialist), sent (to the applicant), done, expired, stopped.

    papers: {ten_giay_to, yeu_cau} as asked for. requested_by: the specialist agency, whoever's desk sends it.
    """

    id: str
    requested_by: str
    asked_by: str
    reason: str
    papers: tuple[Mapping[str, Any], ...]
    document_no: str
    asked_at: datetime
    sent_at: datetime | None
    expires_at: datetime | None
    closed_at: datetime | None
    override_by: str | None
    override_reason: str | None
    clock_rule: str
    state: str


_FIELDS = tuple(Supplement.__dataclass_fields__)
_OF_DOSSIER = store.Read(
    select(*(_S[name] for name in _FIELDS))
    .where(_S.dossier_code == bindparam("code"), _S.agency_code == bindparam("agency"))
    .order_by(_S.asked_at, _S.id)
)


def supplements_of(code: str, agency_code: str) -> tuple[Supplement, ...]:
    """The requests of a dossier at an agency, oldest first."""
    rows = [row._asdict() for row in store.rows(_OF_DOSSIER, code=code, agency=agency_code)]
    return tuple(Supplement(**{**row, "papers": tuple(row["papers"])}) for row in rows)


def ask(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """A specialist has asked, with a leader's leave if it is not the first time.

    Raises SupplementRefused when the agency has asked as often as the rules allow and nobody gave leave.
    """
    instance, given = outcome.instance, outcome.variables
    rules = _rules(outcome)
    requested_by = str(given.get("bo_sung_co_quan") or instance.agency_code)
    override = str(given.get("bo_sung_ngoai_le") or "").strip() or None
    if _asked_before(outcome, requested_by) >= rules.most_per_agency and override is None:
        raise SupplementRefused(code=instance.dossier_code, agency=requested_by)
    store.connection().execute(
        supplement_request.insert(),
        {
            "id": uuid.uuid4().hex,
            "dossier_code": instance.dossier_code,
            "agency_code": instance.agency_code,
            "requested_by": requested_by,
            "asked_by": str(given.get("bo_sung_nguoi_yeu_cau") or outcome.officer.name),
            "reason": str(given.get("bo_sung_ly_do") or ""),
            "papers": _rows(given.get("bo_sung_giay_to")),
            "document_no": str(given.get("bo_sung_so_phieu") or ""),
            "asked_at": outcome.at,
            "sent_at": None,
            "expires_at": None,
            "closed_at": None,
            "override_by": str(given.get("bo_sung_nguoi_cho_phep") or outcome.officer.name)
            if override
            else None,
            "override_reason": override,
            "clock_rule": rules.clock.value,
            "state": "asked",
        },
    )
    data = {"axis": "supplement", "old": None, "new": "asked", "requested_by": requested_by}
    record(outcome, "supplement_asked", data, {"why": given.get("bo_sung_ly_do"), "override": override})


def _asked_before(outcome: process.StepOutcome, requested_by: str) -> int:
    query = select(func.count()).where(
        _S.dossier_code == outcome.instance.dossier_code,
        _S.agency_code == outcome.instance.agency_code,
        _S.requested_by == requested_by,
    )
    return int(store.connection().execute(query.select_from(supplement_request)).scalar_one())


def _rules(outcome: process.StepOutcome) -> law.SupplementRules:
    instance = outcome.instance
    query = select(dossier.c.received_at).where(
        dossier.c.code == instance.dossier_code, dossier.c.agency_code == instance.agency_code
    )
    received: datetime = store.connection().execute(query).scalar_one()
    return law.supplement_rules(clock.local(received).date())


def send(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """The desk has told the applicant: the agency's time stands still, the applicant's begins."""
    rules = _rules(outcome)
    expires = outcome.at + timedelta(days=rules.expires.amount)
    change = {"state": "sent", "sent_at": outcome.at, "expires_at": expires}
    _move(outcome, ("asked",), "sent", change, given=outcome.variables.get("bo_sung_ly_do"))
    instance = outcome.instance
    start_waiting(instance.dossier_code, instance.agency_code, "supplement", outcome.at)
    set_notice(outcome, _notice(outcome, expires))


def _notice(outcome: process.StepOutcome, expires: datetime) -> dict[str, Any]:
    papers = _rows(outcome.variables.get("bo_sung_giay_to"))
    return {
        "kind": "supplement",
        "text": str(outcome.variables.get("bo_sung_ly_do") or ""),
        "papers": [
            {"name": str(p.get("ten_giay_to") or ""), "note": str(p.get("yeu_cau") or "")} for p in papers
        ],
        "until": expires.isoformat(),
    }


def receive(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """The applicant's papers have come: kept beside the first ones; the agency's time runs again by the rules."""
    _keep_papers(outcome, _rows(outcome.variables.get("bo_sung_da_nop")))
    rule = _move(outcome, OPEN, "done", {"state": "done", "closed_at": outcome.at})
    stop_waiting(outcome, law.SupplementRule(rule), str(outcome.variables.get("bo_sung_ly_do") or ""))
    set_notice(outcome, None)


def expire(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """The applicant's time is over; what follows is decided by a person."""
    _move(outcome, OPEN, "expired", {"state": "expired"})


def prolong(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """The applicant is given as much time again."""
    expires = outcome.at + timedelta(days=_rules(outcome).expires.amount)
    _move(outcome, ("expired",), "sent", {"state": "sent", "expires_at": expires})
    set_notice(outcome, _notice(outcome, expires))


def stop(outcome: process.StepOutcome, _element: spiff.Element) -> None:
    """Nothing is waited for any more: the dossier is stopped or withdrawn."""
    _move(outcome, (*OPEN, "expired"), "stopped", {"state": "stopped", "closed_at": outcome.at})
    set_notice(outcome, None)


def _move(
    outcome: process.StepOutcome,
    states: Sequence[str],
    new: str,
    change: Mapping[str, Any],
    given: object = None,
) -> str:
    """Change the newest open request. Answers its clock rule. Raises SupplementRefused when there is none."""
    instance = outcome.instance
    link = store.connection()
    row = link.execute(
        select(_S.id, _S.state, _S.clock_rule)
        .where(
            _S.dossier_code == instance.dossier_code,
            _S.agency_code == instance.agency_code,
            _S.state.in_(states),
        )
        .order_by(_S.asked_at.desc())
        .limit(1)
    ).first()
    if row is None:
        raise SupplementRefused(code=instance.dossier_code, agency=instance.agency_code)
    link.execute(supplement_request.update().where(_S.id == row.id).values(**change))
    record(outcome, f"supplement_{new}", {"axis": "supplement", "old": row.state, "new": new}, {"why": given})
    return str(row.clock_rule)


def _rows(value: object) -> list[dict[str, Any]]:
    return [dict(row) for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def _keep_papers(outcome: process.StepOutcome, papers: Sequence[Mapping[str, Any]]) -> None:
    instance = outcome.instance
    link = store.connection()
    here = (
        dossier_component.c.dossier_code == instance.dossier_code,
        dossier_component.c.agency_code == instance.agency_code,
    )
    known = link.execute(select(dossier_component).where(*here).order_by(dossier_component.c.position)).all()
    position = max((row.position for row in known), default=-1) + 1
    number = max((row.supplement_no for row in known), default=0) + 1
    places = {process.searchable(row.name): row.position for row in known}
    rows = [
        {
            "dossier_code": instance.dossier_code,
            "agency_code": instance.agency_code,
            "position": position + index,
            "name": str(paper.get("ten_giay_to") or ""),
            "originals": int(paper.get("ban_chinh") or 0),
            "certified": 0,
            "copies": int(paper.get("ban_sao") or 0),
            "file_ids": [str(file_id) for file_id in paper.get("tep") or []],
            "supplement_no": number,
            "replaces": places.get(process.searchable(str(paper.get("ten_giay_to") or ""))),
        }
        for index, paper in enumerate(papers)
    ]
    if rows:
        link.execute(dossier_component.insert(), rows)
