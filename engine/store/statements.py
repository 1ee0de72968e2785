"""Writes prepared once and run by the driver itself: on the hot path a statement costs what the database takes.

On PostgreSQL writes that don't touch each other's rows travel as one statement: one parse, one plan, one answer.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.dml import Insert, UpdateBase

K = TypeVar("K")
Row = Mapping[str, Any]
_PARAMETER = re.compile(r"%\((\w+)\)s")
MOST_ROWS = 200
"""Of one INSERT."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A write in the words of one kind of database."""

    sql: str
    order: tuple[str, ...] | None
    """Names of the parameters by position; None where the driver takes them by name."""
    processors: tuple[tuple[str, Callable[[Any], Any]], ...]
    constants: Mapping[str, Any]

    def named(self, row: Row) -> dict[str, Any]:
        """The row's values as the driver wants them, by name."""
        values = {**self.constants, **row}
        for name, process in self.processors:
            if name in row:
                values[name] = process(values[name])
        return values

    def parameters(self, row: Row) -> tuple[Any, ...] | dict[str, Any]:
        """The row's values in the driver's own way."""
        values = self.named(row)
        return values if self.order is None else tuple([values[name] for name in self.order])


class Write:
    """An INSERT, UPDATE or DELETE with named parameters, compiled once for each kind of database.

    statement: SQLAlchemy's; parameters are its `bindparam`s, or for a plain INSERT the columns that a row names.
    Expanding parameters (`IN` lists) are not for this. after_its_kind: it comes after what the transaction has already
    written to its table: it reads that, or changes the same rows again. Rows of a plain INSERT keep their order.
    """

    def __init__(self, statement: UpdateBase, *, after_its_kind: bool = False) -> None:
        self.statement: Executable = statement
        self.table = str(getattr(statement, "table", ""))
        self.after_its_kind = after_its_kind
        self.takes_rows = isinstance(statement, Insert) and not statement._values and statement.select is None
        self._prepared: dict[tuple[str, tuple[str, ...]], Prepared] = {}

    def prepared(self, dialect: Dialect, row: Row) -> Prepared:
        """The write for rows with these names."""
        key = (dialect.name, tuple(row))
        found = self._prepared.get(key)
        if found is None:
            found = self._prepared[key] = _prepare(self.statement, dialect, list(row))
        return found


def _prepare(statement: Executable, dialect: Dialect, names: list[str]) -> Prepared:
    return prepare(statement.compile(dialect=dialect, column_keys=names), dialect, names)  # type: ignore[attr-defined]


def prepare(compiled: Any, dialect: Dialect, names: Sequence[str]) -> Prepared:
    """A compiled statement ready for the driver. names: of the parameters that are given each time."""
    processors, constants = {}, {}
    for name, bind in compiled.binds.items():
        process = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None:
            processors[name] = process
        if name not in names:
            constants[name] = bind.value if process is None else process(bind.value)
    order = tuple(compiled.positiontup) if compiled.positional else None
    return Prepared(compiled.string, order, tuple(processors.items()), constants)


def numbered(sql: str, numbers: dict[K, int], key: Callable[[str], K]) -> str:
    """A text with numbers for its named placeholders: the driver reads named ones anew each time.

    numbers: those given so far, by what `key` makes of a name; new ones are added.
    """

    def number(found: re.Match[str]) -> str:
        return f"${numbers.setdefault(key(found.group(1)), len(numbers) + 1)}"

    return _PARAMETER.sub(number, sql).replace("%%", "%")


@contextmanager
def by_itself(driver: Any, wanted: bool) -> Iterator[None]:
    """What runs within is its own transaction, if that is wanted and none has begun: no BEGIN, no COMMIT."""
    alone = wanted and not driver.autocommit and driver.info.transaction_status == 0
    if alone:
        driver.autocommit = True
    try:
        yield
    finally:
        if alone and not driver.closed:
            driver.autocommit = False


@dataclass(frozen=True, slots=True)
class Queued:
    """A write that waits for its transaction's end. otherwise: what to raise unless it changes exactly one row."""

    statement: Write
    row: Row
    otherwise: Callable[[], Exception] | None


def run_one_by_one(driver: Any, dialect: Dialect, queued: Sequence[Queued]) -> None:
    """Run writes in order. Raises what `otherwise` makes as soon as one misses."""
    for write in queued:
        prepared = write.statement.prepared(dialect, write.row)
        cursor = driver.execute(prepared.sql, prepared.parameters(write.row))
        if write.otherwise is not None and cursor.rowcount != 1:
            raise write.otherwise()


def run_together(driver: Any, dialect: Dialect, queued: Sequence[Queued], *, last: bool = False) -> None:
    """Run writes in few statements. Raises what `otherwise` makes when one misses, also for the errors that follow.

    The parts of one statement see the database as it was before it, and none sees another's change: writes that
    need to are kept in statements of their own, in order. last: the transaction ends with them; if they are all of
    it and fit one statement, that statement is the transaction: no BEGIN, no COMMIT, and a miss makes it fail.
    """
    dbapi: Any = dialect.loaded_dbapi
    parts = list(_parts(queued))
    with by_itself(driver, last and len(parts) == 1):
        # numbered parameters: the driver's own placeholders are parsed anew each time in texts as long as these
        cursor = dbapi.RawCursor(driver)
        for part in parts:
            _run_part(cursor, dbapi, dialect, part)


def _run_part(cursor: Any, dbapi: Any, dialect: Dialect, part: Sequence[Queued]) -> None:
    places = _places(part)
    prepared = [rows[0].statement.prepared(dialect, rows[0].row) for rows in places]
    checked = tuple(place for place, rows in enumerate(places) if rows[0].otherwise is not None)
    joined = _joined(
        tuple((words.sql, len(rows)) for words, rows in zip(prepared, places, strict=True)), checked
    )
    values = [[words.named(one.row) for one in rows] for words, rows in zip(prepared, places, strict=True)]
    try:
        cursor.execute(joined.sql, [values[place][row][name] for place, row, name in joined.order])
    except (dbapi.errors.DivisionByZero, dbapi.IntegrityError) as error:
        # somebody was faster: what was expected is missed; a row written twice can only follow from that
        for place in checked:
            otherwise = places[place][0].otherwise
            if otherwise is not None:
                raise otherwise() from error
        raise


def _places(part: Sequence[Queued]) -> list[list[Queued]]:
    """Rows of one table written by one INSERT go in one place, in their order; everything else has a place of its own."""
    places: list[list[Queued]] = []
    inserts: dict[tuple[int, tuple[str, ...]], list[Queued]] = {}
    for write in part:
        place: list[Queued] = []
        if write.statement.takes_rows and write.otherwise is None:
            place = inserts.setdefault((id(write.statement), tuple(write.row)), place)
        if not place:
            places.append(place)
        place.append(write)
    return places


def _parts(queued: Iterable[Queued]) -> Iterator[list[Queued]]:
    part: list[Queued] = []
    written: set[str] = set()
    rows: Counter[int] = Counter()
    for write in queued:
        statement = write.statement
        # the second INSERT of one statement may run before the first: rows keep their order within one only
        full = statement.takes_rows and rows[id(statement)] >= MOST_ROWS
        if part and (full or (statement.after_its_kind and statement.table in written)):
            yield part
            part, written, rows = [], set(), Counter()
        part.append(write)
        written.add(statement.table)
        rows[id(statement)] += 1
    if part:
        yield part


@dataclass(frozen=True, slots=True)
class _Joined:
    sql: str
    order: tuple[tuple[int, int, str], ...]
    """Of each numbered parameter, the statement and row it belongs to and its name there."""


@lru_cache(512)
def _joined(statements: tuple[tuple[str, int], ...], checked: tuple[int, ...]) -> _Joined:
    numbers: dict[tuple[int, int, str], int] = {}

    def with_numbers(place: int, row: int, sql: str) -> str:
        return numbered(sql, numbers, lambda name: (place, row, name))

    def with_rows(place: int, sql: str, count: int) -> str:
        if count == 1:
            return with_numbers(place, 0, sql)
        head, values = sql.split(" VALUES ")
        return f"{head} VALUES " + ", ".join(with_numbers(place, row, values) for row in range(count))

    parts = [
        f"w{place} AS ({with_rows(place, sql, count)} RETURNING 1)"
        for place, (sql, count) in enumerate(statements)
    ]
    # a write that was to change one row and changed none makes the whole statement fail, with all its parts
    proofs = ", ".join(f"1 / (SELECT count(*) FROM w{place})" for place in checked)  # noqa: S608 - numbers only
    return _Joined(f"WITH {', '.join(parts)} SELECT {proofs or '1'}", tuple(numbers))
