"""Many rows in one statement, and rows that may be there already: the same on SQLite and PostgreSQL."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Table, Update, bindparam, column, func
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.connections import connection
from engine.store.database import current


def _insert(table: Table, row: Mapping[str, Any]) -> Any:
    dialect = sqlite if current().is_sqlite else postgresql
    return dialect.insert(table).values(dict(row))


def insert_if_new(table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row in the caller's transaction, unless one with its primary key is there: of two at once one stays."""
    connection().execute(_insert(table, row).on_conflict_do_nothing(index_elements=list(table.primary_key)))


def count_up(table: Table, key: Mapping[str, Any], after: ColumnElement[int] | None = None) -> int:
    """The next number of a counter, from 1, in the caller's transaction: its row stays locked until that ends.

    table: a primary key of the names in `key`, and `last`. after: what follows the last number, if not the next one.
    """
    following = table.c.last + 1 if after is None else after
    counted = _insert(table, {**key, "last": 1}).on_conflict_do_update(
        index_elements=list(table.primary_key), set_={"last": following}
    )
    return int(connection().execute(counted.returning(table.c.last)).scalar_one())


def change_rows(table: Table, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Give many rows new values in the caller's transaction, each its own: one statement where each costs a way.

    key: the column by which a row is known; every row names it and the same other columns.
    """
    if not rows:
        return
    names = tuple(rows[0])
    if current().is_sqlite:
        connection().execute(_change_one(table, key, names), [_given(row) for row in rows])
    else:
        connection().execute(
            _change_many(table, key, names), {f"new_{n}": [r[n] for r in rows] for n in names}
        )


def _given(row: Mapping[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in row.items()}


@lru_cache(100)
def _change_one(table: Table, key: str, names: tuple[str, ...]) -> Update:
    changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name != key}
    return table.update().where(table.c[key] == bindparam(f"new_{key}")).values(changed)


@lru_cache(100)
def _change_many(table: Table, key: str, names: tuple[str, ...]) -> Update:
    lists = [bindparam(f"new_{name}", type_=ARRAY(table.c[name].type)) for name in names]
    given = func.unnest(*lists).table_valued(
        *(column(name, table.c[name].type) for name in names), name="given"
    )
    new = given.render_derived().c
    return table.update().where(table.c[key] == new[key]).values({n: new[n] for n in names if n != key})
