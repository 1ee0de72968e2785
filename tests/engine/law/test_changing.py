"""A due instant that changes keeps one explanation, from the receipt on, that can be reckoned again at every stage."""

from datetime import UTC, date, datetime

import pytest

from engine import clock, law

CALENDAR = law.default_calendar()
LIMIT = law.TimeLimit(10, law.Unit.WORKING_DAY)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


def told(deadline: law.Deadline) -> list[str]:
    return [step.code for step in deadline.steps]


WAITS = [
    [("2026-05-13 10:00", "2026-05-20 10:00")],
    [("2026-05-13 10:00", "2026-05-20 10:00"), ("2026-05-21 08:00", "2026-05-22 18:00")],
    [("2026-05-13 10:00", "2026-05-13 10:00")],
    [("2026-06-30 10:00", "2026-07-02 10:00")],
]


@pytest.mark.parametrize("rule", law.SupplementRule)
@pytest.mark.parametrize("unit", [law.Unit.WORKING_DAY, law.Unit.CALENDAR_DAY, law.Unit.WORKING_HOUR])
@pytest.mark.parametrize("waits", WAITS)
def test_waits_told_one_by_one_come_to_what_they_come_to_together(
    waits: list[tuple[str, str]], unit: law.Unit, rule: law.SupplementRule
) -> None:
    limit = law.TimeLimit(10, unit)
    pauses = [law.Pause(at(start), at(end)) for start, end in waits]

    found = law.due_at(at("2026-05-11 08:00"), limit, CALENDAR)
    for pause in pauses:
        found = law.after_wait(found, pause, limit, CALENDAR, rule)

    assert found == law.due_at(at("2026-05-11 08:00"), limit, CALENDAR, pauses, rule)


def test_a_day_that_was_set_is_explained_from_the_receipt_on() -> None:
    promised = law.due_at(at("2026-05-11 08:00"), LIMIT, CALENDAR)

    extended = law.on_day(promised, date(2026, 6, 13), law.SetBy.EXTENSION, CALENDAR)

    assert clock.local(extended.due_at) == at("2026-06-15 17:00")  # the 13th is a Saturday
    assert told(extended) == [*told(promised)[:-1], "extended", "weekly_rest", "closes", "due"]
    assert law.reckon_again(extended.steps) == extended.due_at
    assert extended.due_at.tzinfo is UTC


def test_a_wait_after_a_day_was_set_adds_to_that_day() -> None:
    promised = law.due_at(at("2026-05-11 08:00"), LIMIT, CALENDAR)
    apologised = law.on_day(promised, date(2026, 6, 5), law.SetBy.APOLOGY, CALENDAR)

    wait = law.Pause(at("2026-06-01 10:00"), at("2026-06-03 10:00"))
    waited = law.after_wait(apologised, wait, LIMIT, CALENDAR, law.SupplementRule.PAUSE)

    assert clock.local(waited.due_at) == at("2026-06-09 17:00")
    assert law.reckon_again(waited.steps) == waited.due_at


def test_what_nobody_can_explain_any_more_is_taken_as_it_is() -> None:
    # dossiers from before extensions were explained: the steps kept lead to the date of the receipt
    steps = law.due_at(at("2026-05-11 08:00"), LIMIT, CALENDAR).steps
    old = law.Deadline(at("2026-06-05 17:00"), steps)

    found = law.on_day(old, date(2026, 6, 9), law.SetBy.EXTENSION, CALENDAR)

    assert told(found) == ["due_before_wait", "extended", "closes", "due"]
    assert law.reckon_again(found.steps) == found.due_at


def test_a_wait_that_began_before_the_one_before_it_ended_is_refused() -> None:
    found = law.due_at(at("2026-05-11 08:00"), LIMIT, CALENDAR)
    first = law.Pause(at("2026-05-13 10:00"), at("2026-05-20 10:00"))
    found = law.after_wait(found, first, LIMIT, CALENDAR, law.SupplementRule.PAUSE)

    overlap = law.Pause(at("2026-05-19 10:00"), at("2026-05-21 10:00"))
    with pytest.raises(law.BadPause):
        law.after_wait(found, overlap, LIMIT, CALENDAR, law.SupplementRule.PAUSE)


def test_a_day_of_a_year_nobody_has_laid_down_is_refused() -> None:
    promised = law.due_at(at("2026-05-11 08:00"), LIMIT, CALENDAR)

    with pytest.raises(law.NoCalendar):
        law.on_day(promised, date(2090, 1, 3), law.SetBy.EXTENSION, CALENDAR)
