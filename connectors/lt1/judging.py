"""What an answer to a delivery proves."""

import hashlib
from datetime import datetime

from connectors.base import Delivered, Outcome, Parcel, Rejected, Retry
from connectors.errors import ReceiptRefused
from connectors.lt1.receipt import open_receipt
from connectors.lt1.registry import Registry


def judge(answer: bytes, parcel: Parcel, registry: Registry, now: datetime) -> Outcome:
    """Delivered or Rejected on the recipient's signed word over exactly this parcel; Retry on anything else."""
    sha256 = hashlib.sha256(parcel.raw).hexdigest()
    try:
        receipt = open_receipt(answer, registry, sha256, parcel.recipient, now)
    except ReceiptRefused as refusal:
        return Retry(refusal.code)
    if receipt.outcome == "REJECTED":
        return Rejected(answer, receipt.reason or "")
    return Delivered(answer)
