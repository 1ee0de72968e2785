"""The vectors are those of the domain study; 22/08/2026 is a made-up Saturday, 24/11 a holiday from 2026."""

from datetime import UTC, datetime

import pytest

from engine import clock, law


def at(text: str) -> datetime:
    """`2026-04-20 09:00` on the counter's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


def due(received: str, limit: str) -> str:
    """Due date and time on the counter's clock; limit as `3 working_day`."""
    amount, unit = limit.split()
    deadline = law.due_at(at(received), law.TimeLimit(int(amount), law.Unit(unit)), law.default_calendar())
    assert deadline.due_at.tzinfo is UTC
    return f"{clock.local(deadline.due_at):%Y-%m-%d %H:%M}"


def steps(received: str, limit: law.TimeLimit) -> list[str]:
    return [step.code for step in law.due_at(at(received), limit, law.default_calendar()).steps]


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2026-04-20 09:00", "3 working_day", "2026-04-23 17:00"),
        ("2026-04-24 09:00", "3 working_day", "2026-05-04 17:00"),
        ("2026-02-13 09:00", "5 working_day", "2026-02-27 17:00"),
        ("2026-08-21 10:00", "3 working_day", "2026-08-25 17:00"),
        ("2026-08-28 10:00", "3 working_day", "2026-09-07 17:00"),
        ("2026-11-23 09:00", "1 working_day", "2026-11-25 17:00"),
        ("2026-04-20 09:00", "10 calendar_day", "2026-05-04 17:00"),
        ("2026-04-20 09:00", "15 calendar_day", "2026-05-05 17:00"),
        ("2026-04-15 15:20", "0 same_day", "2026-04-16 17:00"),
        ("2026-05-11 08:00", "10 working_day", "2026-05-25 17:00"),
    ],
)
def test_the_study_s_vectors_come_out(received: str, limit: str, expected: str) -> None:
    assert due(received, limit) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-04-15 06:40", "2026-04-15 17:00"),
        ("2026-04-15 15:00", "2026-04-15 17:00"),
        ("2026-04-15 15:01", "2026-04-16 17:00"),
        ("2026-04-17 15:20", "2026-04-20 17:00"),
        ("2026-04-18 09:00", "2026-04-20 17:00"),
        ("2026-08-21 16:00", "2026-08-22 17:00"),
    ],
)
def test_same_day_ends_with_the_day_unless_it_came_after_15_00(received: str, expected: str) -> None:
    assert due(received, "0 same_day") == expected


def test_15_00_is_reckoned_to_the_minute_that_the_receipt_prints() -> None:
    received = at("2026-04-15 15:00").replace(second=59)

    deadline = law.due_at(received, law.TimeLimit(0, law.Unit.SAME_DAY), law.default_calendar())

    assert clock.local(deadline.due_at).day == 15


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-04-20 09:00", "2026-04-21 09:00"),
        ("2026-04-20 07:00", "2026-04-20 17:00"),
        ("2026-04-20 06:00", "2026-04-20 17:00"),
        ("2026-04-20 12:10", "2026-04-21 11:30"),
        ("2026-04-20 18:00", "2026-04-21 17:00"),
        ("2026-04-24 18:00", "2026-04-28 17:00"),
        ("2026-04-20 17:00", "2026-04-21 17:00"),
    ],
)
def test_eight_working_hours_run_only_while_the_office_is_open(received: str, expected: str) -> None:
    assert due(received, "8 working_hour") == expected


@pytest.mark.parametrize(
    "received", ["2026-04-17 09:00", "2026-04-17 22:15", "2026-04-18 10:00", "2026-04-19 10:00"]
)
def test_the_first_day_is_not_counted_and_the_weekend_changes_nothing(received: str) -> None:
    assert due(received, "1 working_day") == "2026-04-20 17:00"


def test_the_steps_tell_which_days_off_were_passed_over() -> None:
    deadline = law.due_at(
        at("2026-08-28 10:00"), law.TimeLimit(3, law.Unit.WORKING_DAY), law.default_calendar()
    )

    passed = [step.facts["day"] for step in deadline.steps if step.code == "day_off"]
    assert passed == ["2026-08-31", "2026-09-01", "2026-09-02"]
    assert (deadline.steps[-1].code, deadline.steps[-1].end) == ("due", at("2026-09-07 17:00"))


def test_the_steps_name_the_make_up_day_the_roll_forward_and_the_cut_off() -> None:
    assert "makeup_day" in steps("2026-08-21 10:00", law.TimeLimit(3, law.Unit.WORKING_DAY))
    assert "weekly_rest" in steps("2026-04-20 09:00", law.TimeLimit(10, law.Unit.CALENDAR_DAY))
    assert "after_cut_off" in steps("2026-04-15 15:20", law.TimeLimit(0, law.Unit.SAME_DAY))
    assert "closed_at_receipt" in steps("2026-04-18 10:00", law.TimeLimit(1, law.Unit.WORKING_DAY))
    assert "closed_at_receipt" not in steps("2026-04-20 10:00", law.TimeLimit(1, law.Unit.WORKING_DAY))


@pytest.mark.parametrize(
    ("rule", "expected"), [("pause", "2026-06-01 17:00"), ("restart", "2026-06-03 17:00")]
)
def test_a_supplement_adds_the_time_waited_or_begins_the_limit_anew(rule: str, expected: str) -> None:
    deadline = law.due_at(
        at("2026-05-11 08:00"),
        law.TimeLimit(10, law.Unit.WORKING_DAY),
        law.default_calendar(),
        [law.Pause(at("2026-05-13 10:00"), at("2026-05-20 10:00"))],
        law.SupplementRule(rule),
    )

    assert f"{clock.local(deadline.due_at):%Y-%m-%d %H:%M}" == expected


def test_a_deadline_says_which_years_nobody_has_confirmed() -> None:
    limit, calendar = law.TimeLimit(5, law.Unit.WORKING_DAY), law.default_calendar()

    assert law.due_at(at("2026-12-30 09:00"), limit, calendar).unconfirmed == (2027,)
    assert law.due_at(at("2026-12-21 09:00"), limit, calendar).unconfirmed == ()


@pytest.mark.parametrize(
    "waits",
    [
        [("2026-05-10 08:00", "2026-05-12 08:00")],
        [("2026-05-13 08:00", "2026-05-15 08:00"), ("2026-05-14 08:00", "2026-05-18 08:00")],
    ],
)
def test_waits_before_the_receipt_or_into_each_other_are_refused(waits: list[tuple[str, str]]) -> None:
    pauses = [law.Pause(at(start), at(end)) for start, end in waits]

    with pytest.raises(law.BadPause):
        law.due_at(
            at("2026-05-11 08:00"), law.TimeLimit(3, law.Unit.WORKING_DAY), law.default_calendar(), pauses
        )


def test_a_clock_that_has_run_out_is_not_stopped_any_more() -> None:
    late = law.Pause(at("2026-05-20 10:00"), at("2026-05-29 10:00"))

    deadline = law.due_at(
        at("2026-05-11 08:00"), law.TimeLimit(3, law.Unit.WORKING_DAY), law.default_calendar(), [late]
    )

    assert clock.local(deadline.due_at) == at("2026-05-14 17:00")
    kept = next(step.as_json() for step in deadline.steps if step.code == "wait_came_too_late")
    kept["facts"]["since"] = "2026-05-12T10:00:00+07:00"
    assert law.reckon_step(law.step_from(kept)) != deadline.due_at


def test_a_wait_that_begins_at_the_due_minute_still_counts() -> None:
    last_minute = law.Pause(at("2026-05-14 17:00"), at("2026-05-15 10:00"))

    deadline = law.due_at(
        at("2026-05-11 08:00"), law.TimeLimit(3, law.Unit.WORKING_DAY), law.default_calendar(), [last_minute]
    )

    assert clock.local(deadline.due_at) == at("2026-05-15 17:00")


def test_a_supplement_that_comes_on_a_weekend_is_not_overdue_on_arrival() -> None:
    over_the_weekend = law.Pause(at("2026-05-12 10:00"), at("2026-05-16 09:00"))

    deadline = law.due_at(
        at("2026-05-11 08:00"),
        law.TimeLimit(1, law.Unit.WORKING_DAY),
        law.default_calendar(),
        [over_the_weekend],
    )

    assert clock.local(deadline.due_at) == at("2026-05-18 17:00")


def test_years_without_a_calendar_are_refused() -> None:
    with pytest.raises(law.NoCalendar) as refused:
        due("2027-12-30 09:00", "5 working_day")

    assert refused.value.day.year == 2028


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        law.due_at(datetime(2026, 4, 20, 9), law.TimeLimit(1, law.Unit.WORKING_DAY), law.default_calendar())  # noqa: DTZ001


@pytest.mark.parametrize(
    ("warning", "expected"),
    [
        ("1 working_day", "2026-08-28 17:00"),
        ("4 working_hour", "2026-09-03 11:00"),
        ("1 calendar_day", "2026-09-02 17:00"),
        ("0 same_day", "2026-09-03 07:00"),
        ("12 working_hour", "2026-08-28 11:00"),
    ],
)
def test_a_warning_is_counted_back_from_the_due_time(warning: str, expected: str) -> None:
    amount, unit = warning.split()
    limit = law.TimeLimit(int(amount), law.Unit(unit))

    warned = law.warn_at(at("2026-09-03 17:00"), limit, law.default_calendar())

    assert f"{clock.local(warned):%Y-%m-%d %H:%M}" == expected
