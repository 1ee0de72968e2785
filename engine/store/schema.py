"""Bring a database to the shape this program expects.

Migrations lie in `migrations/versions`, numbered; each names the one before it as `down_revision`. They state their
tables in full and import nothing of ours: a table in the code moves on, a migration that has run does not.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from engine.store.connections import reading, transaction
from engine.store.database import Database, metadata, using

_FOLDER = Path(__file__).parent / "migrations"
# any constant will do, as long as every process of every version uses the same one
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(4951785)")


def head() -> str:
    """The newest migration this program has. Raises alembic's MultipleHeads when two follow the same one."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None, "the first migration is part of the program"
    return revision


def revision(database: Database) -> str | None:
    """The last migration that ran on a database; None for an empty one."""
    with using(database), reading() as link:
        return MigrationContext.configure(link).get_current_revision()


def migrate(database: Database) -> None:
    """Run the migrations a database lacks, all in one transaction: a failing one leaves nothing behind.

    Processes that start together wait for each other; the later ones find nothing to do.
    """
    config = _config()
    with using(database), transaction() as link:
        if not database.is_sqlite:
            link.execute(_ONE_AT_A_TIME)
        config.attributes["connection"] = link
        config.attributes["metadata"] = metadata
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
