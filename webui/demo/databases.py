"""Where the province's nodes keep their rows: SQLite files in their homes, or PostgreSQL databases of their own."""

import json
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from engine.errors import InvalidInput
from engine.settings import Settings, from_environment

KEY = "{key}"
_JOURNAL = "databases.json"


class BadTemplate(InvalidInput):
    """The database URL template cannot be used."""

    code = "bad_database_template"


class DatabaseTaken(InvalidInput):
    """A database of that name is there already; drop it, or choose another template."""

    code = "database_taken"


@dataclass(frozen=True, slots=True)
class Databases:
    """template: a PostgreSQL URL with `{key}` in the database's name; None for SQLite. redis_url: the doorbell."""

    template: str | None = None
    redis_url: str | None = None

    def __post_init__(self) -> None:
        if self.template is not None and (
            KEY not in self.template or not self.template.startswith(("postgresql", "postgres"))
        ):
            # not the template itself: it may hold a password
            raise BadTemplate(f"it must be a postgresql:// URL with {KEY} in the database's name")

    def settings(self, home: Path, key: str) -> Settings:
        """How the node in `home` is run. Nothing else of this process's environment plays a part."""
        env = {"REDIS_URL": self.redis_url or ""}
        if self.template is not None:
            env["DATABASE_URL"] = self.template.replace(KEY, key)
        return from_environment(home, env)

    def create(self, folder: Path, home: Path, key: str) -> None:
        """Make a node's database, noted in the folder first, so that `drop_noted` finds it after an interruption.

        Raises DatabaseTaken: what somebody else may need is not touched.
        """
        if self.template is None:
            return
        url = make_url(self.settings(home, key).database_url)
        name = str(url.database)
        noted = _noted(folder)
        if name not in noted and _exists(url.render_as_string(hide_password=False), name):
            raise DatabaseTaken(name, database=name)
        (folder / _JOURNAL).write_text(json.dumps([*noted, name]), encoding="utf-8")
        self._run(f'CREATE DATABASE "{name}"')

    def drop_noted(self, folder: Path) -> None:
        """Remove the databases that an interrupted start has made."""
        if self.template is not None:
            for name in _noted(folder):
                self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        assert self.template is not None
        url = make_url(from_environment(Path(), {"DATABASE_URL": self.template}).database_url)
        server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as link:
            link.execute(text(statement))
        server.dispose()


SQLITE = Databases()


def _exists(url: str, name: str) -> bool:
    server = create_engine(make_url(url).set(database="postgres"))
    with server.connect() as link:
        found = link.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}).first()
    server.dispose()
    return found is not None


def _noted(folder: Path) -> list[str]:
    place = folder / _JOURNAL
    names: list[str] = json.loads(place.read_text(encoding="utf-8")) if place.exists() else []
    return names
