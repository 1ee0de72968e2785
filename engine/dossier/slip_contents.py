"""What a dossier's papers say, kind by kind; and which of them there is something to say on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from engine import clock, fees, history, law, mail, people, process, store
from engine.dossier.control_rows import control_rows
from engine.dossier.dates import DueChange
from engine.dossier.places import place_of
from engine.dossier.supplements import Supplement
from engine.dossier.transfers import MESSAGE_TYPE
from engine.dossier.views import Dossier
from forms import slips

STOPPED, RESULT_READY, RETURNED, REFUSED = 8, 9, 10, 3
# what a new day is given by
_NEW_DAYS = ("apology", "extension")
# a charge for a service, an administrative charge, as receipts mark them
_FEE_MARKS = {"phi": "P", "le_phi": "LP"}
# variables of the shared diagrams: the document's number, why, on what basis, who signed
_NUMBERS = {"refusal": "so_van_ban_tu_choi", "stop": "so_thong_bao_dung"}


@dataclass(frozen=True, slots=True)
class Matter:
    """A dossier as its papers need it. variables: of its case at this agency. wanted: id of a fee receipt, "" for the newest."""

    found: Dossier
    officer: people.Officer
    variables: Mapping[str, Any] = field(default_factory=dict)
    receipts: tuple[fees.Receipt, ...] = ()
    wanted: str = ""

    @property
    def sheet(self) -> law.Sheet | None:
        deployment = self.found.deployment_id
        return None if deployment is None else process.sheet_of(deployment)

    def said(self, name: str) -> str:
        return str(self.variables.get(name) or "").strip()

    @property
    def desk(self) -> str:
        return people.unit_for(self.found.row.lead_agency, "reception").name

    @property
    def supplement(self) -> Supplement | None:
        """The newest request, whose slip the desk sends."""
        return self.found.supplements[-1] if self.found.supplements else None

    @property
    def new_day(self) -> DueChange | None:
        """The newest day that a person has set."""
        return next((one for one in reversed(self.found.due_changes) if one.kind in _NEW_DAYS), None)

    @property
    def receipt(self) -> fees.Receipt | None:
        """The fee receipt to print; cancelled ones are not printed again."""
        given = [one for one in self.receipts if one.cancelled_at is None and self.wanted in ("", one.id)]
        return max(given, key=lambda one: (one.collected_at, one.number)) if given else None

    @property
    def is_over(self) -> bool:
        return self.found.row.status in (STOPPED, RETURNED, REFUSED)


def matter_of(found: Dossier, officer: people.Officer, wanted: str = "") -> Matter:
    """The dossier with its variables and receipts. wanted: the fee receipt that is meant, "" for the newest."""
    row = found.row
    account = fees.account_of(fees.Owner(row.code, row.agency_code))
    return Matter(found, officer, process.variables_of(row.code, row.agency_code), account.receipts, wanted)


def printable(matter: Matter) -> tuple[law.SlipKind, ...]:
    """The papers of a dossier that there is something to say on, in the order of its life; none for a partner's copy."""
    if not matter.found.is_lead:
        return ()
    kinds = law.SlipKind
    offered = {
        kinds.RECEIPT: True,
        kinds.CONTROL: True,
        kinds.SUPPLEMENT: matter.supplement is not None,
        kinds.APOLOGY: matter.new_day is not None,
        kinds.REFUSAL: bool(matter.said("ly_do_tu_choi")) and matter.is_over,
        kinds.STOP: bool(matter.said("ly_do_dung")) and matter.is_over,
        kinds.FEE: matter.receipt is not None,
        kinds.RETURNED: matter.found.row.status in (RESULT_READY, RETURNED),
    }
    return tuple(kind for kind, there in offered.items() if there)


def about(kind: law.SlipKind, matter: Matter) -> str:
    """Which of several papers of a kind this is, so that a second print has the number of the first."""
    if kind is law.SlipKind.SUPPLEMENT and matter.supplement:
        return matter.supplement.id
    if kind is law.SlipKind.APOLOGY and matter.new_day:
        return matter.new_day.decided_at.isoformat()
    if kind is law.SlipKind.FEE and matter.receipt:
        return matter.receipt.id
    return ""


def given_number(kind: law.SlipKind, matter: Matter) -> str:
    """The number that it has already: from a form, from the book of receipts; "" for the next of the system's own."""
    if kind is law.SlipKind.FEE and matter.receipt:
        return matter.receipt.printed_number
    if kind is law.SlipKind.SUPPLEMENT and matter.supplement:
        return matter.supplement.document_no.strip()
    if kind is law.SlipKind.APOLOGY and matter.new_day:
        return matter.new_day.document_no.strip()
    return matter.said(_NUMBERS[kind]) if kind in _NUMBERS else ""


def contents(kind: law.SlipKind, matter: Matter) -> dict[str, object]:
    """The data of a paper that come from the dossier; head, form and verification are added by whoever issues it."""
    return {**_common(matter), **_CONTENTS[kind](matter)}


def _common(matter: Matter) -> dict[str, object]:
    row, person = matter.found.row, matter.found.applicant
    lookup = store.current().profile.lookup_url
    return {
        "code": row.code,
        "lookup": {"url": f"{lookup}/?ma={quote(row.code)}", "address": lookup, "phone": ""},
        "applicant": {
            "name": person.get("full_name") or row.subject,
            **{key: person.get(key) or "" for key in ("address", "phone", "email", "id_number")},
        },
        "request": row.procedure_name,
        "procedure": {"code": row.procedure_code, "name": row.procedure_name},
        "received_at": row.received_at,
        "officer": matter.officer.name,
        "place": place_of(people.name_of(row.lead_agency)),
    }


def _receipt(matter: Matter) -> dict[str, object]:
    found, sheet = matter.found, matter.sheet
    due_at = found.original_due_at or found.row.due_at or found.row.received_at
    return {
        "secret": "",
        "desk": matter.desk,
        "channel": found.row.channel,
        "owner": None,
        "components": [
            {"name": c.name, "originals": c.originals, "certified": c.certified, "copies": c.copies}
            for c in found.components
            if not c.supplement_no
        ],
        "sets": 1,
        "limit": law.limit_text(_limit(found, sheet)) if sheet else "",
        "due_at": due_at,
        "unconfirmed": [
            step["facts"]["year"] for step in found.due_steps if step["code"] == "unconfirmed_year"
        ],
        "second_phase": None,
        "return_by": "desk",
        "return_place": matter.desk,
        "fee": found.fee,
        "fee_note": "",
        "book": _book(found),
        "officer": found.received_by,
    }


def _limit(found: Dossier, sheet: law.Sheet) -> law.TimeLimit:
    """The one decided for this dossier, else its channel's."""
    return law.decided_limit(tuple(map(law.step_from, found.due_steps))) or sheet.limits[found.row.channel]


def _book(found: Dossier) -> dict[str, str]:
    """The register is one book a year, in the order of the codes."""
    return {
        "volume": str(clock.local(found.row.received_at).year),
        "number": found.row.code.removeprefix(found.row.lead_agency + "-"),
    }


def _supplement(matter: Matter) -> dict[str, object]:
    request = matter.supplement
    assert request is not None
    asked_by = request.requested_by
    return {
        "papers": [_asked_paper(paper, matter.sheet) for paper in request.papers],
        "reason": request.reason,
        "requested_by": "" if asked_by == matter.found.row.lead_agency else people.name_of(asked_by),
        "until": request.expires_at,
        "phone": "",
    }


def _asked_paper(paper: Mapping[str, Any], sheet: law.Sheet | None) -> dict[str, object]:
    """How many of each kind: as the sheet asks for a paper of this name, else left open."""
    name = str(paper.get("ten_giay_to") or "")
    known = [c for case in (sheet.cases if sheet else ()) for c in case.components if c.name == name]
    return {
        "name": name,
        "note": str(paper.get("yeu_cau") or ""),
        "originals": known[0].originals if known else 0,
        "certified": 0,
        "copies": known[0].copies if known else 0,
    }


def _refusal(matter: Matter) -> dict[str, object]:
    return {
        "desk": matter.desk,
        "reason": matter.said("ly_do_tu_choi"),
        "basis": matter.said("can_cu_tu_choi"),
        **_contact(matter),
    }


def _apology(matter: Matter) -> dict[str, object]:
    change, sheet = matter.new_day, matter.sheet
    assert change is not None
    form = law.slip_form(law.SlipKind.APOLOGY, clock.local(matter.found.row.received_at).date())
    return {
        "field": sheet.field if sheet else "",
        "promised_at": matter.found.original_due_at or change.old_due,
        "reason": change.reason,
        "late_agency": matter.said("xin_loi_co_quan_cham"),
        "extends": form.extends,
        "new_due_at": change.new_due,
        "signer": change.approver_name,
        **_contact(matter),
    }


def _stop(matter: Matter) -> dict[str, object]:
    row = matter.found.row
    return {
        "due_at": row.due_at,
        "stopped_at": row.finished_at or clock.now(),
        "reason": matter.said("ly_do_dung"),
        "basis": matter.said("can_cu_dung"),
        "signer": "",
        **_contact(matter),
    }


def _contact(matter: Matter) -> dict[str, object]:
    return {"contact": f"{matter.officer.name}, {matter.desk}", "phone": ""}


def _control(matter: Matter) -> dict[str, object]:
    found = matter.found
    rows = control_rows(found, history.events_of(found.row.code))
    sent = mail.sent_about(found.row.code, MESSAGE_TYPE)
    partners = {one.recipient for one in sent} - {found.row.lead_agency}
    return {
        "due_at": found.row.due_at,
        "resolving": found.lead_agency_name,
        "coordinating": sorted(people.name_of(code) for code in partners),
        "book": _book(found),
        "rows": rows,
    }


def _fee(matter: Matter) -> dict[str, object]:
    receipt = matter.receipt
    assert receipt is not None
    return {
        "fee_form": {"model": receipt.model, "symbol": receipt.symbol},
        "payer": receipt.payer,
        "items": [
            {"kind": _FEE_MARKS[line.kind], "name": line.name, "amount": line.amount}
            for line in receipt.lines
        ],
        "total": receipt.amount,
        "total_words": slips.amount_in_words(receipt.amount),
        "payment": receipt.method,
        "officer": receipt.cashier_name,
    }


def _returned(matter: Matter) -> dict[str, object]:
    found, sheet = matter.found, matter.sheet
    taker = matter.said("nguoi_nhan") or "nguoi_nop"
    own = taker not in ("uy_quyen", "buu_chinh")
    return {
        "giver": {"name": matter.officer.name, "unit": matter.desk, "phone": ""},
        "receiver": {
            "name": found.row.subject if own else matter.said("ten_nguoi_nhan") or matter.said("so_van_don"),
            "role": taker,
            "phone": found.applicant.get("phone") or "" if own else "",
        },
        "result": {
            "kind": sheet.results[0].name if sheet and sheet.results else "",
            "number": matter.said("so_ket_qua") or matter.said("so_van_ban_xa"),
            "abstract": found.row.procedure_name,
        },
        "handed_at": found.row.returned_at or clock.now(),
    }


_CONTENTS: Mapping[law.SlipKind, Callable[[Matter], dict[str, object]]] = {
    law.SlipKind.RECEIPT: _receipt,
    law.SlipKind.SUPPLEMENT: _supplement,
    law.SlipKind.REFUSAL: _refusal,
    law.SlipKind.APOLOGY: _apology,
    law.SlipKind.STOP: _stop,
    law.SlipKind.CONTROL: _control,
    law.SlipKind.FEE: _fee,
    law.SlipKind.RETURNED: _returned,
}


def form_day(kind: law.SlipKind, matter: Matter) -> date:
    """The day that chooses the form: of the acceptance, of a fee receipt that of the payment."""
    if kind is law.SlipKind.FEE and matter.receipt:
        return clock.local(matter.receipt.collected_at).date()
    return clock.local(matter.found.row.received_at).date()


def issued_when(kind: law.SlipKind, matter: Matter) -> datetime:
    """The day on the paper: a receipt has that of the reception or payment, all else is dated when it is printed."""
    if kind is law.SlipKind.FEE and matter.receipt:
        return matter.receipt.collected_at
    return matter.found.row.received_at if kind is law.SlipKind.RECEIPT else clock.now()
