"""Append-only events."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "history_event",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
        ),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("dossier_code", sa.Text, nullable=False),
        sa.Column("instance_id", sa.Text),
        sa.Column("rev", sa.Integer),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("element_id", sa.Text),
        sa.Column("element_name", sa.Text),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text),
        sa.Column("done_at", sa.BigInteger, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.UniqueConstraint("dossier_code", "instance_id", "rev"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("history_event")
