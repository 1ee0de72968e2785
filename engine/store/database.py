"""One command, one transaction: nested ones join, nothing else commits."""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from engine.errors import Unavailable
from engine.settings import Profile, Settings
from engine.store.blobs import BlobStore
from engine.store.statements import Queued, Row, Write, run_one_by_one, run_together

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


@dataclass(slots=True)
class _Transaction:
    database: Database
    connection: Connection
    pending: list[Queued] = field(default_factory=list)
    committed: list[Callable[[], None]] = field(default_factory=list)
    rolled_back: list[Callable[[], None]] = field(default_factory=list)


_database: ContextVar[Database | None] = ContextVar("database", default=None)
_default: list[Database] = []
_transaction: ContextVar[_Transaction | None] = ContextVar("transaction", default=None)


def open_database(settings: Settings, profile: Profile, *, pool_size: int = 10) -> Database:
    """Open (and for SQLite create) a node's database and make it this process's default.

    SQLite runs in WAL with synchronous=FULL: a signed promise must survive a power cut.
    """
    return use(create_engine_for(settings.database_url, pool_size=pool_size), settings, profile)


def use(engine: Engine, settings: Settings, profile: Profile) -> Database:
    """Make an engine (a web process's own, say) this process's default database."""
    writer = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()
    database = Database(engine, BlobStore(settings.home / "files"), profile, settings, writer)
    _default[:] = [database]
    return database


def create_engine_for(url: str, *, pool_size: int = 10) -> Engine:
    """A SQLAlchemy engine with the transaction rules of this house."""
    if url.startswith("sqlite"):
        engine = create_engine(
            url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=pool_size
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_use_lifo=True)
    event.listen(engine, "before_execute", _flush_before_query)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # the driver's own implicit BEGIN is switched off: `_begin_sqlite` decides which kind of transaction opens
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
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


@contextmanager
def transaction() -> Iterator[Connection]:
    """The one place that commits. A nested one joins the outer and commits with it."""
    running = _transaction.get()
    database = current()
    if running is not None and running.database is database:
        yield running.connection
        return
    with database.writer, database.engine.connect() as connection:
        opened = _Transaction(database, connection)
        token = _transaction.set(opened)
        try:
            with connection.begin():
                yield connection
                _flush(opened, last=True)
        except BaseException:
            for undo in opened.rolled_back:
                undo()
            raise
        finally:
            _transaction.reset(token)
    for run in opened.committed:
        run()


def write(statement: Write, *rows: Row, otherwise: Callable[[], Exception] | None = None) -> None:
    """Queue a prepared statement in the running transaction, once for each row.

    All queued writes go to the server together before the commit, or before the next query of the transaction:
    on PostgreSQL in one round trip. otherwise: makes what is raised then, if the (one) row did not change exactly
    one row of the table; nothing is committed. Raises NoDatabase outside of a transaction.
    """
    running = _transaction.get()
    if running is None or running.database is not current():
        raise NoDatabase("no transaction is open")
    running.pending.extend(Queued(statement, row, otherwise) for row in rows)


def flush() -> None:
    """Send the queued writes now, so that what they meet is known before the caller goes on."""
    running = _transaction.get()
    if running is not None:
        _flush(running)


def in_transaction() -> bool:
    """Whether a transaction of the database in use is open here."""
    running = _transaction.get()
    return running is not None and running.database is current()


def _flush(opened: _Transaction, *, last: bool = False) -> None:
    if not opened.pending:
        return
    queued, opened.pending = opened.pending, []
    driver = opened.connection.connection.driver_connection
    dialect = opened.database.engine.dialect
    known = dialect.loaded_dbapi.Error
    try:
        if opened.database.is_sqlite:
            run_one_by_one(driver, dialect, queued)
        else:
            run_together(driver, dialect, queued, last=last)
    except known as error:
        # as if SQLAlchemy had run it: callers need to know one family of errors only
        raise DBAPIError.instance(None, None, error, known, dialect=dialect) from error


def _flush_before_query(link: Connection, *_: object) -> None:
    running = _transaction.get()
    if running is not None and running.pending and running.connection is link:
        _flush(running)


@contextmanager
def reading() -> Iterator[Connection]:
    """For queries; inside a transaction they are that transaction's own. On SQLite the block sees one moment."""
    running = _transaction.get()
    database = current()
    if running is not None and running.database is database:
        yield running.connection
        return
    if not database.is_sqlite:
        # every query of PostgreSQL sees what is committed by then anyway: BEGIN and COMMIT around them say nothing
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
        return
    with database.engine.connect().execution_options(reads_only=True) as connection, connection.begin():
        yield connection


def connection() -> Connection:
    """The connection of the transaction under way. Raises NoDatabase outside of one."""
    running = _transaction.get()
    if running is None or running.database is not current():
        raise NoDatabase("no transaction is open")
    return running.connection


def after_commit(run: Callable[[], None]) -> None:
    """Do something once the running transaction is durable: ring a bell, notify. At once outside of one."""
    running = _transaction.get()
    if running is None:
        run()
    else:
        running.committed.append(run)


def after_rollback(undo: Callable[[], None]) -> None:
    """Undo something in memory when the running transaction fails."""
    running = _transaction.get()
    if running is not None:
        running.rolled_back.append(undo)


def remembered(key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What `make` answered the first time for this key, for facts that do not change while a process runs.

    Kept per database; `current().memo.clear()` forgets. key: begins with the function that asks.
    """
    memo = current().memo
    if key not in memo:
        memo[key] = make()
    found: T = memo[key]
    return found


def ping() -> None:
    """Raise if the database does not answer."""
    with reading() as link:
        link.execute(text("SELECT 1"))
