"""Units, accounts, grants, sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _units()
    _accounts()
    _posts()
    _grants()
    _sessions()


def downgrade() -> None:
    for table in ("login_session", "account_grant", "account_post", "account", "org_unit"):
        op.drop_table(table)


def _units() -> None:
    op.create_table(
        "org_unit",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("function", sa.Text),
        sa.Column("parent_code", sa.Text, sa.ForeignKey("org_unit.code"), index=True),
        sa.Column("is_agency", sa.Boolean, nullable=False),
        sa.Column("gso_code", sa.Text),
        sa.Column("old_code", sa.Text),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
    )
    op.create_index("ix_org_unit_kind", "org_unit", ["kind", "code"])


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("username", sa.Text, nullable=False, unique=True),
        sa.Column("officer_id", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )


def _posts() -> None:
    op.create_table(
        "account_post",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("account_id", sa.Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("unit_code", sa.Text, sa.ForeignKey("org_unit.code"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
    )
    op.create_index("ix_account_post_unit_code", "account_post", ["unit_code", "ended_at"])
    _unique_while_null("uq_account_post_present", "account_post", ["account_id"], "ended_at")


def _grants() -> None:
    op.create_table(
        "account_grant",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("account_id", sa.Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text, sa.ForeignKey("org_unit.code"), nullable=False),
        sa.Column("granted_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_index("ix_account_grant_unit_code", "account_grant", ["unit_code", "role"])
    _unique_while_null(
        "uq_account_grant_present", "account_grant", ["account_id", "role", "unit_code"], "revoked_at"
    )


def _sessions() -> None:
    op.create_table(
        "login_session",
        sa.Column("token_sha256", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_seen", sa.BigInteger, nullable=False),
    )


def _unique_while_null(name: str, table: str, columns: list[str], ending: str) -> None:
    present = sa.text(f"{ending} IS NULL")
    op.create_index(name, table, columns, unique=True, sqlite_where=present, postgresql_where=present)
