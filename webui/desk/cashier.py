"""The till: who owes what, money taken against a receipt, receipts printed and cancelled, the list that closes a day."""

import secrets
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import clock, dossier, fees, law, people
from webui import fields, formats, strings
from webui.audiences import audience
from webui.desk import takings
from webui.desk.blueprint import blueprint
from webui.leader import documents
from webui.sessions import current_officer


def till_officer() -> people.Officer:
    """Whoever may see the till. Raises FeesNotYours."""
    officer = current_officer()
    if not officer.roles & (dossier.COLLECT | fees.DECIDE):
        raise fees.FeesNotYours(officer.account_id)
    return officer


@blueprint.get("/thu-phi")
@audience("officer")
def cashier() -> ResponseReturnValue:
    """Dossiers that owe something, and what today came to; a whole code, typed or scanned, opens its bill."""
    officer, query = till_officer(), request.args.get("q", "").strip()[:100]
    code = dossier.normalise_code(query)
    rows = dossier.owing(officer, code or query)
    if code and "HX-Request" not in request.headers and _is_ours(code, officer):
        return redirect(url_for("desk.bill", code=code))
    today = clock.today()
    return render_template(
        "desk/cashier.html", rows=rows, query=query, today=fees.takings(officer.agency_code, today, today)
    )


def _is_ours(code: str, officer: people.Officer) -> bool:
    try:
        dossier.dossier_of(code, officer)
    except dossier.UnknownDossier:
        return False
    return True


@blueprint.get("/thu-phi/<code>")
@audience("officer")
def bill(code: str) -> ResponseReturnValue:
    """What a dossier owes, to be taken with one press; what it has paid."""
    officer = till_officer()
    return render_template(
        "desk/bill.html",
        dossier=dossier.dossier_of(code, officer),
        fees=dossier.fees_of(code, officer),
        request_key=secrets.token_urlsafe(24),
    )


@blueprint.post("/thu-phi/<code>")
@audience("officer")
def collect(code: str) -> ResponseReturnValue:
    """Take it all; the receipt is next."""
    receipt = dossier.collect(
        code,
        request.form.get("method", ""),
        current_officer(),
        shown=request.form.get("shown", type=int),
        payer=request.form.get("payer", "")[:200],
        request_key=request.form.get("request_key", "")[:64] or None,
    )
    said = strings.SAID["fee_collected"]
    flash(said.format(amount=formats.money(receipt.amount), number=receipt.printed_number), "ok")
    return redirect(url_for("desk.fee_receipt", receipt_id=receipt.id), 303)


@blueprint.get("/thu-phi/bien-lai/<receipt_id>")
@audience("officer")
def fee_receipt(receipt_id: str) -> ResponseReturnValue:
    """One receipt: what it is for, to be printed or cancelled."""
    officer = till_officer()
    receipt = fees.receipt_of(receipt_id, officer.agency_code)
    return render_template(
        "desk/fee_receipt.html",
        receipt=receipt,
        may_decide=bool(officer.roles & fees.DECIDE),
    )


@blueprint.post("/thu-phi/bien-lai/<receipt_id>/in")
@audience("officer")
def print_fee_receipt(receipt_id: str) -> ResponseReturnValue:
    """Print it: three copies, with the number of the book."""
    officer = till_officer()
    receipt = fees.receipt_of(receipt_id, officer.agency_code)
    issued = dossier.print_slip(law.SlipKind.FEE, receipt.dossier_code, officer, receipt.id)
    return redirect(url_for("desk.paper", slip_id=issued.id), 303)


@blueprint.post("/thu-phi/bien-lai/<receipt_id>/huy")
@audience("officer")
def cancel_fee_receipt(receipt_id: str) -> ResponseReturnValue:
    """It does not count: the number stays, the money is owed again."""
    receipt = dossier.cancel_receipt(receipt_id, request.form.get("reason", "")[:500], current_officer())
    flash(strings.SAID["fee_receipt_cancelled"].format(number=receipt.printed_number), "ok")
    return redirect(url_for("desk.fee_receipt", receipt_id=receipt.id), 303)


@blueprint.post("/ho-so/<code>/khoan-thu/<charge_id>/mien")
@audience("officer")
def waive_charge(code: str, charge_id: str) -> ResponseReturnValue:
    """A charge need not be paid, for a reason and by a law."""
    reason, basis = (request.form.get(name, "")[:500] for name in ("reason", "basis"))
    dossier.waive(code, charge_id, reason, basis, current_officer())
    flash(strings.SAID["fee_waived"], "ok")
    return redirect(url_for("desk.dossier_page", code=code, _anchor="phi"), 303)


@blueprint.post("/ho-so/<code>/khoan-thu/<charge_id>/hoan-tra")
@audience("officer")
def refund_charge(code: str, charge_id: str) -> ResponseReturnValue:
    """A paid charge is given back."""
    reason, basis = (request.form.get(name, "")[:500] for name in ("reason", "basis"))
    dossier.refund(code, charge_id, request.form.get("method", ""), reason, basis, current_officer())
    flash(strings.SAID["fee_refunded"], "ok")
    return redirect(url_for("desk.dossier_page", code=code, _anchor="phi"), 303)


@blueprint.get("/thu-phi/so-bien-lai")
@audience("officer")
def receipt_book() -> ResponseReturnValue:
    """The receipts of some days, today's if nothing else is asked for, and what they come to."""
    officer = till_officer()
    first, last = asked_days()
    return render_template(
        "desk/receipt_book.html",
        takings=fees.takings(officer.agency_code, first, last),
        books=fees.books(officer.agency_code),
    )


@blueprint.get("/thu-phi/so-bien-lai/bang-ke.<kind>")
@audience("officer")
def takings_document(kind: str) -> ResponseReturnValue:
    """The list that closes these days, as a spreadsheet or on paper."""
    officer = till_officer()
    first, last = asked_days()
    found = fees.takings(officer.agency_code, first, last)
    return documents.answer(takings.document(found, officer), kind, f"bang-ke-thu-phi-{first}")


def asked_days() -> tuple[date, date]:
    """The days of the address, `tu` and `den`; what is no day, or the wrong way round, is mended to today or one day."""
    first = fields.day(request.args.get("tu", "")) or clock.today()
    return first, max(first, fields.day(request.args.get("den", "")) or first)
