"""Outbox, inbox and evidence of the node-to-node protocol (docs/exchange-protocol.md)."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store import Instant, JsonText, metadata

_ID = BigInteger().with_variant(Integer, "sqlite")
_SENDABLE = text("state IN ('READY', 'SENDING')")
_DRAFT = text("state = 'DRAFT'")
_OPEN = text("state NOT IN ('DELIVERED', 'ACKED', 'CANCELLED')")
_RECEIVED = text("state = 'RECEIVED'")

lt_outbox = Table(
    "lt_outbox",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("message_id", Text, nullable=False, unique=True),
    Column("sender", Text, nullable=False),
    Column("dest", Text, nullable=False),
    Column("dossier", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("mtype", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("payload", JsonText, nullable=False),
    Column("refs", JsonText, nullable=False),
    Column("procedure_code", Text),
    Column("subject", Text),
    Column("envelope", LargeBinary),
    Column("env_sha256", Text),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("lease_until", Instant, nullable=False),
    Column("lease_token", Text),
    Column("receipt", LargeBinary),
    Column("receipt_at", Instant),
    Column("last_error", Text),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    UniqueConstraint("sender", "dest", "dossier", "seq"),
    Index("ix_lt_outbox_due", "next_at", sqlite_where=_SENDABLE, postgresql_where=_SENDABLE),
    Index("ix_lt_outbox_draft", "id", sqlite_where=_DRAFT, postgresql_where=_DRAFT),
    Index("ix_lt_outbox_dossier", "dossier", "sender"),
    Index("ix_lt_outbox_open", "sender", "dossier", sqlite_where=_OPEN, postgresql_where=_OPEN),
    sqlite_autoincrement=True,
)

lt_inbox = Table(
    "lt_inbox",
    metadata,
    Column("no", _ID, primary_key=True, autoincrement=True),
    Column("sender", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("env_sha256", Text, nullable=False),
    Column("dossier", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("mtype", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("cert_fp", Text, nullable=False),
    Column("receipt", LargeBinary),
    Column("received_at", Instant),
    Column("applied_at", Instant),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", Instant),
    Column("last_error", Text),
    # by whom its effect was forgone, when it could not have it
    Column("aside_at", Instant),
    Column("aside_by", Text),
    Column("aside_name", Text),
    Column("aside_reason", Text),
    UniqueConstraint("sender", "message_id"),
    UniqueConstraint("sender", "recipient", "dossier", "seq"),
    Index("ix_lt_inbox_work", "no", sqlite_where=_RECEIVED, postgresql_where=_RECEIVED),
    sqlite_autoincrement=True,
)

lt_cursor = Table(
    "lt_cursor",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("dossier", Text, primary_key=True),
    Column("applied_seq", Integer, nullable=False),
)

lt_evidence = Table(
    "lt_evidence",
    metadata,
    Column("n", _ID, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("peer", Text),
    Column("message_id", Text),
    Column("sha256", Text),
    Column("doc", LargeBinary),
    sqlite_autoincrement=True,
)
