"""Outbox, inbox, evidence of the exchange."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _lt_cursor()
    _lt_evidence()
    _lt_inbox()
    _lt_outbox()


def downgrade() -> None:
    for table in (
        "lt_outbox",
        "lt_inbox",
        "lt_evidence",
        "lt_cursor",
    ):
        op.drop_table(table)


def _lt_cursor() -> None:
    op.create_table(
        "lt_cursor",
        sa.Column("sender", sa.Text, primary_key=True),
        sa.Column("recipient", sa.Text, primary_key=True),
        sa.Column("dossier", sa.Text, primary_key=True),
        sa.Column("applied_seq", sa.Integer, nullable=False),
    )


def _lt_evidence() -> None:
    op.create_table(
        "lt_evidence",
        sa.Column("n", _ID, primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("peer", sa.Text),
        sa.Column("message_id", sa.Text),
        sa.Column("sha256", sa.Text),
        sa.Column("doc", sa.LargeBinary),
        sqlite_autoincrement=True,
    )


def _lt_inbox() -> None:
    op.create_table(
        "lt_inbox",
        sa.Column("no", _ID, primary_key=True, autoincrement=True),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("env_sha256", sa.Text, nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("mtype", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.Column("cert_fp", sa.Text, nullable=False),
        sa.Column("receipt", sa.LargeBinary),
        sa.Column("received_at", sa.BigInteger),
        sa.Column("applied_at", sa.BigInteger),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try_at", sa.BigInteger),
        sa.Column("last_error", sa.Text),
        sa.UniqueConstraint("sender", "recipient", "dossier", "seq"),
        sa.UniqueConstraint("sender", "message_id"),
        sqlite_autoincrement=True,
    )
    _partial("ix_lt_inbox_work", "lt_inbox", ["no"], "state = 'RECEIVED'")


def _lt_outbox() -> None:
    op.create_table(
        "lt_outbox",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("message_id", sa.Text, nullable=False, unique=True),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("dest", sa.Text, nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("mtype", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("refs", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("envelope", sa.LargeBinary),
        sa.Column("env_sha256", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("lease_until", sa.BigInteger, nullable=False),
        sa.Column("lease_token", sa.Text),
        sa.Column("receipt", sa.LargeBinary),
        sa.Column("receipt_at", sa.BigInteger),
        sa.Column("last_error", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("sender", "dest", "dossier", "seq"),
        sqlite_autoincrement=True,
    )
    _partial("ix_lt_outbox_draft", "lt_outbox", ["id"], "state = 'DRAFT'")
    _partial("ix_lt_outbox_due", "lt_outbox", ["next_at"], "state IN ('READY', 'SENDING')")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
