"""Checked reading of TOML: every complaint names its place."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from engine.law.errors import BadLawData

Choice = TypeVar("Choice", bound=StrEnum)


class Table:
    """One TOML table; `close()` refuses the keys nobody asked for, so that a typing error is not a silent gap."""

    def __init__(self, content: Mapping[str, object], place: str, error: type[BadLawData]) -> None:
        self._content = content
        self._place = place
        self._error = error
        self._asked: set[str] = set()

    @classmethod
    def parse(cls, toml: bytes, error: type[BadLawData]) -> Table:
        """The whole file. Raises `error` at place `file` when it is not UTF-8 TOML in composed form (NFC)."""
        try:
            text = toml.decode()
            content = tomllib.loads(text)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            raise error("file", "not_toml", str(problem)) from problem
        if not unicodedata.is_normalized("NFC", text):
            raise error("file", "not_nfc")
        return cls(content, "", error)

    def place(self, key: str = "") -> str:
        """Where a key of this table is, from the top of the file."""
        return ".".join(part for part in (self._place, key) if part) or "file"

    def fault(self, key: str, reason: str, detail: str = "") -> BadLawData:
        """The error to raise about a key of this table."""
        return self._error(self.place(key), reason, detail)

    def has(self, key: str) -> bool:
        """Whether the table says anything under a key."""
        return key in self._content

    def text(self, key: str, default: str | None = None) -> str:
        """A text that says something; without a default it must be there."""
        value = self._take(key, str, default)
        if key in self._content and not value.strip():
            raise self.fault(key, "empty")
        return value.strip()

    def integer(self, key: str, default: int | None = None, least: int = 0) -> int:
        """A whole number."""
        value = self._take(key, int, default)
        if isinstance(value, bool) or value < least:
            raise self.fault(key, "out_of_range", str(value))
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        return self._take(key, bool, default)

    def day(self, key: str) -> date:
        """A date that must be there."""
        return self._take(key, date, None)

    def day_or_none(self, key: str) -> date | None:
        """A date, when it is there."""
        return self.day(key) if key in self._content else None

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """One of an enumeration's values."""
        value = self.text(key)
        try:
            return choices(value)
        except ValueError as problem:
            raise self.fault(key, "unknown_value", value) from problem

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, one at least."""
        values = self._take(key, list, None)
        if not values or not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fault(key, "not_texts")
        return tuple(values)

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, one at least."""
        values = self._take(key, list, None)
        if not values or not all(type(value) is int for value in values):
            raise self.fault(key, "not_integers")
        return tuple(values)

    def table(self, key: str) -> Table:
        """A table that must be there."""
        return Table(self._take(key, dict, None), self.place(key), self._error)

    def tables(self, key: str, *, needed: bool = True) -> tuple[Table, ...]:
        """An array of tables, counted from 1 in places."""
        values = self._take(key, list, None if needed else [])
        if (needed and not values) or not all(isinstance(value, dict) for value in values):
            raise self.fault(key, "not_tables")
        return tuple(
            Table(value, f"{self.place(key)}[{number}]", self._error)
            for number, value in enumerate(values, 1)
        )

    def close(self) -> None:
        """Refuse keys that were never asked for."""
        for key in self._content:
            if key not in self._asked:
                raise self.fault(key, "unknown_key")

    def _take(self, key: str, kind: type[Value], default: Value | None) -> Value:
        self._asked.add(key)
        value = self._content.get(key, default)
        if value is None:
            raise self.fault(key, "missing")
        if not isinstance(value, kind):
            raise self.fault(key, "wrong_type", f"{type(value).__name__}, not {kind.__name__}")
        return value


Value = TypeVar("Value")
