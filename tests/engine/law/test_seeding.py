"""Proposals for years to come, and an agency's calendar that goes on with them."""

from datetime import UTC, date, datetime

from engine import clock, law, store


def test_the_proposals_of_a_known_year_are_what_was_laid_down_but_for_what_only_the_government_knows() -> (
    None
):
    shipped = {day: special.kind for day, special in law.default_calendar().days.items() if day.year == 2026}
    proposed = {special.date: special.kind for special in law.proposed_days(2026)}

    assert set(shipped.items()) ^ set(proposed.items()) == {
        (date(2026, 1, 2), law.DayKind.SWAP_OFF),
        (date(2026, 1, 10), law.DayKind.MAKEUP_WORK),
    }


def test_the_printed_file_is_one_that_can_be_read() -> None:
    hours = b'[[hours]]\nweekdays = [1]\nsessions = ["07:00-11:00"]\n'

    calendar = law.load_calendar([hours], [law.proposed_file(2028).encode()])

    assert calendar.computed == {2028}
    assert tuple(calendar.days.values()) == law.proposed_days(2028)


def test_nobody_s_forgetting_stops_reception_but_what_is_printed_says_so(database: store.Database) -> None:
    received = datetime(2031, 1, 20, 2, tzinfo=UTC)
    with store.using(database), clock.at(received):
        calendar = law.calendar_of("H21.52.21")
        found = law.due_at(received, law.TimeLimit(3, law.Unit.WORKING_DAY), calendar)

    # new year's days of the moon: 22 to 28 January
    assert clock.local(found.due_at).date() > date(2031, 1, 27)
    assert found.unconfirmed == (2031,)
