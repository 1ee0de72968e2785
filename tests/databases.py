"""Empty migrated databases, made once as a template and copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect, make_url, text

from engine import store
from engine.settings import Profile, from_environment

NewUrl = Callable[[Path], AbstractContextManager[str]]
"""Gives the URL of a new database for the node in a folder, and removes the database afterwards."""


def open_node_database(home: Path, url: str, profile: Profile) -> store.Database:
    """Open a database as a node does."""
    return store.open_database(from_environment(home, {"DATABASE_URL": url}), profile)


def add_unmigrated_tables(database: store.Database) -> None:
    """Make the tables whose room is still at work on its migration (tests/engine/store names them)."""
    with database.engine.connect() as link:
        present = set(inspect(link).get_table_names())
    lacking = [table for table in store.metadata.sorted_tables if table.name not in present]
    if lacking:
        store.metadata.create_all(database.engine, tables=lacking)


def sqlite_copies(folder: Path, profile: Profile) -> NewUrl:
    """Copies of a migrated SQLite file in `folder`."""
    template = folder / "template.db"
    _migrate(folder, f"sqlite:///{template}", profile)

    @contextmanager
    def copy(home: Path) -> Iterator[str]:
        place = home / "node.db"
        shutil.copyfile(template, place)
        yield f"sqlite:///{place}"

    return copy


def postgresql_copies(server_url: str, folder: Path, profile: Profile) -> NewUrl:
    """Copies of a migrated database of a PostgreSQL server."""
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    _run(server, "CREATE DATABASE template_motcua")
    _migrate(folder, _url_of(server, "template_motcua"), profile)
    numbers = count(1)

    @contextmanager
    def copy(_home: Path) -> Iterator[str]:
        name = f"test_{next(numbers)}"
        _run(server, f"CREATE DATABASE {name} TEMPLATE template_motcua")
        try:
            yield _url_of(server, name)
        finally:
            _run(server, f"DROP DATABASE {name} WITH (FORCE)")

    return copy


def _migrate(folder: Path, url: str, profile: Profile) -> None:
    database = open_node_database(folder, url, profile)
    store.migrate(database)
    database.close()


def _run(server: Engine, statement: str) -> None:
    with server.connect() as link:
        link.execute(text(statement))


def _url_of(server: Engine, name: str) -> str:
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)
