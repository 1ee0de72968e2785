"""Inserts that say what happens when the row is there already, the same on SQLite and PostgreSQL."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table
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
