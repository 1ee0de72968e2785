"""A second opinion on deadlines: a strip of minutes, walked from the receipt on.

Shares nothing with the library but the text of the calendar's TOML: every minute of four years has a byte that says
whether the office is open in it, whether a day begins with it, whether a working day's office closes with its end.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY0 = date(2025, 1, 1)
DAYS = 4 * 365
A_DAY = 24 * 60


@dataclass(frozen=True)
class Hours:
    since: int
    weekdays: tuple[int, ...]
    sessions: tuple[tuple[int, int], ...]
    cut_off: int
    next_day_after_closing: bool


@dataclass(frozen=True)
class World:
    """hours: oldest first, `since` as a day's number. days: number → kind."""

    hours: tuple[Hours, ...]
    days: dict[int, str]

    @property
    def toml(self) -> bytes:
        """The same as a file for `law.read_calendar`."""
        lines = []
        for hours in self.hours:
            sessions = ", ".join(f'"{clock(a)}-{clock(b)}"' for a, b in hours.sessions)
            rule = "received_next_working_day" if hours.next_day_after_closing else "received_that_day"
            lines += [
                "[[hours]]",
                f"valid_from = {DAY0 + timedelta(days=hours.since)}",
                f"weekdays = {list(hours.weekdays)}",
                f"sessions = [{sessions}]",
                f'same_day_until = "{clock(hours.cut_off)}"',
                f'after_closing = "{rule}"',
            ]
        for number, kind in self.days.items():
            lines += ["[[day]]", f"date = {DAY0 + timedelta(days=number)}", f'kind = "{kind}"']
        return "\n".join(lines).encode()


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def random_world(dice: random.Random) -> World:
    """Office hours that change once or twice, and a good number of special days, some of them on weekends."""
    return World(
        tuple(_hours(dice, since) for since in (0, *sorted(dice.sample(range(30, 700), dice.randint(0, 2))))),
        {number: _kind(dice) for number in dice.sample(range(DAYS), dice.randint(10, 120))},
    )


def _hours(dice: random.Random, since: int) -> Hours:
    weekdays = dice.choice([(1, 2, 3, 4, 5)] * 3 + [(1, 2, 3, 4, 5, 6), (2, 4), (7, 1, 2, 3)])
    edges = sorted(dice.sample(range(6 * 60, 19 * 60), 2 * dice.randint(1, 3)))
    sessions = tuple(zip(edges[::2], edges[1::2], strict=True))
    if dice.random() < 0.5 or sum(b - a for a, b in sessions) < 180:
        sessions = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))
    return Hours(since, weekdays, sessions, dice.randint(8 * 60, 18 * 60), dice.random() < 0.3)


def _kind(dice: random.Random) -> str:
    return dice.choice(["holiday", "swap_off", "local_off", "makeup_work"])


class Strip:
    """The minutes of a world, counted from the midnight DAY0 begins with."""

    def __init__(self, world: World) -> None:
        self.open, self.begins = bytearray(DAYS * A_DAY), bytearray(DAYS * A_DAY)
        self.works, self.closes = bytearray(DAYS * A_DAY), bytearray(DAYS * A_DAY)
        self.hours = [[h for h in world.hours if h.since <= number][-1] for number in range(DAYS)]
        for number, hours in enumerate(self.hours):
            midnight = number * A_DAY
            self.begins[midnight] = 1
            weekday = (DAY0 + timedelta(days=number)).isoweekday()
            if world.days.get(number, "makeup_work" if weekday in hours.weekdays else "") != "makeup_work":
                continue
            self.works[midnight] = 1
            for opens, ends in hours.sessions:
                self.open[midnight + opens : midnight + ends] = b"\1" * (ends - opens)
            self.closes[midnight + hours.sessions[-1][1] - 1] = 1

    def edges(self, minute: int) -> list[int]:
        """The minutes on a minute's day at which something changes, and the one after each."""
        midnight, hours = minute // A_DAY * A_DAY, self.hours[minute // A_DAY]
        edges = [0, hours.cut_off, *(edge for session in hours.sessions for edge in session)]
        return [midnight + edge + more for edge in edges for more in (0, 1)]

    def walk(self, strip: bytearray, minute: int, times: int) -> int:
        """Walk on from a minute until so many marked minutes are over. Answers the minute after the last."""
        while times:  # stretches of marked minutes are walked at one go
            first = strip.index(1, minute)
            stretch = min(times, strip.index(0, first) - first)
            minute, times = first + stretch, times - stretch
        return minute

    def due(self, received: int, amount: int, unit: str) -> int:
        """The due minute of a receipt minute."""
        if unit == "working_hour":
            return self.walk(self.open, received, amount * 60)
        day = received // A_DAY
        if unit == "same_day":
            closing = self.closes.find(1, day * A_DAY, (day + 1) * A_DAY) + 1
            too_late = closing and received > min(day * A_DAY + self.hours[day].cut_off, closing)
            return self.walk(self.closes, (day + 1 if too_late else day) * A_DAY, 1)
        closing = self.closes.find(1, day * A_DAY, (day + 1) * A_DAY)
        if self.hours[day].next_day_after_closing and received > closing + 1:
            day = self.works.index(1, (day + 1) * A_DAY) // A_DAY
        if unit == "working_day":
            return self.walk(self.closes, (day + 1) * A_DAY, amount)
        last = self.walk(self.begins, (day + 1) * A_DAY, amount) - 1
        return self.walk(self.closes, last, 1)

    def due_after(
        self, received: int, amount: int, unit: str, waits: list[tuple[int, int]], rule: str
    ) -> int:
        """The due minute after waits, under one of the two rules."""
        due = self.due(received, amount, unit)
        for start, end in waits:
            if start == end:
                continue
            if rule == "restart":
                due = self.due(end, amount, unit)
            elif start <= due:
                due = self._later(due, start, end, unit)
        return due

    def _later(self, due: int, start: int, end: int, unit: str) -> int:
        if unit == "working_hour":
            return self.walk(self.open, due, self.open.count(1, start, end))
        after_today = (due // A_DAY + 1) * A_DAY
        if unit == "calendar_day":
            days = self._day(end) - self._day(start)
        else:
            days = self.closes.count(1, start - 1, end - 1)
        if not days:
            return due
        if unit == "calendar_day":
            return self.walk(self.closes, self.walk(self.begins, after_today, days) - 1, 1)
        return self.walk(self.closes, after_today, days)

    def _day(self, minute: int) -> int:
        """The number of the day that a minute belongs to; the evening belongs to the day after."""
        day = minute // A_DAY
        closing = self.closes.find(1, day * A_DAY, (day + 1) * A_DAY)
        return day + 1 if closing >= 0 and minute > closing + 1 else day


def instant(minute: int) -> datetime:
    """A minute of the strip as the counter's clock shows it."""
    return datetime(DAY0.year, DAY0.month, DAY0.day) + timedelta(minutes=minute)  # noqa: DTZ001
