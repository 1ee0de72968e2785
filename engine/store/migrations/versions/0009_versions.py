"""Versions of procedures: valid from a day, never changed; running dossiers that go over to another one."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_PUBLISHED = ("deployment", "deployment_file", "process_definition")
_UNDECIDED = sa.text("status IN ('waiting', 'undoing')")


def upgrade() -> None:
    _valid_from()
    _migration()
    _migration_instance()
    for table in _PUBLISHED:
        _forbid_changes(table)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _PUBLISHED:
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{act}" + ("" if is_sqlite else f" ON {table}"))
    if not is_sqlite:
        op.execute("DROP FUNCTION published_is_fixed()")
    op.drop_table("migration_instance")
    op.drop_table("migration")
    op.drop_column("deployment", "legal_basis")
    op.drop_column("deployment", "valid_from")


def _valid_from() -> None:
    # what was published before there was such a day starts dossiers at once, as it always did
    op.add_column("deployment", sa.Column("valid_from", sa.Date, nullable=False, server_default="2000-01-01"))
    op.add_column("deployment", sa.Column("legal_basis", sa.Text, nullable=False, server_default=""))


def _migration() -> None:
    op.create_table(
        "migration",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("from_deployment", _ID, sa.ForeignKey("deployment.id"), nullable=False),
        sa.Column("to_deployment", _ID, sa.ForeignKey("deployment.id"), nullable=False),
        sa.Column("mapping", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started_name", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text),
        sa.Column("started_at", sa.BigInteger, nullable=False),
    )


def _migration_instance() -> None:
    op.create_table(
        "migration_instance",
        sa.Column("migration_id", sa.Text, sa.ForeignKey("migration.id"), primary_key=True),
        sa.Column("instance_id", sa.Text, sa.ForeignKey("process_instance.id"), primary_key=True),
        sa.Column("dossier_code", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("kept", sa.Text),
        sa.Column("kept_state", sa.LargeBinary),
        sa.Column("moved_rev", sa.Integer),
        sa.Column("undone_by", sa.Text),
        sa.Column("undone_name", sa.Text),
    )
    op.create_index(
        "ix_migration_instance_status",
        "migration_instance",
        ["status"],
        sqlite_where=_UNDECIDED,
        postgresql_where=_UNDECIDED,
    )


def _forbid_changes(table: str) -> None:
    """Dossiers run on what was published: the database itself refuses to change it."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'what is published is never changed'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION published_is_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'what is published is never changed'; END $$"
    )
    for act in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION published_is_fixed()"
        )
