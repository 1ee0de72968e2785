"""Timers go by engine.clock, by the calendar on the counter's wall, and survive reloads."""

from datetime import UTC, datetime, timedelta

import pytest

from engine import clock, spiff
from engine.spiff import moments
from tests.diagrams import builder as b
from tests.engine.spiff.acting import begin, do, open_ids, reloaded, steps

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 8 in the morning at the counter


def catching(kind: str, value: str, variables: dict[str, object] | None = None) -> spiff.Live:
    row = b.diagram(
        b.start(), b.end(), b.catch("x", b.timer(kind, value)), b.user("u"), b.chain("s", "x", "u", "e")
    )
    with clock.at(NOW):
        return begin(row, variables)


def beside(kind: str, value: str) -> spiff.Live:
    edge = b.boundary("late", "u", b.timer(kind, value), interrupting=False)
    row = b.diagram(b.start(), b.end(), b.user("u"), edge, b.user("h"), b.end("e2"), b.chain("s", "u", "e"),
                    b.chain("late", "h", "e2"))  # fmt: skip
    with clock.at(NOW):
        return begin(row)


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("Duration", "PT1S", NOW + timedelta(seconds=1)),
        ("Duration", "P5D", NOW + timedelta(days=5)),
        ("Duration", "P1M", datetime(2026, 4, 2, 1, 0, tzinfo=UTC)),
        ("Duration", '"P2W"', NOW + timedelta(weeks=2)),
        ("Duration", 'duration("PT90M")', NOW + timedelta(minutes=90)),
        ("Duration", 'if n > 1 then "P3D" else "P1D"', NOW + timedelta(days=3)),
        ("Date", "2026-07-01", datetime(2026, 6, 30, 17, 0, tzinfo=UTC)),
        ("Date", "2026-07-01T09:00:00", datetime(2026, 7, 1, 2, 0, tzinfo=UTC)),
        ("Date", "2026-07-01T09:00:00Z", datetime(2026, 7, 1, 9, 0, tzinfo=UTC)),
        ("Date", "deadline", datetime(2026, 5, 5, 2, 30, tzinfo=UTC)),
        ("Date", 'date("2026-07-01")', datetime(2026, 6, 30, 17, 0, tzinfo=UTC)),
    ],
)
def test_due_times_are_aware_utc(kind: str, text: str, due: datetime) -> None:
    live = catching(kind, text, {"n": 2, "deadline": "2026-05-05T09:30:00+07:00"})

    assert [(t.element.id, t.due) for t in spiff.timers(live)] == [("x", due)]
    assert spiff.next_due(reloaded(live)) == due
    assert spiff.timers(live)[0].due.utcoffset() == timedelta(0)


def test_a_timer_fires_when_it_is_due_and_not_before() -> None:
    live = catching("Duration", "PT1H")

    with clock.at(NOW + timedelta(minutes=59)):
        assert not spiff.tick(live)
        assert open_ids(live) == []
    with clock.at(NOW + timedelta(minutes=60)):
        assert spiff.tick(reloaded(live))
        assert spiff.tick(live)

    assert open_ids(live) == ["u"]
    assert spiff.next_due(live) is None


@pytest.mark.parametrize("text", ["n", '"yesterday"', "5", "null"])
def test_a_timer_that_is_no_time_names_the_element(text: str) -> None:
    with pytest.raises(spiff.EngineFault) as fault:
        catching("Duration", text, {"n": "soon"})

    assert fault.value.element == "x"


def test_a_reminder_outlives_the_task_it_reminds_of() -> None:
    live = beside("Duration", "P1D")
    with clock.at(NOW + timedelta(days=1)):
        spiff.tick(live)
    assert open_ids(live) == ["h", "u"]

    do(live, "u")

    assert open_ids(live) == ["h"]
    assert not spiff.finished(live)


def test_a_cycle_fires_each_time_as_often_as_it_says() -> None:
    live = beside("Cycle", "R3/P1D")
    for day in range(1, 6):
        with clock.at(NOW + timedelta(days=day)):
            assert spiff.tick(live) is (day <= 3)
            live = reloaded(live)
        assert open_ids(live) == ["h"] * min(day, 3) + ["u"]

    do(live, "u")

    assert open_ids(live) == ["h"] * 3
    assert spiff.next_due(live) is None


def test_missed_times_of_a_counted_cycle_all_happen_of_an_endless_one_once() -> None:
    counted, endless = beside("Cycle", "R5/P1D"), beside("Cycle", "R/P1D")
    with clock.at(NOW + timedelta(days=3, hours=1)):
        spiff.tick(counted)
        spiff.tick(endless)

    assert open_ids(counted).count("h") == 3
    assert open_ids(endless).count("h") == 1
    assert spiff.next_due(counted) == spiff.next_due(endless) == NOW + timedelta(days=4)


def test_of_two_timers_behind_an_event_gateway_the_earlier_wins() -> None:
    with clock.at(NOW):
        live = begin(b.diagram(
            b.start(), b.end(), b.tag("eventBasedGateway", id="g"), b.catch("long", b.timer("Duration", "P9D")),
            b.catch("short", b.timer("Duration", "P1D")), b.users("a", "c"), b.chain("s", "g", "long", "a", "e"),
            b.chain("g", "short", "c", "e"),
        ))  # fmt: skip
    assert [(t.element.id, t.due - NOW) for t in spiff.timers(live)] == [
        ("short", timedelta(days=1)),
        ("long", timedelta(days=9)),
    ]

    with clock.at(NOW + timedelta(days=30)):
        spiff.tick(reloaded(live))
        spiff.tick(live)

    assert open_ids(live) == ["c"]
    assert spiff.timers(live) == ()


def test_an_interrupting_timer_takes_the_task_away() -> None:
    with clock.at(NOW):
        live = begin(b.diagram(
            b.start(), b.end(), b.user("u"), b.boundary("late", "u", b.timer("Duration", "P1D")), b.user("h"),
            b.end("e2"), b.chain("s", "u", "e"), b.chain("late", "h", "e2"),
        ))  # fmt: skip
    steps(live)

    with clock.at(NOW + timedelta(days=2)):
        spiff.tick(live)

    assert steps(live) == [("late", "entered"), ("late", "left"), ("u", "cancelled"), ("h", "entered")]


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2028-01-31", "P1M", "2028-02-29"),
        ("2026-01-31", "P2M", "2026-03-31"),
        ("2026-11-30", "P1Y3M", "2028-02-29"),
        ("2026-03-31", "-P1M", "2026-02-28"),
        ("2026-12-31", "P1M1D", "2027-02-01"),
    ],
)
def test_months_are_calendar_months(start: str, text: str, end: str) -> None:
    assert moments.duration(text).after(moments.instant(start)) == moments.instant(end)


def test_a_monthly_cycle_does_not_drift() -> None:
    monthly, anchor = moments.cycle("R/P1M"), moments.instant("2026-01-31")

    assert [monthly.moment(anchor, k) for k in range(3)] == [
        moments.instant(day) for day in ("2026-02-28", "2026-03-31", "2026-04-30")
    ]


@pytest.mark.parametrize("text", ["P", "PT", "P1", "5D", "P1.5M", "P1DT", "", None, 7, "R3/PT0S", "R3/P-1D"])
def test_nonsense_is_no_duration_and_no_cycle(text: object) -> None:
    for read in (moments.duration, moments.cycle):
        with pytest.raises(moments.NotAMoment):
            read(text)
