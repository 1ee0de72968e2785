"""Money handed over: what each collector holds, who has taken it, the list that both sign."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import dossier, fees, people
from forms.tables import Cell, TableDocument
from webui import formats, strings
from webui.audiences import audience
from webui.desk import takings
from webui.desk.blueprint import blueprint
from webui.desk.cashier import till_officer
from webui.leader import documents

_SHOWN = 50


@blueprint.get("/thu-phi/nop-quy")
@audience("officer")
def tills() -> ResponseReturnValue:
    """Who holds how much; whoever keeps the agency's money takes it here. The latest hand-overs."""
    officer = till_officer()
    return render_template(
        "desk/tills.html",
        tills=fees.tills(officer.agency_code),
        handovers=fees.handovers(officer.agency_code, _SHOWN),
        may_take=bool(officer.roles & fees.DECIDE),
    )


@blueprint.post("/thu-phi/nop-quy/<collector_id>")
@audience("officer")
def take_till(collector_id: str) -> ResponseReturnValue:
    """Everything that a collector holds has been handed to the officer; the list is next."""
    taken = fees.hand_over(collector_id, till_officer(), shown=request.form.get("shown", type=int))
    said = strings.SAID["fees_handed_over"]
    flash(said.format(amount=formats.money(taken.amount), name=taken.collector_name), "ok")
    return redirect(url_for("desk.handover_page", handover_id=taken.id), 303)


@blueprint.get("/thu-phi/nop-quy/lan/<handover_id>")
@audience("officer")
def handover_page(handover_id: str) -> ResponseReturnValue:
    """One hand-over: what it was made of, the list for both to sign."""
    booked, till = fees.handover_of(handover_id, till_officer().agency_code)
    return render_template("desk/till_handover.html", handover=booked, till=till)


@blueprint.get("/thu-phi/nop-quy/lan/<handover_id>/bang-ke.<kind>")
@audience("officer")
def handover_document(handover_id: str, kind: str) -> ResponseReturnValue:
    """The list of one hand-over, on paper or as a spreadsheet."""
    officer = till_officer()
    booked, till = fees.handover_of(handover_id, officer.agency_code)
    return documents.answer(_document(booked, till, officer), kind, f"nop-quy-{booked.number}")


def _document(booked: fees.Handover, till: fees.Till, officer: people.Officer) -> TableDocument:
    words = strings.HANDOVER
    rows = [takings.receipt_row(one) for one in till.receipts]
    rows += [_cancelled(one) for one in till.cancelled]
    rows += [takings.refund_row(one) for one in till.refunds]
    agency = people.unit(officer.agency_code)
    notes = [
        words["number"].format(number=booked.number, at=formats.when(booked.taken_at)),
        words["people"].format(collector=booked.collector_name, taker=booked.taken_name),
        words["cash"].format(amount=formats.money(booked.amount)),
        words["uncounted"].format(amount=formats.money(till.uncounted)),
    ]
    notes += [
        words["on_account"].format(payee=payee, amount=formats.money(amount))
        for payee, amount in till.on_account.items()
    ]
    return TableDocument(
        agency=(people.name_of(agency.parent_code) if agency.parent_code else "", agency.name),
        title=words["title"],
        notes=tuple(notes),
        head=takings.HEAD,
        widths=takings.WIDTHS,
        rows=tuple((number, *row) for number, row in enumerate(rows, 1)),
        totals=(takings.total_row(words["total"], booked.amount + till.uncounted),),
        signers=(words["giver"], words["taker"]),
        place=dossier.place_of(agency.name),
        issued_at=booked.taken_at,
    )


def _cancelled(receipt: fees.Receipt) -> tuple[Cell, ...]:
    """A receipt of an earlier hand-over that was cancelled since: its money went out again."""
    *facts, _amount, cashier, note = takings.receipt_row(receipt)
    cash = receipt.amount if receipt.method == fees.CASH else 0
    return (*facts, -cash, cashier, note)
