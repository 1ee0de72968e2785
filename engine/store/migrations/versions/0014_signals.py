"""Signals on their way from one instance to others."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "signal_delivery",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("instance_id", sa.Text, sa.ForeignKey("process_instance.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("thrown_by", sa.Text, nullable=False),
        sa.Column("thrown_at", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_signal_delivery_instance", "signal_delivery", ["instance_id", "id"])
    op.create_index("ix_signal_delivery_next_at", "signal_delivery", ["next_at"])


def downgrade() -> None:
    op.drop_table("signal_delivery")
