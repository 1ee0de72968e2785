"""Append-only record of what happened, and where each agency's chain of it ends."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, UniqueConstraint, text

from engine.store import Instant, JsonText, metadata

_PLACED, _UNPLACED = text("seq IS NOT NULL"), text("seq IS NULL")

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
    Column("personal", JsonText),
    # given by the sequencer once the event is committed (engine/history/places.py); until then all of them are null
    Column("seq", BigInteger),
    Column("prev_hash", Text),
    Column("hash", Text),
    Column("personal_digest", Text),
    Column("personal_salt", Text),
    # one event a revision: a second guard, beside the revision check, against doing a step twice;
    # the dossier comes first so that the same index finds its events
    UniqueConstraint("dossier_code", "instance_id", "rev"),
    # two small indexes instead of one: an event pays for the first when it is written, for the second when it is placed
    Index(
        "ix_history_event_unplaced", "agency_code", "id", sqlite_where=_UNPLACED, postgresql_where=_UNPLACED
    ),
    Index(
        "ix_history_event_place",
        "agency_code",
        "seq",
        unique=True,
        sqlite_where=_PLACED,
        postgresql_where=_PLACED,
    ),
    sqlite_autoincrement=True,
)

history_head = Table(
    "history_head",
    metadata,
    Column("agency_code", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("placed_at", Instant, nullable=False),
    # what the portal was told last, and when
    Column("told_seq", BigInteger, nullable=False, server_default="0"),
    Column("told_at", Instant, nullable=False, server_default="0"),
)

# on the portal: what agencies told of their ends. Two hashes for one number: that agency has two histories
history_witness = Table(
    "history_witness",
    metadata,
    Column("agency_code", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("told_at", Instant, nullable=False),
    Column("kept_at", Instant, nullable=False),
)
