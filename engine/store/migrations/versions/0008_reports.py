"""What reports count, projected from the history."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _dossiers()
    _stretches()
    op.create_table(
        "report_cursor",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("report_cursor")
    op.drop_table("report_stretch")
    op.drop_table("report_dossier")


def _dossiers() -> None:
    op.create_table(
        "report_dossier",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("dossier_code", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("resolved_on", sa.Date, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("timing", sa.Text),
        sa.Column("known_from", sa.BigInteger, nullable=False),
        sa.Column("known_to", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_report_dossier_agency_code", "report_dossier", ["agency_code", "dossier_code"])
    op.create_index("ix_report_dossier_resolved", "report_dossier", ["agency_code", "resolved_on"])


def _stretches() -> None:
    op.create_table(
        "report_stretch",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("dossier_code", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("end_day", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("known_from", sa.BigInteger, nullable=False),
        sa.Column("known_to", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_report_stretch_agency_dossier", "report_stretch", ["agency_code", "dossier_code"])
