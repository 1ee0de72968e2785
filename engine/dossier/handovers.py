"""Results that lie at an agency, and the paper with which many are handed over at once."""

from collections.abc import Collection

from sqlalchemy import select

from engine import clock, law, people, process, store
from engine.dossier.errors import SlipNotPrintable
from engine.dossier.slips import Slip, print_list
from engine.dossier.tables import dossier
from engine.dossier.views import DossierRow
from forms import slips

RESULT_READY = 9
MOST = 500
_D = dossier.c
_LIST = tuple(_D[name] for name in DossierRow.__dataclass_fields__)


def results_at(officer: people.Officer) -> tuple[DossierRow, ...]:
    """Dossiers of the officer's agency whose result is there and not returned yet, by code."""
    query = select(*_LIST).where(
        _D.agency_code == officer.agency_code,
        _D.lead_agency == officer.agency_code,
        _D.status == RESULT_READY,
        _D.returned_at.is_(None),
    )
    with store.reading() as link:
        return tuple(DossierRow(**row._mapping) for row in link.execute(query.order_by(_D.code).limit(MOST)))


def print_handover(codes: Collection[str], officer: people.Officer) -> Slip:
    """Issue the hand-over list of these results, from the agency to its desk. Raises SlipNotPrintable without any."""
    chosen = [row.code for row in results_at(officer) if row.code in codes]
    if not chosen:
        raise SlipNotPrintable("handover", kind=law.SlipKind.HANDOVER.value)
    query = (
        select(_D.code, _D.procedure_name, _D.subject, _D.applicant, _D.fee, _D.channel, _D.deployment_id)
        .where(_D.agency_code == officer.agency_code, _D.code.in_(chosen))
        .order_by(_D.code)
    )
    with store.reading() as link:
        rows = link.execute(query).all()
    lines = [
        slips.HandedResult(
            code=row.code,
            request=row.procedure_name,
            result=_result(row.deployment_id),
            owner=row.applicant.get("full_name") or row.subject,
            address=row.applicant.get("address") or "",
            fee=bool(row.fee),
            post=row.channel == "post",
        )
        for row in rows
    ]
    data = {
        "giver": people.name_of(officer.unit_code),
        "taker": people.unit_for(officer.agency_code, "reception").name,
        "rows": lines,
    }
    return print_list(law.SlipKind.HANDOVER, clock.today(), data, officer)


def _result(deployment_id: int | None) -> str:
    results = process.sheet_of(deployment_id).results if deployment_id is not None else ()
    return results[0].name if results else ""
