"""Every event gets a place in its agency's chain; what is written stays as it is.

Events that are there already have no place yet: the sequencer gives them one, in order, as to any other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_PLACED, _UNPLACED = sa.text("seq IS NOT NULL"), sa.text("seq IS NULL")
# what may still change: a place is given once, a personal part is erased once; nothing else, ever
_KEPT = [
    "id",
    "agency_code",
    "dossier_code",
    "instance_id",
    "rev",
    "kind",
    "element_id",
    "element_name",
    "actor_id",
    "unit_code",
    "done_at",
    "entered_at",
    "data",
]
_PERSON = ["actor_name", "personal"]
_PLACE = ["seq", "prev_hash", "hash", "personal_digest"]


def upgrade() -> None:
    op.add_column("history_event", sa.Column("personal", sa.Text))
    op.add_column("history_event", sa.Column("seq", sa.BigInteger))
    for name in ("prev_hash", "hash", "personal_digest", "personal_salt"):
        op.add_column("history_event", sa.Column(name, sa.Text))
    op.create_index(
        "ix_history_event_unplaced",
        "history_event",
        ["agency_code", "id"],
        sqlite_where=_UNPLACED,
        postgresql_where=_UNPLACED,
    )
    op.create_index(
        "ix_history_event_place",
        "history_event",
        ["agency_code", "seq"],
        unique=True,
        sqlite_where=_PLACED,
        postgresql_where=_PLACED,
    )
    op.create_table(
        "history_head",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("placed_at", sa.BigInteger, nullable=False),
    )
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def _changed(names: list[str], differs: str) -> str:
    return " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in names)


def _forbidden(differs: str) -> str:
    place, person = _changed(_PLACE, differs), _changed(_PERSON, differs)
    return (
        f"{_changed(_KEPT, differs)}"
        f" OR (OLD.seq IS NULL AND ({person} OR NEW.seq IS NULL OR NEW.personal_salt IS NULL))"
        f" OR (OLD.seq IS NOT NULL AND ({place} OR NEW.personal_salt IS NOT NULL"
        f" OR NEW.actor_name <> '' OR NEW.personal IS NOT NULL))"
    )


def _sqlite() -> list[str]:
    # no trigger on INSERT here: it would run as a program of its own at every event written
    refuse = "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
    return [
        f"CREATE TRIGGER history_event_no_delete BEFORE DELETE ON history_event {refuse}",
        f"CREATE TRIGGER history_event_no_change BEFORE UPDATE ON history_event WHEN {_forbidden('IS NOT')} {refuse}",
    ]


def _postgresql() -> list[str]:
    refuse = "EXECUTE FUNCTION history_event_refuse()"
    return [
        "CREATE FUNCTION history_event_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$",
        f"CREATE TRIGGER history_event_no_delete BEFORE DELETE ON history_event FOR EACH ROW {refuse}",
        f"CREATE TRIGGER history_event_no_truncate BEFORE TRUNCATE ON history_event FOR EACH STATEMENT {refuse}",
        "CREATE TRIGGER history_event_no_change BEFORE UPDATE ON history_event FOR EACH ROW"
        f" WHEN ({_forbidden('IS DISTINCT FROM')}) {refuse}",
        "CREATE TRIGGER history_event_no_place BEFORE INSERT ON history_event FOR EACH ROW"
        f" WHEN (NEW.seq IS NOT NULL) {refuse}",
    ]


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    names = ["no_delete", "no_change"] + ([] if is_sqlite else ["no_truncate", "no_place"])
    for name in names:
        op.execute(f"DROP TRIGGER history_event_{name}" + ("" if is_sqlite else " ON history_event"))
    if not is_sqlite:
        op.execute("DROP FUNCTION history_event_refuse()")
    op.drop_table("history_head")
    for index in ("place", "unplaced"):
        op.drop_index(f"ix_history_event_{index}", "history_event")
    for name in ("personal_salt", "personal_digest", "hash", "prev_hash", "seq", "personal"):
        op.drop_column("history_event", name)
