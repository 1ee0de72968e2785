"""Hand-overs of what collectors have taken: numbered at each agency, each receipt listed once."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "fee_handover_book",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "fee_handover",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("collector_id", sa.Text, nullable=False),
        sa.Column("collector_name", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("taken_by", sa.Text, nullable=False),
        sa.Column("taken_name", sa.Text, nullable=False),
        sa.Column("taken_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("agency_code", "number"),
    )
    op.create_table(
        "fee_handover_line",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("subject_id", sa.Text, primary_key=True),
        sa.Column("handover_id", sa.Text, sa.ForeignKey("fee_handover.id"), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_fee_handover_line_handover", "fee_handover_line", ["handover_id"])


def downgrade() -> None:
    for name in ("fee_handover_line", "fee_handover", "fee_handover_book"):
        op.drop_table(name)
