"""One command, one transaction: nested ones join, nothing else commits. Reading beside it, block by block or all together."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from engine.store.database import Database, NoDatabase, current
from engine.store.reads import Read, run_read
from engine.store.statements import Queued, Row, Write, run_one_by_one, run_together

T = TypeVar("T")


@dataclass(slots=True)
class _Transaction:
    database: Database
    connection: Connection
    pending: list[Queued] = field(default_factory=list)
    committed: list[Callable[[], None]] = field(default_factory=list)
    rolled_back: list[Callable[[], None]] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """A connection that reads, taken when the first one needs it. seen: what was read already, None: not kept."""

    database: Database
    seen: dict[Any, Any] | None
    held: ExitStack = field(default_factory=ExitStack)
    connection: Connection | None = None
    blocks: int = 0
    """How many are reading right now."""

    def taken(self) -> Connection:
        if self.connection is None:
            self.connection = self.held.enter_context(_reader(self.database))
        return self.connection

    def let_go(self) -> None:
        if self.connection is not None:
            self.connection = None
            self.held.close()

    def outdate(self) -> None:
        """Something may change now: nothing seen so far counts any more, on SQLite the moment seen neither."""
        if self.seen:
            self.seen.clear()
        if self.blocks == 0:
            self.let_go()


_transaction: ContextVar[_Transaction | None] = ContextVar("transaction", default=None)
_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)


@contextmanager
def transaction() -> Iterator[Connection]:
    """The one place that commits. A nested one joins the outer and commits with it."""
    database = current()
    running = _running(database)
    if running is not None:
        yield running.connection
        return
    beside = _open_reading(database)
    if beside is not None:
        beside.outdate()
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


def _running(database: Database) -> _Transaction | None:
    running = _transaction.get()
    return running if running is not None and running.database is database else None


def _open_reading(database: Database) -> _Reading | None:
    found = _reading.get()
    return found if found is not None and found.database is database else None


def in_transaction() -> bool:
    """Whether a transaction of the database in use is open here."""
    return _running(current()) is not None


def connection() -> Connection:
    """The connection of the transaction under way. Raises NoDatabase outside of one."""
    return _needed().connection


def _needed() -> _Transaction:
    running = _running(current())
    if running is None:
        raise NoDatabase("no transaction is open")
    return running


def write(statement: Write, *rows: Row, otherwise: Callable[[], Exception] | None = None) -> None:
    """Queue a prepared statement in the running transaction, once for each row.

    All queued writes go to the server together before the commit, or before the next query of the transaction:
    on PostgreSQL in one round trip. otherwise: makes what is raised then, if the (one) row did not change exactly
    one row of the table; nothing is committed. Raises NoDatabase outside of a transaction.
    """
    _needed().pending.extend(Queued(statement, row, otherwise) for row in rows)


def flush() -> None:
    """Send the queued writes now, so that what they meet is known before the caller goes on."""
    running = _transaction.get()
    if running is not None:
        _flush(running)


def _flush(opened: _Transaction, *, last: bool = False) -> None:
    if not opened.pending:
        return
    queued, opened.pending = opened.pending, []
    driver = opened.connection.connection.driver_connection
    dialect = opened.database.engine.dialect
    with _known_errors(opened.database):
        if opened.database.is_sqlite:
            run_one_by_one(driver, dialect, queued)
        else:
            run_together(driver, dialect, queued, last=last)


@contextmanager
def _known_errors(database: Database) -> Iterator[None]:
    """As if SQLAlchemy had run it: callers need to know one family of errors only."""
    dialect = database.engine.dialect
    known = dialect.loaded_dbapi.Error
    try:
        yield
    except known as error:
        raise DBAPIError.instance(None, None, error, known, dialect=dialect) from error


@event.listens_for(Engine, "before_execute")
def _flush_before_query(link: Connection, *_: object) -> None:
    running = _transaction.get()
    if running is not None and running.pending and running.connection is link:
        _flush(running)


@contextmanager
def reading() -> Iterator[Connection]:
    """For queries; inside a transaction they are that transaction's own. On SQLite the block sees one moment.

    A block inside of another, or of `reading_together`, reads by the same connection.
    """
    database = current()
    running = _running(database)
    if running is not None:
        yield running.connection
        return
    outer = _open_reading(database)
    if outer is None:
        with _opened(database, None) as own:
            yield own.taken()
        return
    outer.blocks += 1
    try:
        yield outer.taken()
    finally:
        outer.blocks -= 1


@contextmanager
def reading_together() -> Iterator[None]:
    """All reading of the block goes by one connection, and what `once` was asked is read once: for a page, say.

    A transaction within it ends what was seen before; reading begins anew after it.
    """
    database = current()
    if _open_reading(database) is not None:
        yield
        return
    with _opened(database, {}):
        yield


@contextmanager
def _opened(database: Database, seen: dict[Any, Any] | None) -> Iterator[_Reading]:
    opened = _Reading(database, seen, blocks=1 if seen is None else 0)
    token = _reading.set(opened)
    try:
        yield opened
    finally:
        _reading.reset(token)
        opened.let_go()


@contextmanager
def _reader(database: Database) -> Iterator[Connection]:
    if not database.is_sqlite:
        with database.reader.connect() as connection:
            yield connection
        return
    with database.reader.connect().execution_options(reads_only=True) as connection, connection.begin():
        yield connection


def rows(read: Read, **values: Any) -> list[Any]:
    """What a prepared query finds: named tuples. values: its parameters by name.

    Inside a transaction it sees what that has written so far, queued writes included.
    """
    database = current()
    running = _running(database)
    if running is None:
        with reading() as link, _known_errors(database):
            return _read_again_if_cut(database, read, link, values)
    if any(queued.statement.table in read.tables for queued in running.pending):
        _flush(running)
    with _known_errors(database):
        return run_read(read, running.connection, values)


def _read_again_if_cut(
    database: Database, read: Read, link: Connection, values: Mapping[str, Any]
) -> list[Any]:
    try:
        return run_read(read, link, values)
    except database.engine.dialect.loaded_dbapi.Error:
        driver: Any = link.connection.driver_connection
        if database.is_sqlite or not driver.closed:
            raise
    # the server was away for a moment: nothing has happened, and its other connections are gone as well
    link.invalidate()
    database.reader.dispose()
    return run_read(read, link, values)


def row(read: Read, **values: Any) -> Any:
    """The first row that a prepared query finds, None without any."""
    found = rows(read, **values)
    return found[0] if found else None


def once(key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What `make` answers, asked once while reading together, until a transaction begins.

    key: begins with the function that asks.
    """
    database = current()
    together = None if _running(database) is not None else _open_reading(database)
    if together is None or together.seen is None:
        return make()
    if key not in together.seen:
        together.seen[key] = make()
    found: T = together.seen[key]
    return found


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


def ping() -> None:
    """Raise if the database does not answer."""
    with reading() as link:
        link.execute(text("SELECT 1"))
