"""Two clocks: what was done on paper during a declared outage is entered later; nothing else is dated back."""

from datetime import datetime, timedelta

import pytest

from engine import clock, dossier, history, people, process
from engine.process import outages
from tests.diagrams import builder as b
from tests.engine.process import cases
from tests.engine.province import COMMUNE, MORNING, Province

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# Monday 11:00 to Wednesday 08:00 at the counter
DOWN, UP = MORNING + 2 * HOUR, MORNING + 2 * DAY - HOUR
LEADER, CLERK = (
    people.Officer(role, role, role.title(), "", COMMUNE, COMMUNE, frozenset({people.Grant(role, COMMUNE)}))
    for role in ("leader", "reception")
)


def declared(*, ended: datetime | None = UP) -> process.Outage:
    with clock.at(UP + HOUR):
        return process.declare_outage(DOWN, "Mất điện", "Toàn bộ quầy", LEADER, ended_at=ended)


def receive(province: Province, at: datetime, entered: datetime = UP + 2 * HOUR) -> str:
    with clock.at(entered):
        return province.received(received_at=at)


def test_a_reception_on_paper_has_both_times_and_is_due_from_the_real_one(province: Province) -> None:
    declared()

    code = receive(province, DOWN + HOUR)
    with clock.at(DOWN + HOUR):
        plain = province.received()
    found, same = dossier.dossier_of(code, province.lan), dossier.dossier_of(plain, province.lan)

    assert (found.row.received_at, found.entered_at) == (DOWN + HOUR, UP + 2 * HOUR)
    assert found.row.due_at == same.row.due_at
    assert (found.after_outage, same.after_outage) == (True, False)
    assert {(e.done_at, e.entered_at) for e in history.events_of(code)} == {(DOWN + HOUR, UP + 2 * HOUR)}
    assert [item.created_at for item in process.items_of(code)] == [DOWN + HOUR]


@pytest.mark.parametrize(
    ("declare", "at", "entered"),
    [
        (False, DOWN + HOUR, UP + HOUR),
        (True, DOWN - HOUR, UP + HOUR),
        (True, UP + HOUR, UP + 3 * HOUR),
        (True, DOWN + HOUR, UP + 30 * DAY),
        (True, UP + 5 * HOUR, UP + 2 * HOUR),
    ],
    ids=["not declared", "before it", "after it", "entered too late", "in the future"],
)
def test_dating_back_is_refused_and_told(
    province: Province, declare: bool, at: datetime, entered: datetime
) -> None:
    if declare:
        declared()

    with pytest.raises(process.BackdatingRefused):
        receive(province, at, entered)

    (event,) = [e for e in history.events_of(outages.EVENTS_OF) if e.kind == "backdating_refused"]
    assert (event.actor_id, event.data["done_at"]) == (province.lan.account_id, at.isoformat())
    assert dossier.search(province.lan).total == 0


def test_nothing_is_dated_back_once_everything_is_entered(province: Province) -> None:
    outage = declared()
    with clock.at(UP + 2 * HOUR):
        process.settle_outage(outage.id, LEADER)

    with pytest.raises(process.BackdatingRefused):
        receive(province, DOWN + HOUR, UP + 3 * HOUR)


def test_only_leaders_and_administrators_declare_end_and_settle(province: Province) -> None:
    outage = declared(ended=None)

    with clock.at(UP + 2 * HOUR):
        for act in (
            lambda: process.declare_outage(DOWN, "Mất điện", "Quầy", CLERK),
            lambda: process.end_outage(outage.id, UP, CLERK),
            lambda: process.settle_outage(outage.id, CLERK),
        ):
            with pytest.raises(process.NotYourOutage):
                act()


@pytest.mark.parametrize(
    ("started", "reason", "problem"),
    [
        (UP + 2 * HOUR, "Mất điện", "in_future"),
        (UP - 60 * DAY, "Mất điện", "too_late"),
        (DOWN, "", "reason_missing"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(
    province: Province, started: datetime, reason: str, problem: str
) -> None:
    with clock.at(UP + HOUR), pytest.raises(process.OutageRefused) as refused:
        process.declare_outage(started, reason, "Quầy", LEADER)

    assert refused.value.problem == problem


def test_outages_do_not_overlap(province: Province) -> None:
    declared()

    with clock.at(UP + HOUR), pytest.raises(process.OutageRefused, match="overlaps"):
        process.declare_outage(UP - HOUR, "Mất mạng", "Quầy", LEADER)


def test_every_word_about_an_outage_is_told(province: Province) -> None:
    outage = declared()
    with clock.at(UP + 2 * HOUR):
        process.settle_outage(outage.id, LEADER)

    kinds = [event.kind for event in history.events_of(outages.EVENTS_OF)]

    assert kinds == ["outage_declared", "outage_ended", "outage_settled"]


TASK = (b.start(), b.end(), b.user("look"), b.user("file"), b.chain("s", "look", "file", "e"))


def first(element: str) -> process.WorkItem:
    (item,) = [item for item in process.items_of("D1") if item.element_id == element]
    return item


def test_a_task_done_on_paper_is_done_when_it_was_done(province: Province) -> None:
    cases.deploy(*TASK)
    with clock.at(MORNING):
        cases.begin("D1")
    declared()

    with clock.at(UP + 2 * HOUR):
        process.submit_user_task(first("look").task_id, cases.OFFICER, {}, done_at=DOWN + HOUR)

    done = history.events_of("D1")[-1]
    assert (done.kind, done.done_at, done.entered_at) == ("task_completed", DOWN + HOUR, UP + 2 * HOUR)
    assert first("file").created_at == DOWN + HOUR
    assert process.answers_of("D1")[-1]["completed_at"] == DOWN + HOUR


def test_a_task_cannot_have_been_done_before_it_was_there(province: Province) -> None:
    cases.deploy(*TASK)
    with clock.at(DOWN + 3 * HOUR):
        cases.begin("D1")
    declared()

    with clock.at(UP + 2 * HOUR), pytest.raises(process.BeforeItsTime):
        process.submit_user_task(first("look").task_id, cases.OFFICER, {}, done_at=DOWN + HOUR)


# a task that an interrupting timer takes away after a day
HURRIED = (
    b.start(), b.end(), b.user("look"), b.user("remind"), b.chain("s", "look", "e"), b.chain("late", "remind", "e"),
    b.boundary("late", "look", b.timer("Duration", "P1D")),
)  # fmt: skip


def hurried() -> None:
    cases.deploy(*HURRIED)
    with clock.at(MORNING):
        cases.begin("D1")


def sweep(at: datetime) -> int:
    with clock.at(at):
        return process.tick(rest=lambda _seconds: None)


def test_timers_wait_until_everything_is_entered_for_it_may_make_them_needless(province: Province) -> None:
    hurried()
    declared()
    assert sweep(UP + 2 * HOUR) == 0

    with clock.at(UP + 3 * HOUR):
        process.submit_user_task(first("look").task_id, cases.OFFICER, {}, done_at=DOWN + HOUR)

    assert process.items_of("D1") == ()
    assert "timer_fired" not in cases.told()


def test_timers_that_were_held_back_act_as_of_the_instant_they_were_due_at(province: Province) -> None:
    hurried()
    outage = declared()
    with clock.at(UP + 2 * HOUR):
        process.settle_outage(outage.id, LEADER)

    assert sweep(UP + 3 * HOUR) == 1

    fired = history.events_of("D1")[-1]
    assert (fired.done_at, fired.entered_at) == (MORNING + DAY, UP + 3 * HOUR)
    assert first("remind").created_at == MORNING + DAY


def test_timers_do_not_wait_for_ever_for_somebody_to_say_that_all_is_entered(province: Province) -> None:
    hurried()
    outage = declared()
    assert outage.enter_until is not None

    assert sweep(outage.enter_until) == 0
    assert sweep(outage.enter_until + timedelta(seconds=1)) == 1


def test_a_timer_due_before_the_paper_was_done_fires_first(province: Province) -> None:
    hurried()
    declared()

    with clock.at(UP + 3 * HOUR), pytest.raises(process.TaskGone):
        process.submit_user_task(first("look").task_id, cases.OFFICER, {}, done_at=MORNING + DAY + HOUR)

    assert first("remind").created_at == MORNING + DAY


def test_a_timer_of_an_agency_that_works_is_punctual_whatever_others_declare(province: Province) -> None:
    hurried()

    assert sweep(MORNING + DAY + HOUR) == 1
    assert history.events_of("D1")[-1].done_at == MORNING + DAY + HOUR
