"""Dossiers as officers read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select

import forms
from engine import history, mail, people, process, store
from engine.dossier.dates import DueChange, due_changes
from engine.dossier.errors import UnknownDossier
from engine.dossier.numbering import normalise_code
from engine.dossier.supplements import Supplement, supplements_of
from engine.dossier.tables import dossier, dossier_component


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of a dossier with its scans.

    supplement_no: 0 when it came at reception. replaces: position of the earlier paper of its name.
    """

    name: str
    originals: int
    certified: int
    copies: int
    files: tuple[forms.FileInfo, ...]
    supplement_no: int = 0
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A dossier in a list."""

    code: str
    agency_code: str
    lead_agency: str
    procedure_code: str
    procedure_name: str
    subject: str
    channel: str
    status: int
    step: str | None
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on a dossier's cover, and its papers: what is read beside a task."""

    row: DossierRow
    lead_agency_name: str
    applicant: Mapping[str, Any]
    fee: int | None
    received_by: str
    entered_at: datetime
    after_outage: bool
    due_steps: tuple[Mapping[str, Any], ...]
    deployment_id: int | None
    components: tuple[Component, ...]
    files: tuple[forms.FileInfo, ...]
    original_due_at: datetime | None
    waiting_since: datetime | None
    waiting_for: str | None
    payment: str
    delivery: str

    @property
    def is_lead(self) -> bool:
        return self.row.agency_code == self.row.lead_agency


@dataclass(frozen=True, slots=True)
class Dossier(Cover):
    """A dossier with everything an officer of a handling agency may see."""

    open_items: tuple[process.WorkItem, ...]
    supplements: tuple[Supplement, ...]
    due_changes: tuple[DueChange, ...]
    synced: tuple[mail.Synced, ...]

    @property
    def sync(self) -> mail.Sync | None:
        """An axis beside the status: do the portal and the partners know the newest state?"""
        return mail.worst(self.synced)


_D, _C = dossier.c, dossier_component.c
_ONE = store.Read(select(dossier).where(_D.code == bindparam("code"), _D.agency_code == bindparam("agency")))
_COMPONENTS = store.Read(
    select(dossier_component)
    .where(_C.dossier_code == bindparam("code"), _C.agency_code == bindparam("agency"))
    .order_by(_C.position)
)
_LIST = tuple(_D[name] for name in DossierRow.__dataclass_fields__)


def dossier_of(code: str, officer: people.Officer) -> Dossier:
    """A dossier of the officer's agency. Raises UnknownDossier: other agencies' dossiers do not exist for him."""
    agency = officer.agency_code
    with store.reading():
        cover = cover_of(code, officer)
        return Dossier(
            **{name: getattr(cover, name) for name in Cover.__dataclass_fields__},
            open_items=process.items_of(code),
            supplements=supplements_of(code, agency),
            due_changes=due_changes(code, agency),
            synced=mail.synced(agency, code),
        )


def cover_of(code: str, officer: people.Officer) -> Cover:
    """The same without what hangs on it: requests, changes, tasks. Raises UnknownDossier."""
    return store.once((cover_of, code, officer.agency_code), lambda: _cover(code, officer.agency_code))


def _cover(code: str, agency_code: str) -> Cover:
    with store.reading():
        row = store.row(_ONE, code=code, agency=agency_code)
        if row is None:
            raise UnknownDossier(code=code)
        files = process.files_of(code)
        components = tuple(
            Component(
                c.name,
                c.originals,
                c.certified,
                c.copies,
                tuple(files[i] for i in c.file_ids if i in files),
                c.supplement_no,
                c.replaces,
            )
            for c in store.rows(_COMPONENTS, code=code, agency=agency_code)
        )
        return Cover(
            row=DossierRow(**{name: getattr(row, name) for name in DossierRow.__dataclass_fields__}),
            lead_agency_name=people.name_of(row.lead_agency),
            applicant=row.applicant,
            fee=row.fee,
            received_by=row.received_by,
            entered_at=row.entered_at,
            after_outage=row.outage_id is not None,
            due_steps=tuple(row.due_steps),
            deployment_id=row.deployment_id,
            components=components,
            files=tuple(files.values()),
            original_due_at=row.original_due_at,
            waiting_since=row.waiting_since,
            waiting_for=row.waiting_for,
            payment=row.payment,
            delivery=row.delivery,
        )


def search(
    officer: people.Officer, query: str = "", page: int = 1, *, lagging: bool = False
) -> process.Page[DossierRow]:
    """Dossiers of the officer's agency, newest first. query: words of code, name, identity number, procedure.

    lagging: only those whose newest state the portal or a partner does not know.
    """
    where = _D.agency_code == officer.agency_code
    if lagging:
        where = and_(where, _D.code.in_(mail.lagging(officer.agency_code)))
    exact = normalise_code(query)
    for word in process.searchable(exact or query).split():
        where = and_(where, _D.search_text.contains(word, autoescape=True))
    page, size = max(1, page), 25
    rows = select(*_LIST).where(where).order_by(_D.received_at.desc(), _D.code.desc())
    with store.reading() as link:
        total = link.execute(select(func.count()).select_from(dossier).where(where)).scalar_one()
        found = link.execute(rows.limit(size).offset((page - 1) * size))
        return process.Page(tuple(DossierRow(**row._mapping) for row in found), total, page, size)


def history_of(code: str, officer: people.Officer) -> tuple[history.Event, ...]:
    """Everything done to a dossier at this node, oldest first. Raises UnknownDossier."""
    cover_of(code, officer)
    return history.events_of(code)
