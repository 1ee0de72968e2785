"""What dossiers owe and have paid. Receipts and refunds are only added to; a charge moves from state to state."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from engine.store import Instant, metadata

fee_charge = Table(
    "fee_charge",
    metadata,
    Column("id", Text, primary_key=True),
    Column("dossier_code", Text, nullable=False),
    Column("agency_code", Text, nullable=False),
    # in which order they came into being
    Column("position", Integer, nullable=False),
    # as the sheet in force at acceptance says it
    Column("line", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("due_time", Text, nullable=False),
    Column("refundable", Boolean, nullable=False),
    Column("holds_result", Boolean, nullable=False),
    Column("payee", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("charged_at", Instant, nullable=False),
    Column("settled_at", Instant),
    # by which it is paid, or was paid before it was refunded
    Column("receipt_id", Text),
    # why it is waived
    Column("reason", Text),
    Column("reason_basis", Text),
    UniqueConstraint("dossier_code", "agency_code", "position"),
    Index("ix_fee_charge_state", "agency_code", "state"),
)

# receipts of an agency under one symbol, numbered without a gap
fee_book = Table(
    "fee_book",
    metadata,
    Column("agency_code", Text, primary_key=True),
    Column("symbol", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

fee_receipt = Table(
    "fee_receipt",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency_code", Text, nullable=False),
    Column("medium", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("symbol", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("payer", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("cashier_id", Text, nullable=False),
    Column("cashier_name", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("collected_at", Instant, nullable=False),
    # one per page shown, so that a second press collects nothing
    Column("request_key", Text, unique=True),
    Column("cancelled_at", Instant),
    Column("cancelled_name", Text),
    Column("cancel_reason", Text),
    UniqueConstraint("agency_code", "symbol", "number"),
    Index("ix_fee_receipt_dossier", "dossier_code", "agency_code"),
    Index("ix_fee_receipt_day", "agency_code", "collected_at"),
)

# what a receipt was given for; it stays when the receipt is cancelled and its charges are owed again
fee_receipt_line = Table(
    "fee_receipt_line",
    metadata,
    Column("receipt_id", Text, ForeignKey("fee_receipt.id"), primary_key=True),
    Column("charge_id", Text, ForeignKey("fee_charge.id"), primary_key=True),
    Column("amount", BigInteger, nullable=False),
)

fee_refund = Table(
    "fee_refund",
    metadata,
    Column("charge_id", Text, ForeignKey("fee_charge.id"), primary_key=True),
    Column("receipt_id", Text, ForeignKey("fee_receipt.id"), nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("agency_code", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reason_basis", Text, nullable=False),
    Column("refunded_by", Text, nullable=False),
    Column("refunded_name", Text, nullable=False),
    Column("refunded_at", Instant, nullable=False),
    Index("ix_fee_refund_day", "agency_code", "refunded_at"),
)

# hand-overs of an agency, numbered without a gap
fee_handover_book = Table(
    "fee_handover_book",
    metadata,
    Column("agency_code", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

fee_handover = Table(
    "fee_handover",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency_code", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("collector_id", Text, nullable=False),
    Column("collector_name", Text, nullable=False),
    # what changed hands: cash alone
    Column("amount", BigInteger, nullable=False),
    Column("taken_by", Text, nullable=False),
    Column("taken_name", Text, nullable=False),
    Column("taken_at", Instant, nullable=False),
    UniqueConstraint("agency_code", "number"),
)

# what a hand-over settles. kind: receipt, cancel (of a receipt handed over before), refund. One line each, ever
fee_handover_line = Table(
    "fee_handover_line",
    metadata,
    Column("kind", Text, primary_key=True),
    # of a receipt and its cancellation the receipt's id, of a refund its charge's
    Column("subject_id", Text, primary_key=True),
    Column("handover_id", Text, ForeignKey("fee_handover.id"), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Index("ix_fee_handover_line_handover", "handover_id"),
)
