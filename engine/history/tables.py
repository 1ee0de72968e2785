"""Append-only record of what happened."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text, UniqueConstraint

from engine.store import Instant, JsonText, metadata

history_event = Table(
    "history_event",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("agency_code", Text, nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("instance_id", Text),
    Column("rev", Integer),
    Column("kind", Text, nullable=False),
    Column("element_id", Text),
    Column("element_name", Text),
    Column("actor_id", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("unit_code", Text),
    Column("done_at", Instant, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("data", JsonText, nullable=False),
    # one event a revision: a second guard, beside the revision check, against doing a step twice;
    # the dossier comes first so that the same index finds its events
    UniqueConstraint("dossier_code", "instance_id", "rev"),
    sqlite_autoincrement=True,
)
