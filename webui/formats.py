"""How instants, spans, sizes and statuses look on a page."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask

from engine import clock, law, people
from webui import strings

SOON = timedelta(hours=24)
"""A due date nearer than this is near. Source: practice of running provincial systems."""


@dataclass(frozen=True, slots=True)
class Due:
    """A due date for the eye and for readers: band is ok, soon, late or none; words say the same."""

    band: str
    words: str


def due(at: datetime | None, done_at: datetime | None = None) -> Due:
    """How a due date stands now, or stood when the thing was done."""
    if at is None:
        return Due("none", strings.DUE["none"])
    if done_at is not None:
        band = "late" if done_at > at else "ok"
        return Due(band, strings.DUE[f"done_{band}"].format(span=span(abs(at - done_at))))
    left = at - clock.now()
    band = "late" if left < timedelta() else "soon" if left <= SOON else "ok"
    return Due(band, strings.DUE[band].format(span=span(abs(left))))


def span(length: timedelta) -> str:
    """A length of time in its largest whole unit."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return strings.DUE["days"].format(count=minutes // (24 * 60))
    if minutes >= 60:
        return strings.DUE["hours"].format(count=minutes // 60)
    return strings.DUE["minutes"].format(count=minutes) if minutes else strings.DUE["moment"]


def when(at: datetime | None) -> str:
    """`14:05 23/11/2026` on the counter's wall clock; "" for None."""
    return "" if at is None else f"{clock.local(at):%H:%M %d/%m/%Y}"


def instant(text: str) -> datetime:
    """An instant from its ISO text, as messages and variables hold it."""
    return datetime.fromisoformat(text)


def day(at: datetime | date | None) -> str:
    """`23/11/2026`; "" for None."""
    if at is None:
        return ""
    return f"{clock.local(at) if isinstance(at, datetime) else at:%d/%m/%Y}"


def weekday(at: datetime) -> str:
    return strings.WEEKDAYS[clock.local(at).weekday()]


def iso(at: datetime) -> str:
    """For the `datetime` attribute of `<time>`."""
    return clock.local(at).isoformat(timespec="milliseconds")


def due_step(step: Mapping[str, Any]) -> str:
    """One step of how a due date was reckoned, kept as JSON, as a sentence."""
    facts = step.get("facts", {})
    words = defaultdict(str, {name: _said(value) for name, value in facts.items()})
    words |= {name: _edge(step[name], facts) for name in ("from", "to") if name in step}
    if "because" in facts:
        words["because"] = facts["because"] or strings.UNNAMED_CASE
    if "amount" in facts:
        words["quantity"] = quantity(facts["amount"], facts["unit"])
        words["progress"] = _progress(facts)
    return strings.DUE_STEPS.get(step.get("code", ""), "").format_map(words)


def quantity(amount: int, unit: str) -> str:
    """`3 ngày làm việc`; hours are counted in minutes."""
    hours, minutes = divmod(amount, 60)
    if unit != law.Unit.WORKING_HOUR:
        return f"{amount} {strings.UNITS[unit]}"
    if minutes:
        return strings.HOURS_AND_MINUTES.format(hours=hours, minutes=minutes)
    return f"{hours} {strings.UNITS[unit]}"


def _progress(facts: Mapping[str, Any]) -> str:
    """How far a limit has been counted, when a step is not all of it."""
    if facts.get("amount") == facts.get("total") or "total" not in facts:
        return ""
    total, reached = (quantity(facts[name], facts["unit"]) for name in ("total", "reached"))
    how_far = "fully" if facts["reached"] == facts["total"] else "partly"
    return strings.DUE_PROGRESS[how_far].format(reached=reached, total=total)


def _edge(text: str, facts: Mapping[str, Any]) -> str:
    """Where a step begins or ends: to the minute for hours and closing times, else the day."""
    by_the_minute = facts.get("unit") == law.Unit.WORKING_HOUR or ("closing" in facts and "unit" not in facts)
    return when(datetime.fromisoformat(text)) if by_the_minute else day(datetime.fromisoformat(text))


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    text = str(value)
    try:
        return when(datetime.fromisoformat(text)) if "T" in text else day(date.fromisoformat(text))
    except ValueError:
        return text


def size(count: int) -> str:
    """A file's size: `340 KB`, `1,2 MB`."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f} MB".replace(".", ",")
    return f"{max(1, round(count / 1000))} KB"


def grouped(number: int) -> str:
    """`1.200`."""
    return f"{number:,}".replace(",", ".")


def money(amount: int) -> str:
    """`1.200.000 đ`."""
    return grouped(amount) + strings.DONG


def day_text(text: str) -> str:
    """An ISO date kept as text, as people write it; anything else as it is."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def label(code: object, table: Mapping[object, str]) -> str:
    """A code's words; a code without any is shown as it is, so that nothing disappears."""
    return table.get(code, str(code))


def attach(app: Flask) -> None:
    """Give the templates these filters and the tables of strings."""
    for filter_ in (due, due_step, instant, when, day, weekday, day_text, iso, size, money, grouped, label):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.filters["unit_name"] = people.name_of
    app.jinja_env.filters["limit_text"] = law.limit_text
    app.jinja_env.globals["strings"] = strings
