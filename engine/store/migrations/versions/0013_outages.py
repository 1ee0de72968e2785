"""Outages, numbers printed in advance, and what is entered afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "outage",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("impact", sa.Text, nullable=False),
        sa.Column("declared_name", sa.Text, nullable=False),
        sa.Column("declared_at", sa.BigInteger, nullable=False),
        sa.Column("ended_name", sa.Text),
        sa.Column("enter_until", sa.BigInteger),
        sa.Column("settled_at", sa.BigInteger),
        sa.Column("settled_name", sa.Text),
    )
    op.create_index("ix_outage_agency", "outage", ["agency_code", "started_at"])
    op.add_column("dossier", sa.Column("outage_id", sa.Text))
    op.create_table(
        "paper_block",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("created_name", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "paper_number",
        sa.Column("block_id", sa.Text, sa.ForeignKey("paper_block.id"), primary_key=True),
        sa.Column("serial", sa.Integer, primary_key=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("dossier_code", sa.Text),
        sa.Column("reason", sa.Text),
    )
    op.create_index("ix_paper_number_serial", "paper_number", ["agency_code", "serial"])
    _create_entries()


def _create_entries() -> None:
    op.create_table(
        "catch_up_entry",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("outage_id", sa.Text, nullable=False),
        sa.Column("paper_serial", sa.Integer),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("procedure_name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("reception", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_name", sa.Text, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
        sa.Column("decided_name", sa.Text),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sa.Column("dossier_code", sa.Text),
        sa.UniqueConstraint("agency_code", "fingerprint"),
    )
    op.create_index("ix_catch_up_entry_state", "catch_up_entry", ["agency_code", "state", "received_at"])


def downgrade() -> None:
    for table in ("catch_up_entry", "paper_number", "paper_block"):
        op.drop_table(table)
    op.drop_column("dossier", "outage_id")
    op.drop_table("outage")
