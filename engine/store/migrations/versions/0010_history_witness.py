"""The portal remembers where each agency's history ended."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    for name in ("told_seq", "told_at"):
        op.add_column("history_head", sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "history_witness",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True),
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("told_at", sa.BigInteger, nullable=False),
        sa.Column("kept_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("history_witness")
    for name in ("told_at", "told_seq"):
        op.drop_column("history_head", name)
