"""Time limits: amount and unit, and the words for them."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from importlib.resources import files

from engine.law.errors import BadLimit

_AMOUNT = re.compile(r"([\d.,]*) ?(.*)")


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WORKING_HOUR = "working_hour"
    SAME_DAY = "same_day"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit as a sheet states it. `same_day` has amount 0. Raises BadLimit on an amount that makes no sense."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if (self.amount == 0) != (self.unit is Unit.SAME_DAY) or not 0 <= self.amount <= 10_000:
            raise BadLimit("amount", "out_of_range", f"{self.amount} {self.unit}")


@dataclass(frozen=True, slots=True)
class _Words:
    units: Mapping[str, Unit]
    names: Mapping[Unit, str]
    hours_per_day: int


@cache
def _words() -> _Words:
    content = tomllib.loads(files("engine.law").joinpath("data/units.toml").read_text("utf-8"))
    units = {word: Unit(unit) for unit, words in content["words"].items() for word in words}
    names = {Unit(unit): words[0] for unit, words in content["words"].items()}
    return _Words(units, names, content["hours_per_day"])


def parse_limit(text: str) -> TimeLimit:
    """A limit from the words of a diagram or a sheet: the number, then a unit of data/units.toml.

    A part of a working day becomes working hours (half a day is 4). Raises BadLimit.
    """
    words = " ".join(unicodedata.normalize("NFC", text).split()).lower()
    if _words().units.get(words) is Unit.SAME_DAY:
        return TimeLimit(0, Unit.SAME_DAY)
    number, word = _AMOUNT.fullmatch(words).groups()  # type: ignore[union-attr]  # it matches any one line
    unit = _words().units.get(word)
    if unit is None or unit is Unit.SAME_DAY:
        raise BadLimit("unit", "unknown_value", text)
    amount = _number(number, text)
    if unit is Unit.WORKING_DAY and amount % 1:
        amount, unit = amount * _words().hours_per_day, Unit.WORKING_HOUR
    if amount % 1:
        raise BadLimit("amount", "not_whole", text)
    return TimeLimit(int(amount), unit)


def _number(number: str, text: str) -> Decimal:
    try:
        amount = Decimal(number.replace(",", "."))
    except InvalidOperation as problem:
        raise BadLimit("amount", "not_a_number", text) from problem
    if not amount.is_finite():
        raise BadLimit("amount", "not_a_number", text)
    return amount


def limit_text(limit: TimeLimit) -> str:
    """A limit in Vietnamese, for slips and pages."""
    name = _words().names[limit.unit]
    return name if limit.unit is Unit.SAME_DAY else f"{limit.amount:02d} {name}"


def working_hours(limit: TimeLimit) -> int | None:
    """A limit in working hours; None when it is not counted in working time."""
    if limit.unit is Unit.WORKING_HOUR:
        return limit.amount
    return limit.amount * _words().hours_per_day if limit.unit is Unit.WORKING_DAY else None
