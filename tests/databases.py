"""Empty migrated databases, made once as a template and copied for each test; and what many tests find in them."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Engine, NullPool, create_engine, inspect, make_url, text

from engine import store
from engine.settings import Profile, from_environment

# a test that failed may have left a transaction open
_DISCONNECT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
# DELETE, since TRUNCATE makes new files; without the foreign keys the order is free
_EMPTY = """
DO $$ DECLARE place text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR place IN SELECT format('%I', tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE 'DELETE FROM ' || place; END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$
"""

_NUMBERED = """
SELECT a.attname, pg_get_serial_sequence(a.attrelid::regclass::text, a.attname) FROM pg_attribute a
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
    AND pg_get_serial_sequence(a.attrelid::regclass::text, a.attname) IS NOT NULL
"""

NewUrl = Callable[[Path], AbstractContextManager[str]]
"""Gives the URL of a new database for the node in a folder, and removes the database afterwards."""


def open_node_database(home: Path, url: str, profile: Profile) -> store.Database:
    """Open a database as a node does, but for the power cut that SQLite waits for the disk to survive."""
    settings = from_environment(home, {"DATABASE_URL": url})
    return store.use(store.create_engine_for(settings.database_url, durable=False), settings, profile)


class Prepared:
    """What a function writes into an empty database: written once on each kind of database, then copied."""

    def __init__(self, prepare: Callable[[], object]) -> None:
        self._prepare = prepare
        self._written: dict[str, dict[str, Any]] = {}

    def into(self, database: store.Database) -> None:
        """database: an empty one, the process's current one."""
        kind = database.engine.dialect.name
        take, put = (_rows, _put_rows) if database.is_sqlite else (_copies, _put_copies)
        if kind not in self._written:
            self._prepare()
            with database.engine.connect() as link:
                tables = [table.name for table in store.metadata.sorted_tables]
                found = {name: take(link.connection.cursor(), name) for name in tables}
            self._written[kind] = {name: written for name, written in found.items() if written}
        else:
            with database.engine.begin() as link:
                put(link.connection.cursor(), self._written[kind])


def _rows(cursor: Any, table: str) -> list[tuple[Any, ...]]:
    return list(cursor.execute(f"SELECT * FROM {table}"))


def _put_rows(cursor: Any, written: Mapping[str, list[tuple[Any, ...]]]) -> None:
    for table, rows in written.items():
        cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _copies(cursor: Any, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def _put_copies(cursor: Any, written: Mapping[str, bytes]) -> None:
    for table, rows in written.items():
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(rows)
        # what is written next gets the number after the last one
        key = cursor.execute(_NUMBERED, [table]).fetchone()
        if key:
            cursor.execute(f"SELECT setval(%s, (SELECT max({key[0]}) FROM {table}))", [key[1]])


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
    """Copies of a migrated database of a PostgreSQL server. Used ones are emptied for the next test: ten times as fast
    as making one."""
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    _run(server, "CREATE DATABASE template_motcua")
    _migrate(folder, _url_of(server, "template_motcua"), profile)
    numbers, idle = count(1), list[str]()

    @contextmanager
    def copy(_home: Path) -> Iterator[str]:
        if idle:
            name = idle.pop()
        else:
            name = f"test_{next(numbers)}"
            _run(server, f"CREATE DATABASE {name} TEMPLATE template_motcua")
        try:
            yield _url_of(server, name)
        finally:
            _run(server, _DISCONNECT, name=name)
            if _emptied(_url_of(server, name)):
                idle.append(name)
            else:
                _run(server, f"DROP DATABASE {name} WITH (FORCE)")

    return copy


def _emptied(url: str) -> bool:
    """Remove every row. False when a test has changed the tables themselves."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as link:
        if MigrationContext.configure(link).get_current_revision() != store.head():
            return False
        link.execute(text(_EMPTY))
    return True


def _migrate(folder: Path, url: str, profile: Profile) -> None:
    database = open_node_database(folder, url, profile)
    store.migrate(database)
    database.close()


def _run(server: Engine, statement: str, **parameters: str) -> None:
    with server.connect() as link:
        link.execute(text(statement), parameters)


def _url_of(server: Engine, name: str) -> str:
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)
