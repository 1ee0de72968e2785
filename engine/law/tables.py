"""What people have laid down about working time: rows are only ever added, the newest about a thing holds."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, Table, Text

from engine.store import Instant, JsonText, metadata

_ID = BigInteger().with_variant(Integer, "sqlite")

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    # whose day: the code of an agency or of a unit above it, "" for everybody
    Column("scope", Text, nullable=False),
    Column("day", Date, nullable=False),
    # as law.DayKind, or "usual": what was said about the day no longer holds
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("open_for_reception", Boolean, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    # who has looked at it; "" for what a program proposes
    Column("confirmed_by", Text, nullable=False),
    Column("entered_at", Instant, nullable=False),
)

calendar_year = Table(
    "calendar_year",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("year", Integer, nullable=False),
    # "" while its days off are proposals
    Column("confirmed_by", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("entered_at", Instant, nullable=False),
)

office_hours = Table(
    "office_hours",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("scope", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    # as [[hours]] of a calendar file
    Column("content", JsonText, nullable=False),
    Column("basis", Text, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("entered_at", Instant, nullable=False),
)
