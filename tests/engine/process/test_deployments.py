"""What may be deployed, and what is told of the rest."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine import clock, history, people, process, store
from engine.process import DeploymentRefused
from engine.process.tables import deployment_override
from tests.diagrams import builder as b
from tests.diagrams.wide import undecided
from tests.engine.province import folder

FORM = b"""{"id": "f", "type": "default", "schemaVersion": 19, "components": [
  {"id": "a", "type": "number", "key": "so_trang", "label": "S"},
  {"id": "b", "type": "textfield", "key": "ten", "label": "T"}]}"""


def diagram(condition: str, script: str = "phi = so_trang * 2000") -> dict[str, bytes]:
    xml = b.definitions(
        b.process(
            b.start("begin") + b.end("done") + b.end("other_end"),
            b.users("ask"),
            b.script("compute", script),
            b.gateway("exclusive", "choice", default="to_done"),
            b.chain("begin", "ask", "compute", "choice"),
            b.flow("choice", "other_end", condition),
            b.flow("choice", "done", flow_id="to_done"),
            process_id="p",
        )
    )
    return {"p.bpmn": xml, "f.form": FORM}


def findings(files: dict[str, bytes]) -> set[tuple[str, str | None]]:
    with pytest.raises(DeploymentRefused) as refused:
        process.deploy(files, key="p", author="test")
    return {(finding.code, finding.element) for finding in refused.value.findings}


def test_a_sound_folder_is_deployed(database: store.Database) -> None:
    assert process.deploy(diagram('ten = "x"'), key="p", author="test").version == 1


def test_the_same_content_is_the_version_that_is_there(database: store.Database) -> None:
    files = diagram('ten = "x"')
    first = process.deploy(files, key="p", author="test")
    again = process.deploy(files, key="p", author="other")
    changed = process.deploy(diagram('ten = "y"'), key="p", author="test")

    assert (first.id == again.id, changed.version) == (True, 2)


@pytest.mark.parametrize(
    "condition",
    ["khong_ai_biet = 1", "so_trang > ten", "phi2 > 1"],
)
def test_a_condition_on_unknown_names_or_wrong_types_names_its_flow(
    database: store.Database, condition: str
) -> None:
    found = findings(diagram(condition))

    assert any(code.startswith("feel.") and element for code, element in found), found


def test_variables_set_by_scripts_and_reception_are_known(database: store.Database) -> None:
    process.deploy(diagram("phi > 1000"), key="a", author="test")
    process.deploy(diagram('kenh = "online"'), key="b", author="test")


def test_a_missing_form_is_named(database: store.Database) -> None:
    files = dict(folder("chung_thuc_ban_sao"))
    del files["ky_chung_thuc.form"]

    assert ("form_missing", "sign_certification") in findings(files)


def test_an_empty_folder_is_refused(database: store.Database) -> None:
    assert ("no_diagram", None) in findings({"a.form": FORM})


def test_a_broken_form_and_a_broken_decision_are_told_together(database: store.Database) -> None:
    files = {**diagram("phi > 1"), "bad.form": b"{", "bad.dmn": b"<x/>"}

    codes = {code for code, _ in findings(files)}

    assert len(codes) == 2, codes


def test_published_procedures_are_deployed_as_they_stand(database: store.Database) -> None:
    for name in ("chung_thuc_ban_sao", "dang_ky_ho_kinh_doanh", "tro_cap_xa_hoi"):
        process.deploy(folder(name), key=name, author="test")


def stuck() -> dict[str, bytes]:
    """A choice, then a parallel join that waits for both."""
    xml = b.diagram(
        b.start() + b.end() + b.users("a", "c"),
        b.gateway("exclusive", "g", default="other") + b.gateway("parallel", "j"),
        b.chain("s", "g") + b.flow("g", "a", 'kenh = "x"') + b.flow("g", "c", flow_id="other"),
        b.chain("a", "j", "e") + b.chain("c", "j"),
    )
    return {"p.bpmn": xml}


def officer(*roles: str) -> people.Officer:
    grants = frozenset(people.Grant(role, "H21") for role in roles)
    return people.Officer("an", "an", "Nguyễn Văn An", "", "H21", "H21", grants)


def test_an_unsound_diagram_is_refused_and_no_override_helps(database: store.Database) -> None:
    override = process.Override(officer("system_admin"), "it never happens")

    with pytest.raises(DeploymentRefused) as refused:
        process.deploy(stuck(), key="p", author="test", override=override)

    (found,) = refused.value.findings
    assert (found.code, found.element, found.trace[0]) == ("soundness.deadlock", "j", "s")


def test_what_cannot_be_decided_is_published_by_a_named_person_with_a_reason(
    database: store.Database,
) -> None:
    assert findings(undecided()) == {("soundness.undecided", "p")}
    with clock.at(datetime(2026, 3, 2, 1, tzinfo=UTC)):
        kept = process.deploy(
            undecided(),
            key="p",
            author="test",
            note="new",
            override=process.Override(officer("system_admin"), " walked through "),
        )

    record = process.override_of(kept.id)

    assert kept.note == "new"
    assert record is not None
    assert record.codes == ("soundness.undecided",)
    assert (record.verdict, record.by_name, record.unit_code) == ("undecided", "Nguyễn Văn An", "H21")
    assert (record.reason, record.decided_at) == ("walked through", datetime(2026, 3, 2, 1, tzinfo=UTC))
    assert process.overrides("p") == {kept.id: record}


def test_an_override_is_told_in_history_and_never_changed(database: store.Database) -> None:
    override = process.Override(officer("system_admin"), "walked through")
    kept = process.deploy(undecided(), key="p", author="test", override=override)

    (event,) = history.events_of("publication")
    assert (event.kind, event.agency_code, event.actor_id) == ("verdict_overridden", "H21", "an")
    assert (event.data["key"], event.data["version"]) == ("p", 1)
    assert event.personal == {"reason": "walked through"}
    for change in (deployment_override.update().values(reason="x"), deployment_override.delete()):
        with pytest.raises(DBAPIError), store.transaction() as link:
            link.execute(change)
    assert process.override_of(kept.id) is not None


def test_the_same_files_again_are_the_same_version_with_its_first_override(database: store.Database) -> None:
    files, first = undecided(), process.Override(officer("system_admin"), "walked through")
    kept = process.deploy(files, key="p", author="test", override=first)

    again = process.Override(officer("system_admin"), "once more")
    assert process.deploy(files, key="p", author="test", override=again).id == kept.id

    record = process.override_of(kept.id)
    assert record is not None
    assert record.reason == "walked through"
    assert len(history.events_of("publication")) == 1


@pytest.mark.parametrize(
    ("roles", "reason", "code"),
    [
        (("system_admin",), " ", "override_incomplete"),
        (("unit_admin", "leader"), "walked through", "override_not_allowed"),
        ((), "walked through", "override_not_allowed"),
    ],
)
def test_an_override_without_the_role_or_a_reason_is_none(
    database: store.Database, roles: tuple[str, ...], reason: str, code: str
) -> None:
    override = process.Override(officer(*roles), reason)

    with pytest.raises(DeploymentRefused) as refused:
        process.deploy(undecided(), key="p", author="test", override=override)

    assert {found.code for found in refused.value.findings} == {"soundness.undecided", code}
    assert (process.versions("p"), process.overrides()) == ((), {})


def test_what_the_gate_lets_pass_has_no_override(database: store.Database) -> None:
    override = process.Override(officer("system_admin"), "to be on the safe side")

    kept = process.deploy(diagram('ten = "x"'), key="p", author="test", override=override)

    assert process.override_of(kept.id) is None


def test_a_version_starts_dossiers_from_its_day_on(database: store.Database) -> None:
    process.deploy(diagram('ten = "x"'), key="p", author="test")
    second = process.deploy(diagram('ten = "y"'), key="p", author="test", valid_from=date(2026, 7, 1))

    with clock.at(datetime(2026, 6, 30, 16, 59, tzinfo=UTC)):
        before = process.latest_definition("p").deployment_id
    with clock.at(datetime(2026, 6, 30, 17, 0, tzinfo=UTC)):  # midnight at the counter
        after = process.latest_definition("p").deployment_id

    assert (before != second.id, after == second.id) == (True, True)


@pytest.mark.parametrize("table", ["deployment", "deployment_file", "process_definition"])
def test_the_database_refuses_to_change_what_is_published(database: store.Database, table: str) -> None:
    process.deploy(diagram('ten = "x"'), key="p", author="test")

    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {CHANGED[table]}"):
        with pytest.raises(DBAPIError, match="never changed"), store.transaction() as link:
            link.execute(text(statement))


CHANGED = {"deployment": "note = 'x'", "deployment_file": "name = 'x'", "process_definition": "name = 'x'"}


@pytest.mark.parametrize(
    ("topic", "inputs", "code"),
    [
        ("nobody.serves", {}, "topic_not_served"),
        ("http", {"path": '"x"'}, "operation_input_missing"),
        ("http", {"service": '"people"', "host": '"x"'}, "operation_input_unknown"),
    ],
)
def test_a_service_that_nobody_serves_or_that_is_asked_wrongly_is_refused(
    database: store.Database, topic: str, inputs: dict[str, str], code: str
) -> None:
    call = b.service("call", topic, b.parameters(inputs))
    xml = b.diagram(b.start(), b.end(), call, b.chain("s", "call", "e"))

    assert (code, "call") in findings({"p.bpmn": xml})


def test_a_service_that_is_asked_rightly_is_deployed(database: store.Database) -> None:
    call = b.service("call", "http", b.parameters({"service": '"people"', "path": '["x", ma_ho_so]'}))
    xml = b.diagram(b.start(), b.end(), call, b.chain("s", "call", "e"))

    assert process.deploy({"p.bpmn": xml}, key="p", author="test").version == 1
