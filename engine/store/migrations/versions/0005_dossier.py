"""Dossiers, their papers and numbers, what the public sees."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _dossier()
    _dossier_number()
    _public_status()
    _dossier_component()


def downgrade() -> None:
    for table in (
        "dossier_component",
        "public_status",
        "dossier_number",
        "dossier",
    ):
        op.drop_table(table)


def _dossier() -> None:
    op.create_table(
        "dossier",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("lead_agency", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("procedure_name", sa.Text, nullable=False),
        sa.Column("secret", sa.Boolean, nullable=False),
        sa.Column("deployment_id", sa.BigInteger),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("applicant", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("fee", sa.BigInteger),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("step", sa.Text),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("due_steps", sa.Text, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("returned_at", sa.BigInteger),
        sa.Column("received_by", sa.Text, nullable=False),
        sa.Column("request_key", sa.Text, unique=True),
    )
    op.create_index("ix_dossier_agency_received", "dossier", ["agency_code", "received_at"])


def _dossier_number() -> None:
    op.create_table(
        "dossier_number",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )


def _public_status() -> None:
    op.create_table(
        "public_status",
        sa.Column("dossier_code", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("agency_name", sa.Text, nullable=False),
        sa.Column("lead_agency", sa.Text, nullable=False),
        sa.Column("procedure_name", sa.Text),
        sa.Column("masked_name", sa.Text, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("step", sa.Text),
        sa.Column("working", sa.Boolean, nullable=False),
        sa.Column("received_at", sa.BigInteger),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("returned_at", sa.BigInteger),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )


def _dossier_component() -> None:
    op.create_table(
        "dossier_component",
        sa.Column("dossier_code", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("originals", sa.Integer, nullable=False),
        sa.Column("certified", sa.Integer, nullable=False),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.Column("file_ids", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["dossier_code", "agency_code"], ["dossier.code", "dossier.agency_code"]),
    )
