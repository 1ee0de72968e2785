"""The list that closes a day at the till, as a document: every receipt, cancelled ones too, and what was given back."""

from engine import clock, dossier, fees, people
from forms.tables import Cell, HeadCell, TableDocument
from webui import formats, strings

WIDTHS = (3, 6, 7, 9, 18, 13, 15, 9, 8, 11, 9)
HEAD = tuple(HeadCell(text, place, 0) for place, text in enumerate(strings.TAKINGS_COLUMNS))


def document(takings: fees.Takings, officer: people.Officer) -> TableDocument:
    """One row a receipt and a refund; the total is what is left of both."""
    words = strings.TAKINGS
    rows = [receipt_row(receipt) for receipt in takings.receipts]
    rows += [refund_row(refund) for refund in takings.refunds]
    agency = people.unit(officer.agency_code)
    notes = [words["period"].format(first=formats.day(takings.first), last=formats.day(takings.last))]
    notes += [
        f"{label}: {formats.money(takings.by_method[method] - takings.refunded_by_method[method])}"
        for method, label in strings.PAY_METHODS.items()
    ]
    return TableDocument(
        agency=(people.name_of(agency.parent_code) if agency.parent_code else "", agency.name),
        title=words["title"],
        notes=tuple(notes),
        head=HEAD,
        widths=WIDTHS,
        rows=tuple((number, *row) for number, row in enumerate(rows, 1)),
        totals=(total_row(words["total"], takings.left),),
        signers=(strings.ROLES["cashier"], strings.REPORTS["head_of_unit"]),
        place=dossier.place_of(agency.name),
        issued_at=clock.now(),
    )


def total_row(label: str, amount: int) -> tuple[Cell, ...]:
    """What the rows come to, below the column of amounts."""
    before: tuple[Cell, ...] = (None,) * 6
    return (*before, label, None, amount, None, None)


def receipt_row(receipt: fees.Receipt) -> tuple[Cell, ...]:
    """A receipt without its running number; a cancelled one comes to nothing."""
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


def refund_row(refund: fees.Refund) -> tuple[Cell, ...]:
    """What was given back, as money that went out."""
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
