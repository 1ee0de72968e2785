"""Completing a user task: once, durably, with everything that follows from it."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from engine import clock, history, mail, people, process, store
from engine.dossier.tables import dossier as dossier_table
from engine.history.tables import history_event
from engine.mail.tables import lt_outbox
from engine.process.tables import process_instance, task_record, work_item
from tests.engine.province import COMMUNE, MORNING, Province, officer
from tests.statements import statements_of

ELIGIBLE = {"so_trang": 3, "so_ban": 2, "phi": 10000, "ket_luan": "du_dieu_kien"}
RETURNED = {"hinh_thuc_thu": "tien_mat", "da_tra": True}


def test_the_next_task_is_open_once_one_is_completed(province: Province) -> None:
    with clock.at(MORNING):
        code = province.received()
        before = province.task(code)

        process.complete_user_task(before.task_id, province.lan, ELIGIBLE)

    assert (before.element_id, province.task(code).element_id) == ("compare_copies", "sign_certification")


def test_a_completion_is_one_history_entry_with_who_and_when(province: Province) -> None:
    with clock.at(MORNING):
        code = province.received()
        process.complete_user_task(province.task(code).task_id, province.lan, ELIGIBLE)

    (entry,) = [event for event in history.events_of(code) if event.kind == "task_completed"]
    assert (entry.actor_id, entry.element_id, entry.done_at) == ("lan", "compare_copies", MORNING)


def test_a_second_officer_is_told_who_was_faster(province: Province) -> None:
    code = province.received()
    task = province.task(code)
    process.complete_user_task(task.task_id, province.lan, ELIGIBLE)

    with pytest.raises(process.AlreadyCompleted) as refused:
        process.complete_user_task(task.task_id, province.minh, ELIGIBLE)

    assert refused.value.facts["name"] == "Lan"


def test_a_task_taken_by_another_is_refused_and_nothing_moves(province: Province) -> None:
    code = province.received()
    task = province.task(code)
    process.claim(task.task_id, province.minh)

    with pytest.raises(process.ClaimedByOther) as refused:
        process.complete_user_task(task.task_id, province.lan, ELIGIBLE)

    assert refused.value.facts["name"] == "Minh"
    assert province.task(code).task_id == task.task_id


def test_a_task_of_another_unit_is_refused(province: Province) -> None:
    code = province.received()
    stranger = officer("cuong", "H21.52", roles=("reception",))

    with pytest.raises(process.NotYourTask):
        process.complete_user_task(province.task(code).task_id, stranger, ELIGIBLE)


def test_two_officers_at_once_make_one_completion(province: Province) -> None:
    code = province.received()
    task = province.task(code)
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def complete(who: people.Officer) -> None:
        start.wait()
        try:
            process.complete_user_task(task.task_id, who, ELIGIBLE)
            outcomes.append("completed")
        except process.AlreadyCompleted as refused:
            outcomes.append(f"refused: {refused.facts['name']}")

    _both(complete, province.lan, province.minh)

    assert sorted(outcomes)[0] == "completed"
    assert sorted(outcomes)[1] in ("refused: Lan", "refused: Minh")
    assert [e.kind for e in history.events_of(code)].count("task_completed") == 1


def _both(work: Callable[[people.Officer], None], *officers: people.Officer) -> None:
    threads = [threading.Thread(target=work, args=(who,)) for who in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_a_failing_completion_leaves_no_trace(province: Province) -> None:
    code = province.received()
    task = province.task(code)
    before = _counts(code)

    class Unplugged(Exception):
        pass

    def unplugged() -> None:
        with store.transaction():
            process.complete_user_task(task.task_id, province.lan, ELIGIBLE)
            raise Unplugged

    with pytest.raises(Unplugged):
        unplugged()

    assert _counts(code) == before
    process.complete_user_task(task.task_id, province.lan, ELIGIBLE)
    assert province.task(code).element_id == "sign_certification"


def _counts(code: str) -> dict[str, int]:
    tables = {
        history_event: history_event.c.dossier_code,
        work_item: work_item.c.dossier_code,
        task_record: task_record.c.dossier_code,
        lt_outbox: lt_outbox.c.dossier,
    }
    with store.reading() as link:
        return {
            table.name: link.execute(
                select(func.count()).select_from(table).where(column == code)
            ).scalar_one()
            for table, column in tables.items()
        }


def test_a_copy_that_has_grown_old_is_looked_up_again(province: Province) -> None:
    # another process has completed the task: this one's live copy still holds it open
    code = province.received()
    task = province.task(code)
    stale = process.live_instances.get(task.instance_id)
    assert stale is not None
    process.live_instances.evict(task.instance_id)
    process.complete_user_task(task.task_id, province.lan, ELIGIBLE)
    process.live_instances.put(task.instance_id, stale)

    with pytest.raises(process.AlreadyCompleted):
        process.complete_user_task(task.task_id, province.minh, ELIGIBLE)
    process.complete_user_task(province.task(code).task_id, province.minh, {"quyet_dinh": "ky"})

    assert province.task(code).element_id == "number_and_seal"


def test_work_items_can_be_rebuilt_from_the_state(province: Province) -> None:
    code = province.received()
    process.complete_user_task(province.task(code).task_id, province.lan, ELIGIBLE)
    kept = province.task(code)
    process.live_instances.clear()

    loaded = process.load(kept.instance_id)

    assert set(loaded.items) == {kept.task_id}


def test_the_dossier_follows_its_process(province: Province) -> None:
    code = province.received()
    statuses = [_status(code)]
    for answers in (ELIGIBLE, {"quyet_dinh": "ky"}, {"so_ket_qua": "12"}, RETURNED):
        process.complete_user_task(province.task(code).task_id, province.lan, answers)
        statuses.append(_status(code))

    assert statuses[-1] == 10
    assert statuses == sorted(statuses)
    assert process.items_of(code) == ()


def _status(code: str) -> int:
    query = select(dossier_table.c.status).where(
        dossier_table.c.code == code, dossier_table.c.agency_code == COMMUNE
    )
    with store.reading() as link:
        return int(link.execute(query).scalar_one())


def test_every_step_is_told_to_the_portal_in_order(province: Province) -> None:
    code = province.received()
    process.complete_user_task(province.task(code).task_id, province.lan, ELIGIBLE)

    told = [(row.seq, row.mtype) for row in mail.drafts() if row.dossier == code]

    assert told == [(1, "STATUS"), (2, "STATUS")]


def test_a_completion_writes_few_statements(province: Province) -> None:
    if not province.database.is_sqlite:
        return  # the statements are the same; only SQLite tells them one by one
    # the names of units are looked up once a process
    first = province.received()
    process.complete_user_task(province.task(first).task_id, province.lan, ELIGIBLE)
    code = province.received()
    task = province.task(code)

    with statements_of(province.database) as seen:
        process.complete_user_task(task.task_id, province.lan, ELIGIBLE)

    assert [statement.split()[0] for statement in seen] == [
        "BEGIN",
        "UPDATE",  # the state, if its revision is still the one known
        "DELETE",  # the work item done, and with it its drafts
        "INSERT",  # the work item opened
        "DELETE",  # what the applicant may do no more: to ask for it back
        "INSERT",  # history
        "UPDATE",  # the dossier's status and step
        "INSERT",  # what the portal is told
        "INSERT",  # the answers
        "COMMIT",
    ]


def test_an_instance_row_and_its_revision_move_together(province: Province) -> None:
    code = province.received()
    process.complete_user_task(province.task(code).task_id, province.lan, ELIGIBLE)

    with store.reading() as link:
        revs = link.execute(
            select(process_instance.c.rev).where(process_instance.c.dossier_code == code)
        ).scalars()
        assert list(revs) == [1]
