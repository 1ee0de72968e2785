"""What must hold of every deadline, whatever the day and the limit."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import clock, law

CALENDAR = law.default_calendar()
MINUTES = (datetime(2027, 9, 30, tzinfo=UTC) - datetime(2024, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)
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


def _same_moment(moment: datetime) -> tuple[datetime, ...]:
    """A moment, and the reopening after it when the office closes then: no working time lies between."""
    local = clock.local(moment)
    starts = [s.start for day in range(15) for s in CALENDAR.sessions(local.date() + timedelta(days=day))]
    reopening = next(start for start in starts if start > local)
    closes = any(local == session.end for session in CALENDAR.sessions(local.date()))
    return (moment, reopening) if closes else (moment,)
