from datetime import date

import holidays
import pytest

from engine import law

HOURS = b"""
[[hours]]
valid_from = 2015-01-01
weekdays = [1, 2, 3, 4, 5]
sessions = ["07:00-11:30", "13:30-17:00"]
same_day_until = "15:00"
evidence = "V"
"""
DAYS = b"""
year = 2026
status = "announced"
[[day]]
date = 2026-09-02
kind = "holiday"
name = "Quoc khanh"
evidence = "S"
"""


def test_every_day_of_the_years_agrees_with_the_independent_package_except_what_it_is_known_to_miss() -> None:
    calendar = law.default_calendar()
    theirs = holidays.country_holidays("VN", years=range(2024, 2028))
    missing = {date(2026, 1, 2), date(2026, 1, 10), date(2024, 5, 4), date(2025, 4, 26), date(2026, 8, 22)}

    differing = {
        day
        for number in range(date(2024, 1, 1).toordinal(), date(2028, 1, 1).toordinal())
        for day in [date.fromordinal(number)]
        if calendar.is_working(day) != (day.weekday() < 5 and day not in theirs)
    }

    assert differing == missing


def test_every_swapped_day_is_made_up_for_once() -> None:
    days = law.default_calendar().days.values()

    swapped = sum(day.kind is law.DayKind.SWAP_OFF for day in days)
    made_up = [day.date for day in days if day.kind is law.DayKind.MAKEUP_WORK]

    assert swapped == len(made_up) == 4
    assert {day.weekday() for day in made_up} == {5}


def test_a_year_computed_ahead_says_so() -> None:
    assert law.default_calendar().computed == {2027}


def test_later_office_hours_replace_earlier_ones() -> None:
    summer = HOURS.replace(b"2015-01-01", b"2026-06-01").replace(b"07:00-11:30", b"06:30-11:00")
    calendar = law.load_calendar([HOURS, summer], [DAYS])

    before, after = calendar.sessions(date(2026, 5, 29))[0], calendar.sessions(date(2026, 6, 1))[0]

    assert f"{before.start:%H:%M} {after.start:%H:%M}" == "07:00 06:30"


@pytest.mark.parametrize(
    ("hours", "days", "place", "reason"),
    [
        (HOURS, DAYS.replace(b"2026-09-02", b"2025-09-02"), "day[1].date", "other_year"),
        (HOURS, DAYS.replace(b'"holiday"', b'"day_off"'), "day[1].kind", "unknown_value"),
        (HOURS, DAYS.replace(b"announced", b"rumoured"), "status", "unknown_value"),
        (HOURS.replace(b"13:30-17:00", b"11:00-17:00"), DAYS, "hours[1].sessions", "not_in_order"),
        (HOURS.replace(b"15:00", b"3 pm"), DAYS, "hours[1].same_day_until", "not_a_time"),
        (HOURS.replace(b"[1, 2, 3, 4, 5]", b"[0, 1]"), DAYS, "hours[1].weekdays", "out_of_range"),
    ],
)
def test_a_bad_calendar_is_refused_with_its_place(hours: bytes, days: bytes, place: str, reason: str) -> None:
    with pytest.raises(law.BadCalendar) as refused:
        law.load_calendar([hours], [days])

    assert (refused.value.place, refused.value.reason) == (place, reason)


def test_a_year_may_be_laid_down_only_once() -> None:
    with pytest.raises(law.BadCalendar, match="duplicate"):
        law.load_calendar([HOURS], [DAYS, DAYS])
