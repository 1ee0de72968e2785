"""Writes prepared once and run by the driver itself: on the hot path a statement costs what the database takes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.dml import UpdateBase

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Prepared:
    sql: str
    order: tuple[str, ...] | None
    """Names of the parameters by position; None where the driver takes them by name."""
    processors: Mapping[str, Callable[[Any], Any]]
    constants: Mapping[str, Any]

    def parameters(self, row: Row) -> tuple[Any, ...] | dict[str, Any]:
        values = dict(self.constants)
        for name, value in row.items():
            process = self.processors.get(name)
            values[name] = value if process is None else process(value)
        return values if self.order is None else tuple([values[name] for name in self.order])


class Write:
    """An INSERT, UPDATE or DELETE with named parameters, compiled once for each kind of database.

    statement: SQLAlchemy's; parameters are its `bindparam`s, or for a plain INSERT the columns that a row names.
    Expanding parameters (`IN` lists) are not for this.
    """

    def __init__(self, statement: UpdateBase) -> None:
        self.statement: Executable = statement
        self._prepared: dict[tuple[str, tuple[str, ...]], _Prepared] = {}

    def run(self, cursor: Any, dialect: Dialect, rows: Iterable[Row]) -> None:
        """Execute for each row on a driver's cursor. In a pipeline nothing has been answered yet when this returns."""
        for row in rows:
            prepared = self._for(dialect, row)
            cursor.execute(prepared.sql, prepared.parameters(row))

    def _for(self, dialect: Dialect, row: Row) -> _Prepared:
        key = (dialect.name, tuple(row))
        found = self._prepared.get(key)
        if found is None:
            found = self._prepared[key] = _prepare(self.statement, dialect, list(row))
        return found


def _prepare(statement: Executable, dialect: Dialect, names: list[str]) -> _Prepared:
    compiled: Any = statement.compile(dialect=dialect, column_keys=names)  # type: ignore[attr-defined]
    processors, constants = {}, {}
    for name, bind in compiled.binds.items():
        process = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None:
            processors[name] = process
        if name not in names:
            constants[name] = bind.value if process is None else process(bind.value)
    order = tuple(compiled.positiontup) if compiled.positional else None
    return _Prepared(compiled.string, order, processors, constants)
