"""What a piece of work sends to SQLite: every statement with its values in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engine import store


@contextmanager
def statements_of(database: store.Database) -> Iterator[list[str]]:
    """The statements of a block in order; none on PostgreSQL, which gets the same ones in fewer pieces.

    The pool's one idle connection, which is the next to be used, is traced. SQLite tells a statement again when its
    foreign keys act: twice the same text is one statement.
    """
    seen: list[str] = []
    if not database.is_sqlite:
        yield seen
        return
    raw = database.engine.raw_connection()
    driver: Any = raw.driver_connection
    driver.set_trace_callback(lambda text: seen.append(text) if seen[-1:] != [text] else None)
    raw.close()
    yield seen
    driver.set_trace_callback(None)
