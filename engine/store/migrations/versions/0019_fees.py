"""Charges, receipts and refunds of fees; what the public is told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text, nullable=False) for name in names)


def upgrade() -> None:
    op.create_table(
        "fee_charge",
        sa.Column("id", sa.Text, primary_key=True),
        *_texts("dossier_code", "agency_code"),
        sa.Column("position", sa.Integer, nullable=False),
        *_texts("line", "name", "kind"),
        sa.Column("amount", sa.BigInteger, nullable=False),
        *_texts("due_time"),
        sa.Column("refundable", sa.Boolean, nullable=False),
        sa.Column("holds_result", sa.Boolean, nullable=False),
        *_texts("payee", "legal_basis", "state"),
        sa.Column("charged_at", sa.BigInteger, nullable=False),
        sa.Column("settled_at", sa.BigInteger),
        *(sa.Column(name, sa.Text) for name in ("receipt_id", "reason", "reason_basis")),
        sa.UniqueConstraint("dossier_code", "agency_code", "position"),
    )
    op.create_index("ix_fee_charge_state", "fee_charge", ["agency_code", "state"])
    op.create_table(
        "fee_book",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("symbol", sa.Text, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    _create_receipts()
    op.add_column("public_status", sa.Column("fees", sa.Text))


def _create_receipts() -> None:
    op.create_table(
        "fee_receipt",
        sa.Column("id", sa.Text, primary_key=True),
        *_texts("agency_code", "medium", "model", "symbol"),
        sa.Column("number", sa.Integer, nullable=False),
        *_texts("dossier_code", "payer", "method"),
        sa.Column("amount", sa.BigInteger, nullable=False),
        *_texts("cashier_id", "cashier_name", "unit_code"),
        sa.Column("collected_at", sa.BigInteger, nullable=False),
        sa.Column("request_key", sa.Text, unique=True),
        sa.Column("cancelled_at", sa.BigInteger),
        *(sa.Column(name, sa.Text) for name in ("cancelled_name", "cancel_reason")),
        sa.UniqueConstraint("agency_code", "symbol", "number"),
    )
    op.create_index("ix_fee_receipt_dossier", "fee_receipt", ["dossier_code", "agency_code"])
    op.create_index("ix_fee_receipt_day", "fee_receipt", ["agency_code", "collected_at"])
    op.create_table(
        "fee_receipt_line",
        sa.Column("receipt_id", sa.Text, sa.ForeignKey("fee_receipt.id"), primary_key=True),
        sa.Column("charge_id", sa.Text, sa.ForeignKey("fee_charge.id"), primary_key=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "fee_refund",
        sa.Column("charge_id", sa.Text, sa.ForeignKey("fee_charge.id"), primary_key=True),
        sa.Column("receipt_id", sa.Text, sa.ForeignKey("fee_receipt.id"), nullable=False),
        *_texts("dossier_code", "agency_code"),
        sa.Column("amount", sa.BigInteger, nullable=False),
        *_texts("method", "reason", "reason_basis", "refunded_by", "refunded_name"),
        sa.Column("refunded_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_fee_refund_day", "fee_refund", ["agency_code", "refunded_at"])


def downgrade() -> None:
    op.drop_column("public_status", "fees")
    for table in ("fee_refund", "fee_receipt_line", "fee_receipt", "fee_book", "fee_charge"):
        op.drop_table(table)
