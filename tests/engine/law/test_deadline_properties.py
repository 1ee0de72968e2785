"""What must hold of every deadline, whatever the day and the limit."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import clock, law

CALENDAR = law.default_calendar()
MINUTES = (datetime(2027, 7, 31, tzinfo=UTC) - datetime(2024, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)
INSTANTS = st.integers(0, MINUTES).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
COUNTED = st.builds(
    law.TimeLimit,
    st.integers(1, 40),
    st.sampled_from([law.Unit.WORKING_DAY, law.Unit.CALENDAR_DAY, law.Unit.WORKING_HOUR]),
)
LIMITS = COUNTED | st.just(law.TimeLimit(0, law.Unit.SAME_DAY))


def due(received: datetime, limit: law.TimeLimit) -> datetime:
    return law.due_at(received, limit, CALENDAR).due_at


@given(INSTANTS, LIMITS)
@settings(max_examples=300, deadline=None)
def test_a_result_is_due_while_the_counter_is_open_and_never_before_the_working_day_of_receipt_ends(
    received: datetime, limit: law.TimeLimit
) -> None:
    moment = clock.local(due(received, limit))

    assert any(session.start < moment <= session.end for session in CALENDAR.sessions(moment.date()))
    assert moment.date() >= clock.local(received).date()


@given(INSTANTS, COUNTED)
@settings(max_examples=300, deadline=None)
def test_a_longer_limit_is_never_due_earlier(received: datetime, limit: law.TimeLimit) -> None:
    longer = law.TimeLimit(limit.amount + 1, limit.unit)

    assert due(received, limit) <= due(received, longer)


@given(INSTANTS, LIMITS, st.integers(0, 3 * 24 * 60))
@settings(max_examples=300, deadline=None)
def test_who_comes_later_is_never_served_earlier(
    received: datetime, limit: law.TimeLimit, minutes: int
) -> None:
    assert due(received, limit) <= due(received + timedelta(minutes=minutes), limit)


@given(INSTANTS, st.integers(1, 40))
@settings(max_examples=300, deadline=None)
def test_as_many_working_days_lie_between_as_the_limit_says(received: datetime, amount: int) -> None:
    first, last = (
        clock.local(moment).date()
        for moment in (received, due(received, law.TimeLimit(amount, law.Unit.WORKING_DAY)))
    )

    between = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
    assert sum(CALENDAR.is_working(day) for day in between) == amount


@given(INSTANTS, st.integers(1, 40), st.integers(1, 40))
@settings(max_examples=300, deadline=None)
def test_working_hours_add_up(received: datetime, one: int, more: int) -> None:
    at_once = due(received, law.TimeLimit(one + more, law.Unit.WORKING_HOUR))
    half_way = due(received, law.TimeLimit(one, law.Unit.WORKING_HOUR))

    assert due(half_way, law.TimeLimit(more, law.Unit.WORKING_HOUR)) == at_once
    assert law.warn_at(at_once, law.TimeLimit(more, law.Unit.WORKING_HOUR), CALENDAR) in _same_moment(
        half_way
    )


@given(INSTANTS, LIMITS, st.integers(0, 60 * 24 * 60), st.sampled_from(list(law.SupplementRule)))
@settings(max_examples=300, deadline=None)
def test_to_pause_and_resume_at_once_changes_nothing(
    received: datetime, limit: law.TimeLimit, minutes: int, rule: law.SupplementRule
) -> None:
    moment = received + timedelta(minutes=minutes)

    paused = law.due_at(received, limit, CALENDAR, [law.Pause(moment, moment)], rule)

    assert paused == law.due_at(received, limit, CALENDAR)


WAITS = st.lists(st.integers(0, 10 * 24 * 60), min_size=2, max_size=2)


@given(INSTANTS, LIMITS, WAITS, st.integers(0, 3 * 24 * 60), st.sampled_from(list(law.SupplementRule)))
@settings(max_examples=300, deadline=None)
def test_who_comes_later_is_never_served_earlier_whatever_wait_they_share(
    received: datetime, limit: law.TimeLimit, wait: list[int], minutes: int, rule: law.SupplementRule
) -> None:
    later = received + timedelta(minutes=minutes)
    asked = later + timedelta(minutes=wait[0])
    shared = [law.Pause(asked, asked + timedelta(minutes=wait[1]))]

    early, late = (law.due_at(at, limit, CALENDAR, shared, rule).due_at for at in (received, later))

    # nobody may stop a clock that has run out: then the wait counts for the later one only
    assert early <= late


@given(INSTANTS, LIMITS, WAITS)
@settings(max_examples=300, deadline=None)
def test_to_wait_never_makes_a_result_due_earlier_nor_days_due_before_the_wait_ends(
    received: datetime, limit: law.TimeLimit, wait: list[int]
) -> None:
    asked = received + timedelta(minutes=wait[0])
    pause = law.Pause(asked, asked + timedelta(minutes=wait[1]))
    alone = due(received, limit)

    waited = law.due_at(received, limit, CALENDAR, [pause]).due_at

    assert waited >= alone
    if asked <= alone and limit.unit is not law.Unit.WORKING_HOUR:
        assert waited >= pause.end


@given(INSTANTS, COUNTED, st.integers(1, 20 * 24 * 60), st.integers(0, 100))
@settings(max_examples=300, deadline=None)
def test_a_wait_cut_in_two_adds_as_much_as_in_one(
    received: datetime, limit: law.TimeLimit, minutes: int, percent: int
) -> None:
    """Calendar days aside: a due day on a weekend in between gives way to Monday, and is counted on from there."""
    if limit.unit is law.Unit.CALENDAR_DAY:
        return
    cut = received + timedelta(minutes=minutes * percent // 100)
    end = received + timedelta(minutes=minutes)
    pieces = [law.Pause(received, cut), law.Pause(cut, end)]

    if cut <= due(received, limit):
        whole = law.due_at(received, limit, CALENDAR, [law.Pause(received, end)])
        assert law.due_at(received, limit, CALENDAR, pieces).due_at == whole.due_at


@given(INSTANTS, st.integers(1, 40), st.integers(1, 40))
@settings(max_examples=300, deadline=None)
def test_days_add_up(received: datetime, one: int, more: int) -> None:
    half_way = due(received, law.TimeLimit(one, law.Unit.WORKING_DAY))

    assert due(half_way, law.TimeLimit(more, law.Unit.WORKING_DAY)) == due(
        received, law.TimeLimit(one + more, law.Unit.WORKING_DAY)
    )


@given(
    INSTANTS,
    LIMITS,
    st.integers(0, 50),
    st.sampled_from(["amount", "from", "to", "at", "day", "days", "closing"]),
)
@settings(max_examples=300, deadline=None)
def test_a_step_that_was_tampered_with_is_found(
    received: datetime, limit: law.TimeLimit, number: int, what: str
) -> None:
    kept = [step.as_json() for step in law.due_at(received, limit, CALENDAR).steps]
    step = kept[number % len(kept)]
    changed = {"day": "2023-01-03", "closing": "12:34", "amount": 77, "days": 77}
    if what in ("from", "to"):
        step[what] = (datetime.fromisoformat(step[what]) + timedelta(minutes=1)).isoformat()
    elif what == "at" and "at" in step["facts"]:
        step["facts"]["at"] = (datetime.fromisoformat(step["facts"]["at"]) + timedelta(minutes=1)).isoformat()
    elif what in changed and what in step["facts"]:
        step["facts"][what] = changed[what]
    else:
        return

    with pytest.raises(law.BadExplanation):
        law.reckon_again(map(law.step_from, kept))


def _same_moment(moment: datetime) -> tuple[datetime, ...]:
    """A moment, and the reopening after it when the office closes then: no working time lies between."""
    local = clock.local(moment)
    starts = [s.start for day in range(15) for s in CALENDAR.sessions(local.date() + timedelta(days=day))]
    reopening = next(start for start in starts if start > local)
    closes = any(local == session.end for session in CALENDAR.sessions(local.date()))
    return (moment, reopening) if closes else (moment,)
