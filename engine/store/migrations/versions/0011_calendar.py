"""Working time laid down by administrators: days, confirmed years, office hours."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("open_for_reception", sa.Boolean, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("confirmed_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "calendar_year",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("confirmed_by", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "office_hours",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("confirmed_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("office_hours", "calendar_year", "calendar_day"):
        op.drop_table(table)
