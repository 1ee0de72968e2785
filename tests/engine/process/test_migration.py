"""Running dossiers go over to another version, and come back."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import clock, history, people, process, spiff, store
from engine.process import deployments, loading
from engine.process.moves import Case, Move
from engine.process.tables import process_instance
from tests.diagrams import builder as b
from tests.engine.process.moving import MANY, Pair, Player, pairs

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
AGENCY = "H21.52.21"
LAN = people.Officer("lan", "lan", "Lan", "", AGENCY, AGENCY, frozenset({people.Grant("specialist", AGENCY)}))
TABLES = ("process_instance", "work_item", "task_draft", "message_subscription", "service_job")


@pytest.fixture(autouse=True)
def _moment() -> Any:
    with clock.at(NOW):
        yield


def deployed(xml: bytes, key: str = "p") -> process.Deployment:
    """A version of a diagram by itself; random ones ask for things that the gate would not let through."""
    with store.transaction() as link:
        number = len(deployments.versions(key)) + 1
        row = {"key": key, "version": number, "sha256": f"{key}{number}{hash(xml)}", "author": "test"}
        row |= {"note": "", "created_at": clock.now(), "valid_from": deployments.ALWAYS, "legal_basis": ""}
        found = link.execute(deployments.deployment.insert(), row).inserted_primary_key
        assert found is not None
        content = {"deployment_id": found[0], "name": "p.bpmn", "content": xml}
        link.execute(deployments.deployment_file.insert(), content)
        rows = deployments._definition_rows({"p.bpmn": xml}, found[0])
        link.execute(deployments.process_definition.insert(), rows)
    return deployments.version(found[0])


def begun(version: process.Deployment, code: str = "D1", **variables: Any) -> process.Instance:
    (found,) = process.definitions_of(version.id)
    case = Case(code, "1.0", "P", "S", AGENCY, AGENCY, NOW + timedelta(days=30), variables)
    return process.begin(found, case, LAN)


def row(*ids: str) -> bytes:
    """Users in a row, after one another."""
    return b.diagram(b.start(), b.end(), b.users(*ids), b.chain("s", *ids, "e"))


def photograph(*, claims: bool = True) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is derived from instances, byte for byte; without revisions, which only grow."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with store.reading() as link:
        for table in TABLES:
            rows = link.execute(text(f"SELECT * FROM {table}")).mappings()
            found[table] = sorted(
                tuple(bytes(v) if isinstance(v, memoryview) else v for k, v in one.items() if k != "rev")
                for one in rows
            )
    return found


def at(code: str) -> list[str]:
    return sorted(item.element_id for item in process.items_of(code))


def finish(code: str) -> None:
    while items := process.items_of(code):
        process.complete_user_task(items[0].task_id, LAN, {})


def work_through() -> None:
    while process.migrate_waiting(3):
        pass


def test_dossiers_stay_on_their_version_until_they_are_moved(database: store.Database) -> None:
    begun(deployed(row("a", "c")))
    deployed(row("a", "x", "c"))

    finish("D1")

    assert [s[1] for e in history.events_of("D1") for s in e.data["steps"] if s[0] == "entered"] == [  # type: ignore[attr-defined, union-attr]
        "s", "a", "c", "e",
    ]  # fmt: skip


def test_a_dry_run_tells_a_verdict_for_each_dossier_and_changes_nothing(database: store.Database) -> None:
    old, new = deployed(row("a", "c")), deployed(row("b", "c"))
    begun(old, "D1")
    begun(old, "D2")
    process.complete_user_task(process.items_of("D2")[0].task_id, LAN, {})
    before = photograph()

    found = process.dry_run(old.id, new.id)

    assert [(v.dossier_code, v.at, [r.code for r in v.reasons]) for v in found.verdicts] == [
        ("D1", ("a",), ["element_gone"]),
        ("D2", ("c",), []),
    ]
    assert (found.may_move, found.codes, found.unmapped) == (1, {"element_gone": 1}, ("a",))
    assert photograph() == before


def test_a_mapping_says_what_became_of_an_element(database: store.Database) -> None:
    old, new = deployed(row("a", "c")), deployed(row("b", "c"))
    begun(old)
    task_id = process.items_of("D1")[0].task_id
    process.claim(task_id, LAN)
    process.save_draft(task_id, LAN, {"x": ["1"]})

    process.start_migration(old.id, new.id, LAN, mapping={"a": "b"}, note="renamed")
    work_through()

    (item,) = process.items_of("D1")
    assert (item.task_id, item.element_id, item.name, item.claimed_by) == (task_id, "b", "b", "lan")
    assert len(photograph()["task_draft"]) == 1
    finish("D1")
    assert at("D1") == []


def test_a_move_is_told_in_the_history_and_nothing_told_before_changes(database: store.Database) -> None:
    old, new = deployed(row("a", "c")), deployed(row("a", "x", "c"))
    begun(old)
    before = history.events_of("D1")

    process.start_migration(old.id, new.id, LAN)
    work_through()

    after = history.events_of("D1")
    assert after[: len(before)] == before
    assert [(e.kind, e.actor_name, e.data["from"], e.data["to"]) for e in after[len(before) :]] == [
        ("migrated", "Lan", 1, 2)
    ]


def test_a_migration_is_taken_back_byte_for_byte(database: store.Database) -> None:
    old, new = deployed(row("a", "c")), deployed(row("b", "c"))
    begun(old, n=1.0, ten="Rơ Châm")
    process.claim(process.items_of("D1")[0].task_id, LAN)
    before = photograph()
    migration_id = process.start_migration(old.id, new.id, LAN, mapping={"a": "b"})
    work_through()
    assert photograph() != before

    process.undo_migration(migration_id, LAN)
    work_through()

    assert photograph() == before
    assert process.migration_of(migration_id).counts == {"undone": 1}
    assert [e.kind for e in history.events_of("D1")] == ["started", "migrated", "migration_undone"]
    finish("D1")


def test_a_dossier_that_has_moved_on_is_not_taken_back(database: store.Database) -> None:
    old, new = deployed(row("a", "c")), deployed(row("a", "x", "c"))
    begun(old)
    migration_id = process.start_migration(old.id, new.id, LAN)
    work_through()
    process.complete_user_task(process.items_of("D1")[0].task_id, LAN, {})
    before = photograph()

    process.undo_migration(migration_id, LAN)
    work_through()

    (found,) = process.migrated_dossiers(migration_id)
    assert (found.status, [r["code"] for r in found.reasons]) == ("kept", ["moved_on"])
    assert photograph() == before


def test_a_join_that_need_wait_no_more_fires_at_the_move_and_that_is_not_taken_back(
    database: store.Database,
) -> None:
    gates = b.gateway("parallel", "f") + b.gateway("parallel", "j")
    ends = b.start() + b.end()
    two = b.diagram(
        ends, gates, b.users("a", "x", "c"), b.chain("s", "f", "a", "j", "c", "e"), b.chain("f", "x", "j")
    )
    one = b.diagram(ends, gates, b.users("a", "c"), b.chain("s", "f", "a", "j", "c", "e"))
    old, new = deployed(two), deployed(one)
    begun(old)
    a = next(item for item in process.items_of("D1") if item.element_id == "x")
    process.complete_user_task(a.task_id, LAN, {})

    found = process.dry_run(old.id, new.id).verdicts[0]

    # the token on x's flow stands where the new version has none
    assert [r.code for r in found.reasons] == ["join_flow_gone"]


def test_a_migration_goes_on_after_it_was_cut_off_anywhere(database: store.Database) -> None:
    old, new = deployed(row("a", "c")), deployed(row("a", "x", "c"))
    for number in range(5):
        begun(old, f"D{number}")
    migration_id = process.start_migration(old.id, new.id, LAN)

    process.migrate_waiting(2)
    halfway = process.migration_of(migration_id)
    process.live_instances.clear()
    with pytest.raises(KeyboardInterrupt):
        _cut_off()
    cut = process.migration_of(migration_id)
    work_through()

    assert (halfway.counts, halfway.left) == ({"moved": 2, "waiting": 3}, 3)
    assert cut.counts == halfway.counts
    assert process.migration_of(migration_id).counts == {"moved": 5}
    kinds = Counter(event.kind for number in range(5) for event in history.events_of(f"D{number}"))
    assert kinds == {"started": 5, "migrated": 5}


def _cut_off() -> None:
    with store.transaction():
        process.migrate_waiting(1)
        raise KeyboardInterrupt  # what a kill leaves of an open transaction: nothing


def test_a_dossier_that_ends_before_its_turn_stays(database: store.Database) -> None:
    old, new = deployed(row("a")), deployed(row("a", "x"))
    begun(old)
    migration_id = process.start_migration(old.id, new.id, LAN)
    finish("D1")

    work_through()

    (found,) = process.migrated_dossiers(migration_id)
    assert (found.status, [r["code"] for r in found.reasons]) == ("refused", ["already_ended"])


def test_another_process_that_still_holds_the_old_version_is_not_misled(database: store.Database) -> None:
    old, new = deployed(row("a", "c")), deployed(row("a", "x", "c"))
    instance = begun(old)
    held = loading.load(instance.id)
    process.start_migration(old.id, new.id, LAN)
    work_through()
    process.live_instances.put(instance.id, held)  # as it lies in another process's memory

    process.complete_user_task(process.items_of("D1")[0].task_id, LAN, {})

    assert at("D1") == ["x"]


def test_versions_of_different_procedures_do_not_mix(database: store.Database) -> None:
    one, other = deployed(row("a")), deployed(row("a"), "q")

    with pytest.raises(process.SameVersion):
        process.dry_run(one.id, other.id)


@pytest.mark.parametrize("line", ["a", "a =", "= b", "a = b\na = c"])
def test_a_mapping_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(process.BadMapping):
        process.read_mapping(line)


def test_a_mapping_is_read_line_by_line() -> None:
    assert process.read_mapping("a = b\n\n c=d , e=f") == {"a": "b", "c": "d", "e": "f"}


def test_random_dossiers_move_and_come_back_through_the_database(database: store.Database) -> None:
    done = Counter[str]()

    for seed in range(90_000_000, 91_000_000):
        for number, pair in enumerate(pairs(seed)):
            with clock.at(pair.player.now):
                done[_through_the_database(pair, f"R{seed}.{number}")] += 1
        if done.total() >= 40 * MANY:
            break

    assert done["moved"] > 20


def _through_the_database(pair: Pair, code: str) -> str:
    old, new = deployed(pair.old_xml, code), deployed(pair.new_xml, code)
    instance = begun(old, code)
    _adopt(instance, pair.live)
    before, told, due = photograph(), history.events_of(code), _next_due(instance.id)
    possible = process.dry_run(old.id, new.id, pair.ids)
    assert photograph() == before

    migration_id = process.start_migration(old.id, new.id, LAN, mapping=pair.ids)
    work_through()
    (found,) = process.migrated_dossiers(migration_id)
    assert found.status == ("moved" if possible.may_move else "refused"), (pair.seed, found)
    assert history.events_of(code)[: len(told)] == told
    if found.status == "refused":
        assert photograph() == before
        return "refused"
    went_on = bool(history.events_of(code)[-1].data["steps"])
    _rebuilt_rows_are_the_rows(instance.id)
    if not went_on:
        assert _next_due(instance.id) == due
        process.undo_migration(migration_id, LAN)
        work_through()
        assert photograph() == before, pair.seed
        migration_id = process.start_migration(old.id, new.id, LAN, mapping=pair.ids)
        work_through()
    _played_to_its_end(instance.id, pair)
    return "moved"


def _adopt(instance: process.Instance, live: spiff.Live) -> None:
    """Let an instance of the database stand where one in memory does; its rows follow at its next act."""
    with store.transaction() as link:
        values = {"state": spiff.dump(live), "variables": live.variables}
        link.execute(process_instance.update().where(process_instance.c.id == instance.id).values(values))
    process.live_instances.clear()
    process.advance(instance.id, Move("played", LAN, lambda _live: None))
    process.live_instances.clear()


def _next_due(instance_id: str) -> object:
    with store.reading() as link:
        query = text("SELECT next_due FROM process_instance WHERE id = :id")
        return link.execute(query, {"id": instance_id}).scalar()


def _rebuilt_rows_are_the_rows(instance_id: str) -> None:
    running = loading.look_at(instance_id)
    assert {task.task_id.hex for task in spiff.user_tasks(running.live)} == set(running.items)
    assert {(s.task_id.hex, s.kind, s.name) for s in spiff.subscriptions(running.live)} == {
        row[:3] for row in running.subscriptions
    }


def _played_to_its_end(instance_id: str, pair: Pair) -> None:
    running = loading.look_at(instance_id)
    player = Player(random.Random(pair.seed), pair.player.answers, pair.player.now)
    player.play(running.live, 500)
    assert spiff.finished(running.live), pair.seed
