"""Numbers, dates and sizes as people in Vietnam write them: read from text, written back to text."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation

LOCAL_ZONE = timezone(timedelta(hours=7))
"""Vietnam keeps one offset all year, so a form needs no zone database."""

# A float carries 15 significant digits through JSON and back unchanged.
MAX_DIGITS = 15
_FIRST_YEAR, _LAST_YEAR = 1800, 2200

_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?")
_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:hg.]([0-9]{2}))(?::([0-9]{2})(?:\.[0-9]+)?)?")
_OFFSET = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})$")


class NumberTooLarge(ValueError):
    """More digits than a number of a form can keep exactly."""


def parse_number(text: str) -> Decimal:
    """A number written 1.234,5 or 1234.5; `1.500` is one thousand five hundred, as Vietnamese readers expect.

    Raises ValueError when it is no number, NumberTooLarge beyond 15 digits.
    """
    compact = _SPACES.sub("", text)
    if len(compact) > 40:
        raise NumberTooLarge(text[:40])
    if _GROUPED.fullmatch(compact) or _COMMA.fullmatch(compact):
        compact = compact.replace(".", "").replace(",", ".")
    elif not _PLAIN.fullmatch(compact):
        raise ValueError(text[:40])
    number = Decimal(compact)
    if len(number.normalize().as_tuple().digits) > MAX_DIGITS:
        raise NumberTooLarge(text[:40])
    return number


def to_decimal(value: object) -> Decimal | None:
    """A JSON value as a finite number, or None when it is not one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def format_number(value: object, *, grouped: bool = True) -> str:
    """1234.5 → 1.234,5, or 1234,5 ungrouped; what is not a number comes back as text."""
    number = to_decimal(value)
    if number is None or abs(number.adjusted()) > 30:
        return str(value)
    whole, _, fraction = f"{number:f}".partition(".")
    fraction = fraction.rstrip("0")
    if grouped:
        whole = f"{int(whole):,}".replace(",", ".") if whole not in ("-0", "-") else whole
    return f"{whole},{fraction}" if fraction else whole


def parse_date(text: str) -> date:
    """23/11/2026, 23-11-2026, 23.11.2026 or 2026-11-23. Raises ValueError."""
    found = _DAY_FIRST.fullmatch(text)
    if found:
        day, month, year = (int(part) for part in found.groups())
    else:
        found = _YEAR_FIRST.fullmatch(text)
        if not found:
            raise ValueError(text[:40])
        year, month, day = (int(part) for part in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(text[:40])
    return date(year, month, day)


def parse_time(text: str) -> time:
    """14:30, 14h30, 14:30:00; an offset is applied, giving the time in Vietnam. Raises ValueError."""
    offset = _OFFSET.search(text)
    found = _CLOCK.fullmatch(text[: offset.start()] if offset else text)
    if not found:
        raise ValueError(text[:40])
    clock = time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    if not offset:
        return clock
    zone = time.fromisoformat(f"00:00:00{offset[1].replace('Z', '+00:00')}").tzinfo
    return (
        datetime(2000, 1, 2, clock.hour, clock.minute, clock.second, tzinfo=zone)
        .astimezone(LOCAL_ZONE)
        .time()
    )


def parse_date_time(text: str) -> datetime:
    """`23/11/2026 14:30` or an ISO instant; the answer is naive, in Vietnam. Raises ValueError."""
    day_text, separator, clock_text = text.replace("T", " ", 1).partition(" ")
    if not separator:
        raise ValueError(text[:40])
    day, clock_text = parse_date(day_text), clock_text.strip()
    offset = _OFFSET.search(clock_text)
    if not offset:
        return datetime.combine(day, parse_time(clock_text))
    clock = parse_time(clock_text[: offset.start()])
    zone = time.fromisoformat(f"00:00:00{offset[1].replace('Z', '+00:00')}").tzinfo
    return datetime.combine(day, clock, tzinfo=zone).astimezone(LOCAL_ZONE).replace(tzinfo=None)


def format_date(day: date) -> str:
    """23/11/2026."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_time(clock: time) -> str:
    """14:30, with seconds only when there are any."""
    return f"{clock:%H:%M:%S}" if clock.second else f"{clock:%H:%M}"


def format_size(size: int) -> str:
    """Bytes as B, KB or MB."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{format_number(round(size / 1024))} KB"
    return f"{format_number(round(size / 1024 / 1024, 1))} MB"


def format_any(value: object, yes: str, no: str) -> str:
    """A JSON scalar for a reader: numbers and ISO dates the Vietnamese way, true and false in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes if value else no
    if isinstance(value, int | float):
        return format_number(value)
    if not isinstance(value, str):
        return (
            str(value)
            if not isinstance(value, list)
            else ", ".join(format_any(item, yes, no) for item in value)
        )
    return _format_text(value)


def _format_text(value: str) -> str:
    """Only a text that is wholly an ISO date or instant is rewritten."""
    if not _YEAR_FIRST.match(value) or len(value) > 32:
        return value
    try:
        if len(value) == 10:
            return format_date(parse_date(value))
        moment = parse_date_time(value)
    except ValueError:
        return value
    return f"{format_time(moment.time())} {format_date(moment.date())}"
