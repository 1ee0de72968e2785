"""Writes prepared once and run by the driver itself: on the hot path a statement costs what the database takes.

On PostgreSQL writes that don't touch each other's rows travel as one statement: one parse, one plan, one answer.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.dml import UpdateBase

Row = Mapping[str, Any]
_PARAMETER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A write in the words of one kind of database."""

    sql: str
    order: tuple[str, ...] | None
    """Names of the parameters by position; None where the driver takes them by name."""
    processors: Mapping[str, Callable[[Any], Any]]
    constants: Mapping[str, Any]

    def named(self, row: Row) -> dict[str, Any]:
        """The row's values as the driver wants them, by name."""
        values = dict(self.constants)
        for name, value in row.items():
            process = self.processors.get(name)
            values[name] = value if process is None else process(value)
        return values

    def parameters(self, row: Row) -> tuple[Any, ...] | dict[str, Any]:
        """The row's values in the driver's own way."""
        values = self.named(row)
        return values if self.order is None else tuple([values[name] for name in self.order])


class Write:
    """An INSERT, UPDATE or DELETE with named parameters, compiled once for each kind of database.

    statement: SQLAlchemy's; parameters are its `bindparam`s, or for a plain INSERT the columns that a row names.
    Expanding parameters (`IN` lists) are not for this. reads_own_table: it must see what was written before it.
    """

    def __init__(self, statement: UpdateBase, *, reads_own_table: bool = False) -> None:
        self.statement: Executable = statement
        self.table = str(getattr(statement, "table", ""))
        self.reads_own_table = reads_own_table
        self._prepared: dict[tuple[str, tuple[str, ...]], Prepared] = {}

    def prepared(self, dialect: Dialect, row: Row) -> Prepared:
        """The write for rows with these names."""
        key = (dialect.name, tuple(row))
        found = self._prepared.get(key)
        if found is None:
            found = self._prepared[key] = _prepare(self.statement, dialect, list(row))
        return found


def _prepare(statement: Executable, dialect: Dialect, names: list[str]) -> Prepared:
    compiled: Any = statement.compile(dialect=dialect, column_keys=names)  # type: ignore[attr-defined]
    processors, constants = {}, {}
    for name, bind in compiled.binds.items():
        process = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None:
            processors[name] = process
        if name not in names:
            constants[name] = bind.value if process is None else process(bind.value)
    order = tuple(compiled.positiontup) if compiled.positional else None
    return Prepared(compiled.string, order, processors, constants)


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


def run_together(driver: Any, dialect: Dialect, queued: Sequence[Queued]) -> None:
    """Run writes in few statements. Raises what `otherwise` makes when one misses, with the others' error if any.

    The parts of one statement see the database as it was before it, and none sees another's change: writes that
    need to are kept in statements of their own, in order.
    """
    for part in _parts(queued):
        prepared = [write.statement.prepared(dialect, write.row) for write in part]
        values: dict[str, Any] = {}
        for place, (write, words) in enumerate(zip(part, prepared, strict=True)):
            values |= {f"{name}__{place}": value for name, value in words.named(write.row).items()}
        checked = tuple(place for place, write in enumerate(part) if write.otherwise is not None)
        try:
            counts = driver.execute(
                _joined(tuple(words.sql for words in prepared), checked), values
            ).fetchone()
        except dialect.loaded_dbapi.IntegrityError as error:
            # a row written twice by somebody faster: what was expected is missed as well, and the caller knows it
            for place in checked:
                raise _missed(part[place]) from error
            raise
        for place, count in zip(checked, counts, strict=False):
            if count != 1:
                raise _missed(part[place])


def _parts(queued: Iterable[Queued]) -> Iterator[list[Queued]]:
    part: list[Queued] = []
    written: set[str] = set()
    for write in queued:
        table = write.statement.table
        if part and write.statement.reads_own_table and table in written:
            yield part
            part, written = [], set()
        part.append(write)
        written.add(table)
    if part:
        yield part


@lru_cache(512)
def _joined(statements: tuple[str, ...], checked: tuple[int, ...]) -> str:
    parts = [f"w{place} AS ({_numbered(sql, place)} RETURNING 1)" for place, sql in enumerate(statements)]
    counts = ", ".join(f"(SELECT count(*) FROM w{place})" for place in checked)  # noqa: S608 - numbers only
    return f"WITH {', '.join(parts)} SELECT {counts or '1'}"


def _numbered(sql: str, place: int) -> str:
    return _PARAMETER.sub(lambda found: f"%({found.group(1)}__{place})s", sql)


def _missed(write: Queued) -> Exception:
    assert write.otherwise is not None
    return write.otherwise()
