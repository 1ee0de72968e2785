"""Between FEEL values, plain Python data and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from decisions.feel.errors import FeelValueError
from decisions.feel.lexer import is_name
from decisions.feel.numbers import ARITHMETIC, canonical
from decisions.feel.temporal import NANOS, Date, DateTime, DaysDuration, MonthsDuration, Time
from decisions.feel.temporal_text import Temporal, show
from decisions.feel.values import Function, Range, Value, kind

# Types that are FEEL values as they stand; containers need a look inside.
NATIVE = frozenset(
    [type(None), bool, str, Date, Time, DateTime, DaysDuration, MonthsDuration, Range, Function]
)
_MAX_NESTING = 60
_EXACT_FLOAT = 1 << 53


def from_python(value: object, level: int = 0) -> Value:
    """The FEEL value of plain Python data: numbers become decimals (floats by their shortest digits), datetimes
    keep their offset or zone name. Raises FeelValueError for anything else, not-a-number and infinity included.
    """
    kind_ = type(value)
    if kind_ in NATIVE:
        return value
    converter = _CONVERTERS.get(kind_)
    return converter(value, level) if converter is not None else _unusual(value, level)


def _list(value: Iterable[object], level: int) -> Value:
    _bound(level)
    return [item if type(item) in NATIVE else from_python(item, level + 1) for item in value]


def _mapping(value: Mapping[object, object], level: int) -> Value:
    _bound(level)
    return {
        key if type(key) is str else _key(key): item if type(item) in NATIVE else from_python(item, level + 1)
        for key, item in value.items()
    }


def _bound(level: int) -> None:
    if level > _MAX_NESTING:
        raise FeelValueError(f"the data nests more than {_MAX_NESTING} deep", code="feel.value.depth")


def _integer(value: int, level: int) -> Decimal:
    return Decimal(value) if -_EXACT_FLOAT < value < _EXACT_FLOAT else _number(Decimal(value), level)


def _float(value: float, level: int) -> Decimal:
    return _number(Decimal(repr(value)), level)


def _unusual(value: object, level: int) -> Value:
    """Subclasses, and types seldom seen."""
    if isinstance(value, Decimal):
        return _number(value, level)
    if isinstance(value, int):
        return _integer(int(value), level)
    if isinstance(value, float):
        return _float(float(value), level)
    if isinstance(value, list | tuple):
        return _list(value, level)
    if isinstance(value, Mapping):
        return _mapping(value, level)
    return _temporal(value)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise FeelValueError(f"the key {key!r} is no string")
    return key


def _number(value: Decimal, level: int) -> Decimal:
    if not value.is_finite():
        raise FeelValueError(f"{value} is no FEEL number")
    try:
        # Rounds to 34 digits; returns a plain Decimal for a subclass too.
        return ARITHMETIC.plus(value)
    except DecimalException:
        raise FeelValueError("the number is outside decimal128") from None


_CONVERTERS: dict[type, Callable[[Any, int], Value]] = {
    Decimal: _number,
    int: _integer,
    float: _float,
    list: _list,
    tuple: _list,
    dict: _mapping,
}


class Prepared(dict[str, Value]):
    """A context whose values are FEEL values already: evaluations take them as they are."""


def prepare(context: Mapping[str, object]) -> Prepared:
    """The context converted once, for several evaluations. Raises as from_python()."""
    return Prepared((_key(key), from_python(value)) for key, value in context.items())


def _temporal(value: object) -> Value:
    if isinstance(value, datetime):
        return DateTime(Date(value.year, value.month, value.day), _time(value))
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, time):
        return _time(value)
    if isinstance(value, timedelta):
        whole = (value.days * 86_400 + value.seconds) * NANOS + value.microseconds * 1000
        return DaysDuration(whole)
    if isinstance(value, str):  # a subclass, such as an enum of strings
        return str.__str__(value)
    raise FeelValueError(f"a {type(value).__name__} is no FEEL value")


def _time(value: datetime | time) -> Time:
    zone = getattr(value.tzinfo, "key", None)
    offset = value.utcoffset()
    seconds = None if zone or offset is None else int(offset.total_seconds())
    return Time(
        value.hour * 3600 + value.minute * 60 + value.second, value.microsecond * 1000, seconds, zone or None
    )


def from_json(value: object) -> Value:
    """The FEEL value of decoded JSON data. Strings stay strings: only a type can tell that one is a date."""
    return from_python(value)


def to_json(value: Value) -> object:
    """JSON data of a FEEL value.

    A number is an int when integral and at most 2**53, else a float when that holds the same decimal digits, else
    its digits as a string; dates, times and durations are their ISO texts; a range is its FEEL text; a function is
    null, as it can't leave the evaluation.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return _json_number(value)
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, Temporal):
        return show(value)
    if isinstance(value, Range):
        return show_range(value)
    if isinstance(value, Function):
        return None
    raise FeelValueError(f"a {kind(value)} has no JSON form")


def _json_number(value: Decimal) -> int | float | str:
    if abs(value) <= _EXACT_FLOAT and value == value.to_integral_value():
        return int(value)
    shown = float(value)
    return shown if Decimal(repr(shown)) == value else canonical(value)


def show_range(value: Range) -> str:
    """The range as FEEL text."""
    low, high = show_value(value.low), show_value(value.high)
    if value.operator:
        return f"({value.operator} {low if value.high is None else high})"
    return f"{'[' if value.low_closed else '('}{low}..{high}{']' if value.high_closed else ')'}"


def show_value(value: Value) -> str:
    """Any value as FEEL text that evaluates to it; functions as their name."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return canonical(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(show_value, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{show_key(key)}: {show_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Temporal):
        return f'@"{show(value)}"'
    if isinstance(value, Range):
        return show_range(value)
    return value.name if isinstance(value, Function) else kind(value)


def quoted(text: str) -> str:
    """A string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def show_key(key: str) -> str:
    """A context key, quoted unless it is a plain name."""
    return key if is_name(key) else quoted(key)
