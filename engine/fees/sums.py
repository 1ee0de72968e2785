"""A dossier's account in four sums, and the axis that follows from them: from its charges, or from its history alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.history import Event

AXES = ("none", "due", "partly", "paid", "refunded", "waived")


@dataclass(frozen=True, slots=True)
class Sums:
    """đồng. due: owed now. paid: kept by the agency. refunded: given back. waived: never to be paid."""

    due: int = 0
    paid: int = 0
    refunded: int = 0
    waived: int = 0

    @property
    def axis(self) -> str:
        """Where the dossier stands: none, due, partly (paid something, owes something), paid, refunded, waived."""
        if self.due:
            return "partly" if self.paid else "due"
        if self.paid:
            return "paid"
        if self.refunded:
            return "refunded"
        return "waived" if self.waived else "none"

    def plus(self, due: int = 0, paid: int = 0, refunded: int = 0, waived: int = 0) -> "Sums":
        return Sums(self.due + due, self.paid + paid, self.refunded + refunded, self.waived + waived)


# how an event of a kind moves the sums, in units of its amount: due, paid, refunded, waived
_MOVES = {
    "fee_charged": (1, 0, 0, 0),
    "fee_dropped": (-1, 0, 0, 0),
    "fee_paid": (-1, 1, 0, 0),
    "fee_waived": (-1, 0, 0, 1),
    "fee_receipt_cancelled": (1, -1, 0, 0),
    "fee_refunded": (0, -1, 1, 0),
}


def moved(sums: Sums, kind: str, amount: int) -> Sums:
    """The sums after an event of a kind about an amount."""
    due, paid, refunded, waived = (way * amount for way in _MOVES[kind])
    return sums.plus(due, paid, refunded, waived)


def replay(events: Iterable[Event], agency_code: str) -> Sums:
    """The sums that an agency's events of one dossier come to, without a look at any other table."""
    sums = Sums()
    for event in events:
        amount = event.data.get("amount")
        if event.agency_code == agency_code and event.kind in _MOVES and isinstance(amount, int):
            sums = moved(sums, event.kind, amount)
    return sums
