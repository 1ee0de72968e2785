"""What can go wrong with fees.

NotFound:     UnknownCharge · UnknownReceipt · UnknownHandover
NotAllowed:   FeesNotYours · OwnTill
InvalidInput: FeeReasonMissing · UnknownMethod
Conflict:     NothingDue · AmountChanged · FeeNotRefundable · NotPaid · NotOwed · ReceiptCancelled · ReceiptRefunded ·
              NothingToHandOver · TillChanged
"""

from engine.errors import Conflict, InvalidInput, NotAllowed, NotFound


class UnknownCharge(NotFound):
    """This dossier has no such charge here."""

    code = "unknown_charge"


class UnknownReceipt(NotFound):
    """This agency has given no such receipt."""

    code = "unknown_fee_receipt"


class FeesNotYours(NotAllowed):
    """Money is taken by those who are charged with it; given back and waived by the cashier or a superior."""

    code = "fees_not_yours"


class FeeReasonMissing(InvalidInput):
    """What is waived, refunded or cancelled needs a reason, and what is waived its legal basis."""

    code = "fee_reason_missing"


class UnknownMethod(InvalidInput):
    """Nobody pays this way."""

    code = "unknown_pay_method"


class NothingDue(Conflict):
    """Nothing is owed for this dossier now."""

    code = "nothing_due"


class AmountChanged(Conflict):
    """What is owed is not what the page showed. facts: shown, due."""

    code = "fee_amount_changed"


class NotOwed(Conflict):
    """The charge is paid, waived or dropped already. facts: name."""

    code = "fee_not_owed"


class NotPaid(Conflict):
    """What was not paid, or was given back, cannot be given back. facts: name."""

    code = "fee_not_paid"


class FeeNotRefundable(Conflict):
    """The sheet says that this charge is not given back, whatever becomes of the dossier. facts: name."""

    code = "fee_not_refundable"


class ReceiptCancelled(Conflict):
    """The receipt was cancelled before. facts: number."""

    code = "fee_receipt_cancelled"


class ReceiptRefunded(Conflict):
    """Of what the receipt says something was given back: it cannot be cancelled any more. facts: number."""

    code = "fee_receipt_refunded"


class UnknownHandover(NotFound):
    """This agency has booked no such hand-over."""

    code = "unknown_fee_handover"


class OwnTill(NotAllowed):
    """Nobody takes over the money that he has collected himself."""

    code = "fee_own_till"


class NothingToHandOver(Conflict):
    """This collector has handed over everything already. facts: name."""

    code = "fee_nothing_to_hand_over"


class TillChanged(Conflict):
    """What the collector holds is not what the page showed. facts: shown, held."""

    code = "fee_till_changed"
