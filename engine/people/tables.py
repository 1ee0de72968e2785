"""Units of the province, accounts, and what each account may do where."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from engine.store import Instant, metadata

_ID = BigInteger().with_variant(Integer, "sqlite")

org_unit = Table(
    "org_unit",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("function", Text),
    Column("parent_code", Text, ForeignKey("org_unit.code"), index=True),
    Column("is_agency", Boolean, nullable=False),
    Column("gso_code", Text),
    Column("old_code", Text),
    Column("evidence", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Index("ix_org_unit_kind", "kind", "code"),
)

account = Table(
    "account",
    metadata,
    Column("id", Text, primary_key=True),
    # one person, one account: neither the name at sign-in nor the officer's number may occur twice
    Column("username", Text, nullable=False, unique=True),
    Column("officer_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("created_at", Instant, nullable=False),
)

account_post = Table(
    "account_post",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("account_id", Text, ForeignKey("account.id"), nullable=False),
    Column("unit_code", Text, ForeignKey("org_unit.code"), nullable=False),
    Column("title", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_account_post_unit_code", "unit_code", "ended_at"),
)
# an officer sits at one desk at a time; the earlier ones stay as history
Index(
    "uq_account_post_present",
    account_post.c.account_id,
    unique=True,
    sqlite_where=account_post.c.ended_at.is_(None),
    postgresql_where=account_post.c.ended_at.is_(None),
)

account_grant = Table(
    "account_grant",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("account_id", Text, ForeignKey("account.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("unit_code", Text, ForeignKey("org_unit.code"), nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Index("ix_account_grant_unit_code", "unit_code", "role"),
)
Index(
    "uq_account_grant_present",
    account_grant.c.account_id,
    account_grant.c.role,
    account_grant.c.unit_code,
    unique=True,
    sqlite_where=account_grant.c.revoked_at.is_(None),
    postgresql_where=account_grant.c.revoked_at.is_(None),
)

login_session = Table(
    "login_session",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("account.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
)
