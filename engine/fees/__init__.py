"""Fees: what a dossier is charged, the receipts it is paid against, what is given back. Knows no diagram and no page."""

from engine.fees.accounts import Account, Charge, Owner, Receipt, ReceiptLine, Refund, account_of, sums_of
from engine.fees.charges import DECIDE, charge, waive
from engine.fees.days import Book, Owing, Takings, books, owing, takings
from engine.fees.errors import (
    AmountChanged,
    FeeNotRefundable,
    FeeReasonMissing,
    FeesNotYours,
    NothingDue,
    NotOwed,
    NotPaid,
    ReceiptCancelled,
    ReceiptRefunded,
    UnknownCharge,
    UnknownMethod,
    UnknownReceipt,
)
from engine.fees.receipts import METHODS, cancel_receipt, collect, receipt_of
from engine.fees.refunds import refund
from engine.fees.sums import AXES, Sums, replay

__all__ = [
    "AXES",
    "Account",
    "AmountChanged",
    "Book",
    "Charge",
    "DECIDE",
    "FeeNotRefundable",
    "FeeReasonMissing",
    "FeesNotYours",
    "METHODS",
    "NotOwed",
    "NotPaid",
    "NothingDue",
    "Owing",
    "Owner",
    "Receipt",
    "ReceiptCancelled",
    "ReceiptLine",
    "ReceiptRefunded",
    "Refund",
    "Sums",
    "Takings",
    "UnknownCharge",
    "UnknownMethod",
    "UnknownReceipt",
    "account_of",
    "books",
    "cancel_receipt",
    "charge",
    "collect",
    "owing",
    "receipt_of",
    "refund",
    "replay",
    "sums_of",
    "takings",
    "waive",
]
