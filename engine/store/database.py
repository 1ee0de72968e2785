"""The database of a node: its engine, what is remembered of it, and which one is in use here."""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from engine.errors import Unavailable
from engine.settings import Profile, Settings
from engine.store.blobs import BlobStore

T = TypeVar("T")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class NoDatabase(Unavailable):
    """No database has been opened for this work."""

    code = "no_database"


@dataclass(frozen=True, slots=True)
class Database:
    """The database of one node, with the folder of its files, who the node is and how it is run."""

    engine: Engine
    # its connections only read: PostgreSQL's need no BEGIN, SQLite's are the engine's own
    reader: Engine
    blobs: BlobStore
    profile: Profile
    settings: Settings
    # SQLite has one writer: threads of this process queue here, in order, instead of polling the file lock
    writer: AbstractContextManager[object]
    # what rarely changes, remembered by this process (names of units, say); `memo.clear()` forgets it
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        self.engine.dispose()
        self.reader.dispose()


_database: ContextVar[Database | None] = ContextVar("database", default=None)
_default: list[Database] = []


def open_database(settings: Settings, profile: Profile, *, pool_size: int = 10) -> Database:
    """Open (and for SQLite create) a node's database and make it this process's default.

    SQLite runs in WAL with synchronous=FULL: a signed promise must survive a power cut.
    """
    return use(create_engine_for(settings.database_url, pool_size=pool_size), settings, profile)


def use(engine: Engine, settings: Settings, profile: Profile) -> Database:
    """Make an engine (a web process's own, say) this process's default database."""
    writer = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()
    blobs = BlobStore(settings.home / "files")
    database = Database(engine, _reader_beside(engine), blobs, profile, settings, writer)
    _default[:] = [database]
    return database


def _reader_beside(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine
    # every query of PostgreSQL sees what is committed by then anyway: BEGIN and COMMIT around them say nothing
    return create_engine(
        engine.url,
        isolation_level="AUTOCOMMIT",
        pool_size=engine.pool.size(),  # type: ignore[attr-defined]
        max_overflow=engine.pool.size(),  # type: ignore[attr-defined]
        pool_use_lifo=True,
        pool_reset_on_return=None,
    )


def create_engine_for(url: str, *, pool_size: int = 10, durable: bool = True) -> Engine:
    """A SQLAlchemy engine with the transaction rules of this house.

    durable: false where SQLite need not wait for the disk: a power cut may cost what was committed, a kill does not.
    """
    if url.startswith("sqlite"):
        engine = create_engine(
            url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=pool_size
        )
        event.listen(engine, "connect", partial(_prepare_sqlite, "FULL" if durable else "OFF"))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_use_lifo=True)
    return engine


def _prepare_sqlite(synchronous: str, connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # the driver's own implicit BEGIN is switched off: `_begin_sqlite` decides which kind of transaction opens
    connection.isolation_level = None
    cursor = connection.cursor()
    pragmas = ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "busy_timeout=30000")
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # a deferred transaction that reads first and writes later fails at once with "database is locked"
    reads_only = connection.get_execution_options().get("reads_only", False)
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def current() -> Database:
    """The database in use here: the innermost `using`, else the process's default. Raises NoDatabase."""
    database = _database.get() or (_default[0] if _default else None)
    if database is None:
        raise NoDatabase
    return database


@contextmanager
def using(database: Database) -> Iterator[Database]:
    """Work on another database than the process's default (several nodes in one process: demo seeding, tests)."""
    token = _database.set(database)
    try:
        yield database
    finally:
        _database.reset(token)


def remembered(key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What `make` answered the first time for this key, for facts that do not change while a process runs.

    Kept per database; `current().memo.clear()` forgets. key: begins with the function that asks.
    """
    memo = current().memo
    if key not in memo:
        memo[key] = make()
    found: T = memo[key]
    return found
