"""What reports count: projected from the history, never written by hand, rebuildable at any time.

Both tables have two clocks. The days in a row say when something was so; `known_from` and `known_to` say in which
state of knowledge: what is entered later ends the old row's knowledge and begins a new row's. Nothing is deleted.
"""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text

from engine.store import Instant, metadata

_ID = BigInteger().with_variant(Integer, "sqlite")

report_dossier = Table(
    "report_dossier",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("agency_code", Text, nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("procedure_code", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("received_on", Date, nullable=False),
    # `NEVER` while it is in progress: one index serves both "still open" and "since"
    Column("resolved_on", Date, nullable=False),
    Column("status", Integer),
    Column("timing", Text),
    Column("known_from", Instant, nullable=False),
    Column("known_to", Instant, nullable=False),
    Index("ix_report_dossier_agency_code", "agency_code", "dossier_code"),
    Index("ix_report_dossier_resolved", "agency_code", "resolved_on"),
)

report_stretch = Table(
    "report_stretch",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("agency_code", Text, nullable=False),
    Column("dossier_code", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    # the first day no longer inside
    Column("end_day", Date, nullable=False),
    Column("due_on", Date),
    Column("known_from", Instant, nullable=False),
    Column("known_to", Instant, nullable=False),
    Index("ix_report_stretch_agency_dossier", "agency_code", "dossier_code"),
)

report_cursor = Table(
    "report_cursor",
    metadata,
    Column("agency_code", Text, primary_key=True),
    # place in the agency's chain of events up to which they are projected
    Column("seq", BigInteger, nullable=False),
)
