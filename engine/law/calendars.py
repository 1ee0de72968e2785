"""Which days and hours count: office hours, days off, days made up."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from engine.clock import LOCAL
from engine.law.errors import NoCalendar
from engine.law.sources import Source

DAY = timedelta(days=1)


class DayKind(StrEnum):
    """How a day differs from its place in the week."""

    HOLIDAY = "holiday"
    SWAP_OFF = "swap_off"
    MAKEUP_WORK = "makeup_work"
    LOCAL_OFF = "local_off"


class AfterClosing(StrEnum):
    """What a day limit makes of a dossier that came after the day's last office hour."""

    SAME_DAY = "received_that_day"
    NEXT_DAY = "received_next_working_day"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day laid down by name: off, swapped, or worked to make up for one.

    scope: whose day it is, the code of an agency or of a unit above it; "" for everybody.
    open_for_reception: whether the counter takes dossiers, which is another question than whether the day counts.
    confirmed_by: who has looked at it, "" when it came with the system.
    """

    date: date
    kind: DayKind
    name: str
    source: Source
    scope: str = ""
    open_for_reception: bool = False
    confirmed_by: str = ""

    @property
    def counts_as_working(self) -> bool:
        """Whether limits count the day."""
        return self.kind is DayKind.MAKEUP_WORK


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of office hours, aware instants."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Hours and the rules that go with them, in force from a date. weekdays: Monday is 1.

    sessions: local times, in order, not overlapping. reception: further sessions in which the counter is open, by
    weekday, that count as working time for nobody. scope: as in SpecialDay.
    """

    valid_from: date
    weekdays: frozenset[int]
    sessions: tuple[tuple[time, time], ...]
    same_day_until: time
    source: Source
    after_closing: AfterClosing = AfterClosing.SAME_DAY
    reception: Mapping[int, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    scope: str = ""

    closing_text: str = field(init=False, repr=False, compare=False)
    session_texts: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        texts = tuple(
            f"{opens.isoformat('minutes')}-{closes.isoformat('minutes')}" for opens, closes in self.sessions
        )
        object.__setattr__(self, "session_texts", texts)
        object.__setattr__(self, "closing_text", texts[-1].partition("-")[2])


@dataclass(frozen=True, slots=True)
class _Day:
    """deviation: the special day, when it changes whether the day counts. sessions: none when it does not count."""

    hours: OfficeHours
    deviation: SpecialDay | None
    sessions: tuple[Session, ...]
    reception: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time. Every question about a day of a year that is not laid down raises NoCalendar.

    hours: by `valid_from`, oldest first. years: those whose days off are known; computed: those among them that
    nobody has confirmed yet.
    """

    hours: tuple[OfficeHours, ...]
    days: Mapping[date, SpecialDay]
    years: frozenset[int]
    computed: frozenset[int] = frozenset()
    _breaks: tuple[date, ...] = field(init=False, repr=False, compare=False)
    # what was once asked about a day, which is asked again for every dossier
    _known: dict[date, _Day] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_breaks", tuple(sorted(self._find_breaks())))

    def _find_breaks(self) -> set[date]:
        """Days on which the usual week does not hold, or another one begins."""
        days = {day for day in self.days if day.year in self.years and self.deviation(day)}
        return days | {hours.valid_from for hours in self.hours[1:]}

    def _day(self, day: date) -> _Day:
        try:
            return self._known[day]
        except KeyError:
            return self._known.setdefault(day, self._find_day(day))

    def _find_day(self, day: date) -> _Day:
        hours, special = self._find_hours(day), self.days.get(day)
        usual = day.isoweekday() in hours.weekdays
        works = usual if special is None else special.counts_as_working
        extra = hours.reception.get(day.isoweekday(), ())
        if works:
            reception = tuple(sorted(hours.sessions + extra))
        elif special is not None:
            reception = hours.sessions if special.open_for_reception else ()
        else:
            reception = extra
        sessions = _on(day, hours.sessions) if works else ()
        return _Day(hours, special if works != usual else None, sessions, _on(day, reception))

    def _find_hours(self, day: date) -> OfficeHours:
        if day.year in self.years:
            for hours in reversed(self.hours):
                if hours.valid_from <= day:
                    return hours
        raise NoCalendar(day)

    def deviation(self, day: date) -> SpecialDay | None:
        """The special day that makes a day count when its place in the week says it does not, or the reverse."""
        return self._day(day).deviation

    def require(self, first: date, last: date) -> None:
        """Raise NoCalendar unless the days off of every year between two dates are laid down."""
        if first < self.hours[0].valid_from:
            raise NoCalendar(first)
        for year in range(first.year, last.year + 1):
            if year not in self.years:
                raise NoCalendar(max(first, date(year, 1, 1)))

    def hours_on(self, day: date) -> OfficeHours:
        """The office hours in force on a day."""
        return self._day(day).hours

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day."""
        return bool(self._day(day).sessions)

    def sessions(self, day: date) -> tuple[Session, ...]:
        """The office hours of a day; none when it is not a working day."""
        return self._day(day).sessions

    def reception_sessions(self, day: date) -> tuple[Session, ...]:
        """When the counter takes dossiers: the office hours, and what is open beyond them."""
        return self._day(day).reception

    def working_day_from(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.is_working(day):
            day += DAY
        return day

    def closing(self, day: date) -> datetime:
        """When a working day's office hours end."""
        return self.sessions(day)[-1].end

    def same_day_until(self, day: date) -> time:
        """The latest time at which a same-day request is still answered on the day."""
        return self.hours_on(day).same_day_until

    def end_of_usual_week(self, day: date) -> date:
        """The first day, from this one on, that deviates or that begins other office hours than this one's."""
        place = bisect_left(self._breaks, day)
        if place < len(self._breaks) and self._breaks[place] == day and self.deviation(day) is None:
            place += 1
        return self._breaks[place] if place < len(self._breaks) else date.max

    def special_days(self, first: date, last: date) -> Iterator[SpecialDay]:
        """The days laid down by name between two dates, both included."""
        return (special for day, special in sorted(self.days.items()) if first <= day <= last)


def _on(day: date, sessions: tuple[tuple[time, time], ...]) -> tuple[Session, ...]:
    return tuple(
        Session(datetime.combine(day, start, LOCAL), datetime.combine(day, end, LOCAL))
        for start, end in sessions
    )
