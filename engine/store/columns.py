"""Column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import BigInteger, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import BindParameter
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _instant(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


def _data(value: str | None) -> Any:
    return None if value is None else orjson.loads(value)


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored as integer microseconds since 1970 UTC: exact, sortable, the same everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        delta = value - _EPOCH
        return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], datetime | None]:
        return _instant


class JsonText(TypeDecorator[Any]):
    """JSON data kept as text: JSONB would reorder keys and change numbers."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], Any]:
        return _data


class _Texts(TypeDecorator[list[str]]):
    """A list of texts as a parameter: an array, on SQLite as JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else orjson.dumps(value).decode()


class _IsOneOf(ColumnElement[bool]):
    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[str], texts: BindParameter[list[str]]) -> None:
        self.column = column
        self.texts = texts

    def get_children(self, **_: Any) -> Any:
        return (self.column, self.texts)


def is_one_of(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether a column is one of the texts that come as the list parameter `name`: one statement for any number."""
    return _IsOneOf(column, bindparam(name, type_=_Texts()))


@compiles(_IsOneOf)
def _in_json(element: _IsOneOf, compiler: SQLCompiler, **how: Any) -> str:
    column, texts = compiler.process(element.column, **how), compiler.process(element.texts, **how)
    return f"{column} IN (SELECT value FROM json_each({texts}))"  # noqa: S608 - names and placeholders only


@compiles(_IsOneOf, "postgresql")
def _any_of_array(element: _IsOneOf, compiler: SQLCompiler, **how: Any) -> str:
    return f"{compiler.process(element.column, **how)} = ANY({compiler.process(element.texts, **how)})"


class joined(FunctionElement[str]):  # noqa: N801 - reads as a function of SQL
    """The texts of a group in one, with commas between; NULL of none. They hold no commas themselves."""

    inherit_cache = True
    type = Text()


@compiles(joined)
def _group_concat(element: joined, compiler: SQLCompiler, **how: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **how)})"


@compiles(joined, "postgresql")
def _string_agg(element: joined, compiler: SQLCompiler, **how: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **how)}, ',')"
