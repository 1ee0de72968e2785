"""Queries prepared once and run by the driver itself, as `statements` does for writes."""

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Dialect, Select, Table
from sqlalchemy.sql import util

from engine.store.statements import Prepared, by_itself, numbered, prepare


@dataclass(frozen=True, slots=True)
class _Query:
    words: Prepared
    numbers: tuple[str, ...] | None
    """Names of the parameters by number, where the driver numbers them."""
    row: Callable[[list[Any]], Any]
    readers: tuple[tuple[int, Callable[[Any], Any]], ...]
    """Which columns are not what the driver answers."""


class Read:
    """A SELECT with named parameters (`bindparam`s), compiled once for each kind of database.

    Its columns have names of their own. Expanding parameters (`IN` lists) are not for this.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        found = util.find_tables(statement, include_joins=True, include_selects=True, check_columns=True)
        self.tables = frozenset(one.name for one in found if isinstance(one, Table))
        self.locks = statement._for_update_arg is not None
        self._prepared: dict[str, _Query] = {}

    def prepared(self, dialect: Dialect) -> _Query:
        """The query in the words of one kind of database."""
        found = self._prepared.get(dialect.name)
        if found is None:
            found = self._prepared[dialect.name] = _prepared(self.statement, dialect)
        return found


def _prepared(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> _Query:
    compiled: Any = statement.compile(dialect=dialect)
    words = prepare(compiled, dialect, [name for name, bind in compiled.binds.items() if bind.required])
    numbers = None
    if words.order is None:
        given: dict[str, int] = {}
        words = replace(words, sql=numbered(words.sql, given, str))
        numbers = tuple(given)
    columns = compiled._result_columns
    readers = []
    for place, column in enumerate(columns):
        reader = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if reader is not None:
            readers.append((place, reader))
    shape = namedtuple("shape", [column.keyname for column in columns])  # type: ignore[misc]
    return _Query(words, numbers, shape._make, tuple(readers))


def run_read(read: Read, link: Connection, values: Mapping[str, Any]) -> list[Any]:
    """The rows by a connection."""
    dialect = link.dialect
    query = read.prepared(dialect)
    driver: Any = link.connection.driver_connection
    if query.numbers is None:
        found = driver.execute(query.words.sql, query.words.parameters(values)).fetchall()
    else:
        found = _run_numbered(query, driver, dialect, values, alone=not read.locks)
    if query.readers:
        found = [list(one) for one in found]
        for one in found:
            for place, reader in query.readers:
                one[place] = reader(one[place])
    return [query.row(one) for one in found]


def _run_numbered(
    query: _Query, driver: Any, dialect: Dialect, values: Mapping[str, Any], *, alone: bool
) -> list[Any]:
    named = query.words.named(values)
    dbapi: Any = dialect.loaded_dbapi
    # before the first write of a transaction a query sees what one outside of it does: BEGIN can wait
    with by_itself(driver, alone):
        cursor = dbapi.RawCursor(driver)
        cursor.execute(query.words.sql, [named[name] for name in query.numbers or ()])
        answer: list[Any] = cursor.fetchall()
        return answer
