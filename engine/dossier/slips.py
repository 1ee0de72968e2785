"""Paper slips of a dossier, as PDF."""

import re
from datetime import datetime
from urllib.parse import quote

from engine import clock, law, people, process, store
from engine.dossier.errors import UnknownDossier
from engine.dossier.paper_blocks import PaperBlock
from engine.dossier.views import Dossier, dossier_of
from forms import slips

FORM_MARK = "Mẫu số {0.number}, {0.set_name}"


def receipt_pdf(code: str, officer: people.Officer) -> bytes:
    """The receipt with the appointment to return the result (PDF/A), as the law's form lays it out.

    Raises UnknownDossier; for a partner's copy too: the lead agency alone gives receipts.
    """
    found = dossier_of(code, officer)
    if not found.is_lead:
        raise UnknownDossier(code=code)
    return slips.render_slip("receipt", dict(_receipt(found, officer)))


def paper_block_pdf(block: PaperBlock, officer: people.Officer) -> bytes:
    """Receipts with their numbers, to fill in by hand on days without computers: two A5 on a page of A4."""
    agency = people.unit(officer.agency_code)
    above = people.name_of(agency.parent_code) if agency.parent_code else ""
    data = {
        "code": f"{block.first}-{block.last}",
        "agency": [above, agency.name],
        "place": place_of(agency.name),
        "issued_at": block.created_at,
        "code_start": f"{officer.agency_code}-",
        "serials": [f"{number.serial:04d}" for number in block.numbers if number.state == "free"],
    }
    return slips.compile_pdf("paper", data, {}, issued_at=block.created_at)


def _receipt(found: Dossier, officer: people.Officer) -> slips.ReceiptData:
    row = found.row
    agency = people.unit(row.lead_agency)
    above = people.name_of(agency.parent_code) if agency.parent_code else ""
    desk = people.unit_for(row.lead_agency, "reception")
    lookup = store.current().profile.lookup_url
    applicant = found.applicant
    return slips.ReceiptData(
        code=row.code,
        form=_form(law.SlipKind.RECEIPT, row.received_at),
        secret="",
        agency=(above, agency.name),
        desk=desk.name if desk.code != agency.code else agency.name,
        place=place_of(agency.name),
        issued_at=row.received_at,
        channel=row.channel,
        applicant={
            "name": applicant["full_name"],
            "address": applicant.get("address", ""),
            "phone": applicant.get("phone", ""),
            "email": applicant.get("email", ""),
            "id_number": applicant.get("id_number", ""),
        },
        owner=None,
        request=row.procedure_name,
        procedure={"code": row.procedure_code, "name": row.procedure_name},
        components=[
            {"name": c.name, "originals": c.originals, "certified": c.certified, "copies": c.copies}
            for c in found.components
        ],
        sets=1,
        limit=_limit(found),
        received_at=row.received_at,
        due_at=row.due_at or row.received_at,
        unconfirmed=[step["facts"]["year"] for step in found.due_steps if step["code"] == "unconfirmed_year"],
        second_phase=None,
        return_by="desk",
        return_place=desk.name,
        fee=found.fee,
        fee_note="",
        book={"volume": "", "number": ""},
        lookup={"url": f"{lookup}/?ma={quote(row.code)}", "address": lookup, "phone": ""},
        officer=found.received_by,
    )


def _form(kind: law.SlipKind, received_at: datetime) -> slips.Form:
    form = law.slip_form(kind, clock.local(received_at).date())
    return slips.Form(title=form.title, mark=FORM_MARK.format(form) if form.number else "")


def place_of(agency_name: str) -> str:
    """`Ủy ban nhân dân thị trấn Chư Prông` → `Chư Prông`: where the slip is signed."""
    return re.split(r"\b(?:xã|phường|thị trấn|thị xã|huyện|thành phố|tỉnh)\b ", agency_name)[-1]


def _limit(found: Dossier) -> str:
    if found.deployment_id is None:
        return ""
    return law.limit_text(process.sheet_of(found.deployment_id).limits[found.row.channel])
