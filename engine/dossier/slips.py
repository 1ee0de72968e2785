"""Papers issued: printed from the dossier, numbered, kept as they were printed, checked by anybody who holds one.

The bytes lie among the node's files under their digest; a row says what was issued, when and by whom.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import select

from engine import clock, history, law, people, store
from engine.dossier.errors import SlipNotPrintable, UnknownSlip
from engine.dossier.paper_blocks import PaperBlock
from engine.dossier.places import place_of
from engine.dossier.slip_contents import (
    about,
    contents,
    form_day,
    given_number,
    issued_when,
    matter_of,
    printable,
)
from engine.dossier.slip_numbers import next_number
from engine.dossier.slip_templates import SlipTemplate, template_in_force
from engine.dossier.tables import slip
from engine.dossier.views import dossier_of
from forms import slips

_log = structlog.get_logger()
MOST_BYTES = 20 * 1024 * 1024
CHECK_PATH = "/phieu"
_S = slip.c


@dataclass(frozen=True, slots=True)
class Slip:
    """One paper as it was issued. number: "" for papers without one. dossier_code: "" for lists."""

    id: str
    agency_code: str
    dossier_code: str
    kind: str
    about: str
    title: str
    form_mark: str
    number: str
    template_version: int
    issued_at: datetime
    issued_by: str
    issued_name: str
    unit_code: str
    sha256: str


_COLUMNS = tuple(_S[name] for name in Slip.__dataclass_fields__)


def printable_slips(code: str, officer: people.Officer) -> tuple[law.SlipKind, ...]:
    """The papers that may be printed for a dossier now. Raises UnknownDossier."""
    return printable(matter_of(dossier_of(code, officer), officer))


def print_slip(kind: law.SlipKind, code: str, officer: people.Officer, receipt_id: str = "") -> Slip:
    """Issue a paper of a dossier: number it, print it, keep it, remember it.

    receipt_id: which of its fee receipts, "" for the newest.
    Raises UnknownDossier, SlipNotPrintable when there is nothing to say on it (a partner's copy has no papers here),
    NoSlipForm, slips.SlipError.
    """
    matter = matter_of(dossier_of(code, officer), officer, receipt_id)
    if kind not in printable(matter):
        raise SlipNotPrintable(kind.value, kind=kind.value)
    form = law.slip_form(kind, form_day(kind, matter))
    which = about(kind, matter)
    number = given_number(kind, matter) or _number_of(form, officer, code, which)
    return _issue(form, officer, contents(kind, matter), code, which, number, issued_when(kind, matter))


def print_list(kind: law.SlipKind, day: date, data: Mapping[str, object], officer: people.Officer) -> Slip:
    """Issue a list of dossiers: the register, a hand-over of results. day: whose form it is printed on."""
    form = law.slip_form(kind, day)
    number = _next(kind, officer.agency_code)
    code = f"{officer.agency_code}-{_LIST_MARKS[kind]}-{clock.today().year}-{number:04d}"
    place = place_of(people.name_of(officer.agency_code))
    head = {"code": code, "place": place, "officer": officer.name}
    return _issue(form, officer, {**head, **data}, "", "", code, clock.now())


_LIST_MARKS = {law.SlipKind.HANDOVER: "BG", law.SlipKind.REGISTER: "STD"}


def receipt_pdf(code: str, officer: people.Officer) -> bytes:
    """The receipt as it was first printed; the first call prints it. Raises as `print_slip`."""
    kind = law.SlipKind.RECEIPT
    earlier = [one for one in slips_of(code, officer) if one.kind == kind.value]
    return slip_pdf(earlier[0] if earlier else print_slip(kind, code, officer))


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


def slips_of(code: str, officer: people.Officer) -> tuple[Slip, ...]:
    """What was printed for a dossier at the officer's agency, oldest first. Raises UnknownDossier."""
    dossier_of(code, officer)
    return _find((_S.dossier_code == code, _S.agency_code == officer.agency_code))


def slip_of(slip_id: str, officer: people.Officer) -> Slip:
    """A paper of the officer's agency. Raises UnknownSlip."""
    found = issued_slip(slip_id)
    if found.agency_code != officer.agency_code:
        raise UnknownSlip(slip_id)
    return found


def issued_slip(slip_id: str) -> Slip:
    """For whoever holds a paper: that it was issued. Show nothing but kind, form, day and agency. Raises UnknownSlip."""
    found = _find((_S.id == slip_id.strip().lower(),))
    if not found:
        raise UnknownSlip(slip_id[:40])
    return found[0]


def slip_pdf(issued: Slip) -> bytes:
    """The bytes as they were printed. Raises store's BlobMissing."""
    with store.current().blobs.open(issued.sha256) as file:
        return file.read()


def _find(where: Iterable[Any]) -> tuple[Slip, ...]:
    query = select(*_COLUMNS).where(*where).order_by(_S.issued_at, _S.id)
    with store.reading() as link:
        return tuple(Slip(**row._mapping) for row in link.execute(query))


def _number_of(form: law.SlipForm, officer: people.Officer, code: str, which: str) -> str:
    """The number that this paper has already, else the next one with the form's mark behind it."""
    if not form.mark:
        return ""
    for earlier in slips_of(code, officer):
        if (earlier.kind, earlier.about) == (form.kind.value, which):
            return earlier.number
    return f"{_next(form.kind, officer.agency_code)}/{form.mark}"


def _next(kind: law.SlipKind, agency_code: str) -> int:
    with store.transaction():
        return next_number(agency_code, kind.value, clock.today().year)


def _issue(
    form: law.SlipForm,
    officer: people.Officer,
    data: Mapping[str, object],
    code: str,
    which: str,
    number: str,
    dated: datetime,
) -> Slip:
    """Print outside any transaction, then keep the bytes, the row and the event."""
    slip_id = secrets.token_hex(10)
    words = slips.form_words(form.title, form.number, form.set_name)
    template = template_in_force(officer.agency_code, form.kind.value, clock.today())
    whole = {
        **data,
        "form": words,
        "number": number,
        "agency": _agency(officer.agency_code),
        "issued_at": dated,
        "verification": verification(slip_id),
        "blocks": template.blocks,
    }
    pdf = _printed(form.kind.value, whole, template)
    stored = store.current().blobs.put([pdf], limit=MOST_BYTES)
    issued = Slip(
        id=slip_id,
        agency_code=officer.agency_code,
        dossier_code=code,
        kind=form.kind.value,
        about=which,
        title=form.title,
        form_mark=words["mark"],
        number=number,
        template_version=template.version,
        issued_at=clock.now(),
        issued_by=officer.account_id,
        issued_name=officer.name,
        unit_code=officer.unit_code,
        sha256=stored.sha256,
    )
    _remember(issued, officer)
    return issued


def _printed(kind: str, data: Mapping[str, object], template: SlipTemplate) -> bytes:
    """An applicant does not go home without his paper because a template cannot take his data: ours can."""
    try:
        return slips.print_slip(kind, data, template.source)
    except slips.SlipError as error:
        if template.source is None:
            raise
        _log.warning("slip_template_failed", kind=kind, version=template.version, complaint=error.detail)
        return slips.print_slip(kind, data)


def _agency(agency_code: str) -> tuple[str, str]:
    agency = people.unit(agency_code)
    return (people.name_of(agency.parent_code) if agency.parent_code else "", agency.name)


def verification(slip_id: str) -> slips.Verification:
    """Where a paper is checked: this agency's own page, by the paper's opaque id."""
    address = store.current().profile.base_url.rstrip("/") + CHECK_PATH
    return slips.Verification(url=f"{address}/{slip_id}", address=address.split("://")[-1], id=slip_id)


def _remember(issued: Slip, officer: people.Officer) -> None:
    with store.transaction():
        store.connection().execute(slip.insert(), asdict(issued))
        history.record(
            history.act_of(
                officer,
                "slip_printed",
                issued.dossier_code or issued.number,
                agency_code=issued.agency_code,
                element_name=issued.title,
                data={
                    "slip": issued.id,
                    "kind": issued.kind,
                    "number": issued.number,
                    "sha256": issued.sha256,
                },
            )
        )
