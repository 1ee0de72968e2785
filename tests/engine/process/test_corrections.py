"""A value that keeps a case from going on is mended by hand: read by its type, told in history, kept from the chain."""

import pytest

from engine import history, process, store
from engine.process.tables import incident, service_job
from tests.diagrams import builder as b
from tests.engine.process import cases
from tests.engine.province import UNITS

ASKED = b"""{"id": "f", "type": "default", "schemaVersion": 19, "components": [
  {"id": "a", "type": "number", "key": "so_trang", "label": "Pages"},
  {"id": "b", "type": "checkbox", "key": "mien_phi", "label": "Free"},
  {"id": "c", "type": "select", "key": "noi_nhan", "label": "Where",
   "values": [{"label": "Here", "value": "tai_quay"}, {"label": "Home", "value": "tai_nha"}]},
  {"id": "d", "type": "textfield", "key": "ghi_chu", "label": "Note"}]}"""
PAGES = (
    b.start(), b.users("many", "few"), b.gateway("exclusive", "pages", default="to_few"), b.end("e1"), b.end("e2"),
    b.chain("s", "pages"), b.flow("pages", "many", "so_trang > 10 and nguoi_nop.tuoi > 17", flow_id="to_many"),
    b.flow("pages", "few", flow_id="to_few"), b.chain("many", "e1"), b.chain("few", "e2"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _database(database: store.Database) -> None:
    """Every test has an empty database of each kind, with the units of the province."""
    UNITS.into(database)


def stuck(**variables: object) -> str:
    """A case at a gateway that cannot decide; answers its incident's id."""
    cases.deploy(*PAGES, f__form=ASKED)
    cases.begin(**{"nguoi_nop": {"ho_ten": "Nguyen Van An", "tuoi": 30}, "so_trang": "abc", **variables})
    (row,) = cases.rows(incident)
    return str(row.id)


def test_a_value_of_the_right_type_lets_the_case_go_on_at_once() -> None:
    incident_id = stuck()

    assert process.correct(incident_id, cases.ADMIN, "so_trang", " 1.200 ", "Typed as a word") is True

    assert (cases.open_elements(), cases.incidents()) == (["many"], [("pages", "expression", "resolved")])
    assert [row.closed_name for row in cases.rows(incident)] == ["Quan"]


def test_history_keeps_which_for_ever_and_the_values_where_they_can_be_erased() -> None:
    process.correct(stuck(), cases.ADMIN, "so_trang", "2", "Typed as a word")

    (event,) = [e for e in history.events_of("D1") if e.kind == "variable_corrected"]
    assert (event.actor_id, event.element_id, event.data["variable"]) == ("quan", "pages", "so_trang")
    assert event.personal == {"old": "abc", "new": 2, "reason": "Typed as a word"}
    assert "abc" not in str(event.data)
    history.place_events()
    assert history.erase(event.agency_code, "D1", cases.ADMIN, "asked for") > 0
    (after,) = [e for e in history.events_of("D1") if e.kind == "variable_corrected"]
    assert (after.personal, after.data) == (None, event.data)


def test_a_correction_that_does_not_help_leaves_the_incident_open_with_one_more_attempt() -> None:
    incident_id = stuck()

    assert (
        process.correct(incident_id, cases.ADMIN, "nguoi_nop.tuoi", "31", "Read off the card", "number")
        is False
    )

    assert [(row.state, row.attempts) for row in cases.rows(incident)] == [("open", 2)]
    shown = {v.declared.path: v.value for v in process.correctable_variables(incident_id, cases.ADMIN)}
    assert shown["nguoi_nop.tuoi"] == 31


@pytest.mark.parametrize(
    ("path", "text", "kind", "refused"),
    [
        ("so_trang", "many", "", "number"),
        ("so_trang", "many", "string", "number"),
        ("mien_phi", "perhaps", "", "boolean"),
        ("noi_nhan", "tai_cho", "", "option"),
        ("nguoi_nop.tuoi", "30", "", "any"),
        ("nguoi_nop.tuoi.nam", "30", "number", "context"),
        ("nguoi_nop", "30", "number", "context"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_and_nothing_changes(
    path: str, text: str, kind: str, refused: str
) -> None:
    incident_id = stuck()

    with pytest.raises(process.WrongType) as error:
        process.correct(incident_id, cases.ADMIN, path, text, "Typed as a word", kind)

    assert error.value.facts["kind"] == refused
    assert "variable_corrected" not in cases.told()
    assert [row.attempts for row in cases.rows(incident)] == [1]


@pytest.mark.parametrize("path", ["ma_ho_so", "co_quan", "unheard_of", "so_trang..x", "", "a b"])
def test_what_is_no_variable_of_the_case_or_says_which_case_it_is_is_not_corrected(path: str) -> None:
    with pytest.raises(process.UnknownVariable):
        process.correct(stuck(), cases.ADMIN, path, "1", "Typed as a word", "string")


def test_only_administrators_correct_with_a_reason_and_while_it_is_open() -> None:
    incident_id = stuck()

    with pytest.raises(process.NotYourIncident):
        process.correct(incident_id, cases.OFFICER, "so_trang", "2", "Typed as a word")
    with pytest.raises(process.NotYourIncident):
        process.correctable_variables(incident_id, cases.OFFICER)
    with pytest.raises(process.ReasonMissing):
        process.correct(incident_id, cases.ADMIN, "so_trang", "2", " x ")
    process.correct(incident_id, cases.ADMIN, "so_trang", "2", "Typed as a word")
    with pytest.raises(process.IncidentClosed):
        process.correct(incident_id, cases.ADMIN, "so_trang", "3", "Typed as a word")


def test_what_the_step_speaks_of_comes_first_with_its_label_and_kind() -> None:
    listed = process.correctable_variables(stuck(), cases.ADMIN)

    first = [(v.declared.path, v.declared.kind, v.declared.label, v.value) for v in listed if v.is_used]
    assert first == [("nguoi_nop.tuoi", "", "", 30), ("so_trang", "number", "Pages", "abc")]
    assert [v.is_used for v in listed] == sorted((v.is_used for v in listed), reverse=True)
    rest = {v.declared.path: (v.is_set, v.value) for v in listed if not v.is_used}
    assert rest["nguoi_nop.ho_ten"] == (True, "Nguyen Van An")
    assert rest["noi_nhan"] == (False, None)
    assert not rest.keys() & {"ma_ho_so", "nguoi_nop"}


def test_a_value_is_taken_away_by_an_empty_text() -> None:
    incident_id = stuck(ghi_chu="wrong")

    process.correct(incident_id, cases.ADMIN, "ghi_chu", "  ", "It belongs to another case")

    assert {v.declared.path: v.value for v in process.correctable_variables(incident_id, cases.ADMIN)}[
        "ghi_chu"
    ] is None


CALL = (
    b.start(), b.end(), b.users("after"),
    b.service("call", "http", b.parameters({"service": '"s"', "method": '"GET"', "path": '"/" + so_giay_to'})),
    b.chain("s", "call", "after", "e"),
)  # fmt: skip


def test_a_failed_call_is_made_again_with_the_corrected_value() -> None:
    cases.deploy(*CALL, f__form=ASKED.replace(b"ghi_chu", b"so_giay_to"))
    cases.begin(so_giay_to="12a")
    job = process.claim_job()
    assert job is not None
    process.give_up(job, "job_failed", "HTTP_500")
    (row,) = cases.rows(incident)

    assert process.correct(row.id, cases.ADMIN, "so_giay_to", "123", "A letter too many") is False
    assert cases.jobs() == [("call", "FAILED", 1)]
    assert process.retry(row.id, cases.ADMIN) is True

    (again,) = cases.rows(service_job)
    assert (again.state, again.inputs["path"]) == ("READY", "/123")
    assert cases.incidents() == [("call", "job_failed", "resolved")]
