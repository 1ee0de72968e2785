"""What the diagram cannot do becomes an incident; nobody's work is lost and no dossier waits in silence."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock, history, process, store
from engine.process.tables import incident, process_instance, task_draft
from tests.diagrams import builder as b
from tests.engine.process import cases
from tests.engine.province import DISTRICT, MORNING, UNITS, officer

ADULT = "nguoi_nop.tuoi >= 18"
CHOICE = (
    b.start(), b.users("ask", "grown_up", "child"), b.gateway("exclusive", "age", default="to_child"),
    b.end("e1"), b.end("e2"), b.chain("s", "ask", "age"), b.flow("age", "grown_up", ADULT, flow_id="to_grown_up"),
    b.flow("age", "child", flow_id="to_child"), b.chain("grown_up", "e1"), b.chain("child", "e2"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _database(database: store.Database) -> None:
    """Every test has an empty database of each kind, with the units of the province."""
    UNITS.into(database)


def only() -> str:
    (row,) = cases.rows(incident)
    return str(row.id)


def stuck_at_the_gateway() -> str:
    cases.deploy(*CHOICE)
    instance = cases.begin(nguoi_nop={})
    cases.do("D1", "ask", ghi_chu="looked at the papers")
    return instance


def test_an_officers_work_counts_although_the_gateway_behind_it_cannot_decide() -> None:
    instance = stuck_at_the_gateway()

    assert (cases.open_elements(), cases.incidents()) == ([], [("age", "expression", "open")])
    assert cases.variables_of(instance)["ghi_chu"] == "looked at the papers"
    assert cases.told() == ["started", "task_completed", "incident_opened"]
    assert [row.status for row in cases.rows(process_instance)] == ["running"]


def test_the_cause_names_the_expression_and_none_of_its_values() -> None:
    cases.deploy(*CHOICE)
    cases.begin(nguoi_nop={"tuoi": "Nguyen Van An"})
    cases.do("D1", "ask")

    (row,) = cases.rows(incident)
    assert (row.element_id, ADULT in row.cause, "to_grown_up" in row.cause) == ("age", True, True)
    assert "Nguyen" not in row.cause


def test_what_was_wrong_and_is_right_now_goes_on_when_it_is_tried_again() -> None:
    instance = stuck_at_the_gateway()
    assert process.retry(only(), cases.ADMIN) is False
    assert [row.attempts for row in cases.rows(incident)] == [2]

    correct(instance, nguoi_nop={"tuoi": 30})

    assert process.retry(only(), cases.ADMIN) is True
    assert (cases.open_elements(), cases.incidents()) == (["grown_up"], [("age", "expression", "resolved")])
    assert [row.closed_name for row in cases.rows(incident)] == ["Quan"]


def correct(instance: str, **variables: object) -> None:
    """Mend the case's variables, as a correction elsewhere would."""
    row = next(row for row in cases.rows(process_instance) if row.id == instance)
    with store.transaction() as link:
        link.execute(
            process_instance.update()
            .where(process_instance.c.id == instance)
            .values(variables={**row.variables, **variables}, rev=row.rev + 1)
        )
    process.live_instances.evict(instance)


BESIDE = (
    b.start(), b.gateway("parallel", "split"), b.users("ask", "mend", "after"), b.script("compute", "n = 1"),
    b.gateway("exclusive", "age", default="to_after"), b.end("e1"), b.end("e2"), b.end("e3"),
    b.chain("s", "split", "ask", "e1"), b.chain("split", "compute", "age"),
    b.flow("age", "mend", ADULT), b.flow("age", "after", flow_id="to_after"), b.chain("mend", "e2"), b.chain("after", "e3"),
)  # fmt: skip


def test_it_goes_on_by_itself_when_a_later_act_makes_it_right() -> None:
    cases.deploy(*BESIDE)
    cases.begin(nguoi_nop={})
    assert (cases.open_elements(), cases.incidents()) == (["ask"], [("age", "expression", "open")])

    cases.do("D1", "ask", nguoi_nop={"tuoi": 5})

    assert (cases.open_elements(), cases.incidents()) == (["after"], [("age", "expression", "resolved")])
    assert [row.closed_by for row in cases.rows(incident)] == ["system"]


@pytest.mark.parametrize("reload", [False, True])
def test_other_branches_go_on_beside_it_and_it_stays_one_incident(reload: bool) -> None:
    cases.deploy(*BESIDE)
    cases.begin(nguoi_nop={})
    if reload:
        process.live_instances.clear()

    cases.do("D1", "ask")

    assert (cases.open_elements(), cases.incidents()) == ([], [("age", "expression", "open")])
    assert [row.attempts for row in cases.rows(incident)] == [2]


def test_a_gateway_is_skipped_by_choosing_a_way_and_history_keeps_who_and_why() -> None:
    stuck_at_the_gateway()
    detail = process.incident_of(only(), cases.ADMIN)
    assert [flow.id for flow in detail.choices] == ["to_grown_up", "to_child"]
    with pytest.raises(process.ReasonMissing):
        process.skip(only(), cases.ADMIN, "  ", "to_child")

    process.skip(only(), cases.ADMIN, "The papers show the age", "to_child")

    assert (cases.open_elements(), cases.incidents()) == (["child"], [("age", "expression", "skipped")])
    (event,) = [e for e in history.events_of("D1") if e.kind == "incident_skipped"]
    assert (event.actor_id, event.element_id, event.data["reason"], event.data["flow"]) == (
        "quan", "age", "The papers show the age", "to_child",
    )  # fmt: skip


def test_a_gateway_is_not_skipped_without_a_way() -> None:
    from engine.spiff import CannotSkip

    stuck_at_the_gateway()

    with pytest.raises(CannotSkip):
        process.skip(only(), cases.ADMIN, "never mind", "to_nowhere")

    assert cases.incidents() == [("age", "expression", "open")]


def test_only_those_who_look_after_the_unit_deal_with_its_incidents() -> None:
    stuck_at_the_gateway()
    district = officer("tam", DISTRICT, roles=("unit_admin",))
    stranger = officer("cuong", "H21.10", roles=("unit_admin",))

    for nobody in (cases.OFFICER, stranger):
        with pytest.raises(process.NotYourIncident):
            process.retry(only(), nobody)
        with pytest.raises(process.NotYourIncident):
            process.incidents(nobody)
    assert process.incidents(district).total == 1


def test_what_is_settled_cannot_be_settled_again() -> None:
    stuck_at_the_gateway()
    process.skip(only(), cases.ADMIN, "The papers show the age", "to_child")

    with pytest.raises(process.IncidentClosed) as refused:
        process.retry(only(), cases.ADMIN)

    assert refused.value.facts["name"] == "Quan"
    assert (process.incidents(cases.ADMIN).total, process.incidents(cases.ADMIN, state="closed").total) == (
        0,
        1,
    )


def test_all_incidents_of_one_cause_are_tried_again_together() -> None:
    cases.deploy(*CHOICE)
    instances = [cases.begin(f"D{n}", nguoi_nop={}) for n in range(4)]
    for n in range(4):
        cases.do(f"D{n}", "ask")
    (cause,) = process.causes(cases.ADMIN)
    assert (cause.count, cause.element_id, cause.kind) == (4, "age", "expression")
    for instance in instances[1:]:
        correct(instance, nguoi_nop={"tuoi": 7})

    assert process.retry_same_cause(cause.first_id, cases.ADMIN) == (3, 1)

    assert [state for _, _, state in cases.incidents()] == ["open", "resolved", "resolved", "resolved"]


DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
<inputData id="in" name="nguoi_nop"><variable name="nguoi_nop"/></inputData>
<decision id="fee" name="fee"><variable name="fee" typeRef="Any"/>
<informationRequirement id="r"><requiredInput href="#in"/></informationRequirement>
<literalExpression><text>for i in 1..nguoi_nop.n return i</text></literalExpression></decision>
</definitions>"""


def test_a_lost_decision_holds_the_token_before_it() -> None:
    task = b.tag("businessRuleTask", id="decide", camunda_decisionRef="fee", camunda_resultVariable="phi")
    cases.deploy(b.start(), b.end(), b.users("ask", "after"), task, b.chain("s", "ask", "decide", "after", "e"),
                 fee__dmn=DMN.encode())  # fmt: skip
    instance = cases.begin(nguoi_nop={"n": 10_000_000})
    cases.do("D1", "ask")
    assert cases.incidents() == [("decide", "decision", "open")]

    process.skip(only(), cases.ADMIN, "Decided on paper")

    assert cases.open_elements() == ["after"]
    assert "phi" not in cases.variables_of(instance)


def test_a_boundary_timer_that_cannot_be_set_does_not_keep_the_task_from_being_done() -> None:
    cases.deploy(
        b.start(), b.end(), b.users("ask", "work", "late"), b.chain("s", "ask", "work", "e"),
        b.boundary("remind", "work", b.timer("Date", "nguoi_nop.ngay")), b.end("e2"), b.chain("remind", "late", "e2"),
    )  # fmt: skip
    instance = cases.begin(nguoi_nop={"ngay": "when it suits"})
    cases.do("D1", "ask")
    assert (cases.open_elements(), cases.incidents()) == (["work"], [("remind", "expression", "open")])
    assert "when it suits" not in cases.rows(incident)[0].cause

    correct(instance, nguoi_nop={"ngay": (MORNING + timedelta(days=1)).isoformat()})
    with clock.at(MORNING):
        assert process.retry(only(), cases.ADMIN) is True
    with clock.at(MORNING + timedelta(days=2)):
        assert process.tick(rest=lambda _: None) == 1

    assert cases.open_elements() == ["late"]


def test_a_task_done_while_its_timer_could_not_be_set_closes_the_incident() -> None:
    cases.deploy(
        b.start(), b.end(), b.users("work", "late"), b.chain("s", "work", "e"),
        b.boundary("remind", "work", b.timer("Date", "nguoi_nop.ngay")), b.end("e2"), b.chain("remind", "late", "e2"),
    )  # fmt: skip
    cases.begin(nguoi_nop={"ngay": "when it suits"})

    cases.do("D1", "work")

    assert (cases.open_elements(), cases.incidents()) == ([], [("remind", "expression", "resolved")])
    assert [row.status for row in cases.rows(process_instance)] == ["ended"]


def test_items_of_a_repeated_script_that_cannot_be_done_wait_and_the_others_do_not() -> None:
    item = b.tag(
        "scriptTask", b.multi(collection="nguoi_nop.con", element="nguoi"), b.tag("script", "tong = for i in 1..nguoi return i"),
        id="each", scriptFormat="feel",
    )  # fmt: skip
    cases.deploy(b.start(), b.end(), item, b.user("after"), b.chain("s", "each", "after", "e"))

    cases.begin(nguoi_nop={"con": [3, 10_000_000, 2, 10_000_000]})

    assert cases.incidents() == [("each", "expression", "open")] * 2
    for row in cases.rows(incident):
        process.skip(row.id, cases.ADMIN, "Counted by hand")
    assert cases.open_elements() == ["after"]


def test_answers_to_a_task_that_the_diagram_cannot_go_on_from_are_kept_as_a_draft() -> None:
    task = b.user("each", b.multi(cardinality="2", condition=ADULT))
    cases.deploy(b.start(), b.end(), task, b.user("after"), b.chain("s", "each", "after", "e"))
    cases.begin(nguoi_nop={})

    with pytest.raises(process.TaskRefused):
        cases.do("D1", "each", ghi_chu="hours of work")

    (draft,) = cases.rows(task_draft)
    assert draft.submitted == {"ghi_chu": "hours of work"}
    assert cases.incidents() == [("each", "expression", "open")]
    cases.do("D1", "each", nguoi_nop={"tuoi": 20})
    assert cases.incidents() == [("each", "expression", "resolved")]
    assert cases.open_elements() == ["after"]


def test_a_message_that_leads_to_a_fault_is_received_all_the_same() -> None:
    cases.deploy(
        b.start(), b.catch("wait", b.message()), b.users("grown_up", "child"),
        b.gateway("exclusive", "age", default="to_child"), b.end("e1"), b.end("e2"), b.chain("s", "wait", "age"),
        b.flow("age", "grown_up", ADULT), b.flow("age", "child", flow_id="to_child"), b.chain("grown_up", "e1"),
        b.chain("child", "e2"),
    )  # fmt: skip
    instance = cases.begin(nguoi_nop={})

    assert process.correlate(cases.message("msg", "D1", tra_loi="yes")) is True

    assert cases.incidents() == [("age", "expression", "open")]
    assert cases.variables_of(instance)["tra_loi"] == "yes"


def test_the_dossiers_open_incidents_are_told_apart() -> None:
    stuck_at_the_gateway()

    assert [one.element_id for one in process.incidents_of("D1")] == ["age"]
    assert process.incidents_of("D2") == ()


def test_rows_of_incidents_can_be_rebuilt_from_the_state() -> None:
    instance = stuck_at_the_gateway()
    process.live_instances.clear()

    running = process.load(instance)

    with store.reading() as link:
        rows = {row.task_id: row.id for row in link.execute(select(incident))}
    assert running.incidents == rows
