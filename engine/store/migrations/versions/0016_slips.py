"""Papers that were printed, their numbers, and the words and templates that agencies changed."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "slip",
        sa.Column("id", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("agency_code", "dossier_code", "kind", "about", "title", "form_mark", "number")
        ),
        sa.Column("template_version", sa.Integer, nullable=False),
        sa.Column("issued_at", sa.BigInteger, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("issued_by", "issued_name", "unit_code", "sha256")
        ),
    )
    op.create_index("ix_slip_dossier", "slip", ["dossier_code", "agency_code"])
    op.create_table(
        "slip_number",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "slip_template",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("blocks", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("valid_from", sa.Date, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("note", "author_id", "author_name")),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("slip_template", "slip_number", "slip"):
        op.drop_table(table)
