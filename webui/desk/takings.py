"""The list that closes a day at the till, as a document: every receipt, cancelled ones too, and what was given back."""

from engine import clock, dossier, fees, people
from forms.tables import Cell, HeadCell, TableDocument
from webui import formats, strings

_WIDTHS = (3, 6, 7, 9, 14, 13, 16, 9, 8, 11, 12)


def document(takings: fees.Takings, officer: people.Officer) -> TableDocument:
    """One row a receipt and a refund; the total is what is left of both."""
    words = strings.TAKINGS
    rows = [_receipt(receipt) for receipt in takings.receipts]
    rows += [_refund(refund) for refund in takings.refunds]
    agency = people.unit(officer.agency_code)
    notes = [words["period"].format(first=formats.day(takings.first), last=formats.day(takings.last))]
    notes += [
        f"{label}: {formats.money(takings.by_method[method] - takings.refunded_by_method[method])}"
        for method, label in strings.PAY_METHODS.items()
    ]
    total: tuple[Cell, ...] = (
        None,
        None,
        None,
        None,
        None,
        None,
        words["total"],
        None,
        takings.left,
        None,
        None,
    )
    return TableDocument(
        agency=(people.name_of(agency.parent_code) if agency.parent_code else "", agency.name),
        title=words["title"],
        notes=tuple(notes),
        head=tuple(HeadCell(text, place, 0) for place, text in enumerate(strings.TAKINGS_COLUMNS)),
        widths=_WIDTHS,
        rows=tuple((number, *row) for number, row in enumerate(rows, 1)),
        totals=(total,),
        signers=(strings.ROLES["cashier"], strings.REPORTS["head_of_unit"]),
        place=dossier.place_of(agency.name),
        issued_at=clock.now(),
    )


def _receipt(receipt: fees.Receipt) -> tuple[Cell, ...]:
    cancelled = receipt.cancelled_at is not None
    note = strings.TAKINGS["cancelled"].format(reason=receipt.cancel_reason) if cancelled else ""
    return (
        receipt.symbol,
        receipt.printed_number,
        receipt.collected_at,
        receipt.dossier_code,
        receipt.payer,
        "; ".join(line.name for line in receipt.lines),
        strings.PAY_METHODS[receipt.method],
        0 if cancelled else receipt.amount,
        receipt.cashier_name,
        note,
    )


def _refund(refund: fees.Refund) -> tuple[Cell, ...]:
    return (
        "",
        "",
        refund.refunded_at,
        refund.dossier_code,
        "",
        "",
        strings.PAY_METHODS[refund.method],
        -refund.amount,
        refund.refunded_name,
        strings.TAKINGS["refund"].format(reason=refund.reason),
    )
