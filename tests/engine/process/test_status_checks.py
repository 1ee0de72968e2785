"""Moves between statuses that no rule allows are found before anybody publishes them."""

from engine import process
from tests.engine.province import folder

NAME = "tro_cap_xa_hoi.bpmn"
STATUS = b'<camunda:property name="mc:trangThai" value="%s" />'


def found(old: bytes, new: bytes, count: int = 1) -> list[tuple[str, str | None]]:
    files = dict(folder("tro_cap_xa_hoi"))
    files[NAME] = files[NAME].replace(old, new, count)
    return [(finding.code, finding.element) for finding in process.check_folder(files)]


def test_a_way_that_the_rules_do_not_know_is_refused_where_it_is_taken() -> None:
    # the review, which follows reception, says that the result was returned
    assert ("status.not_allowed", "review_dossier") in found(STATUS % b"4", STATUS % b"3")


def test_the_statuses_of_a_called_diagram_are_followed_into_it_and_back() -> None:
    # at 9 no supplement may be asked for: the shared diagram is refused with the caller's status
    findings = found(STATUS % b"4", STATUS % b"9")

    assert ("status.not_allowed", "receive_supplement") in findings


def test_a_caller_that_does_not_catch_the_end_of_the_dossier_is_refused() -> None:
    findings = found(b'errorCode="ho_so_ket_thuc"', b'errorCode="other"')

    assert ("error_uncaught", None) in findings


def test_a_call_of_a_process_that_nobody_has_is_refused() -> None:
    findings = found(b'calledElement="yeu_cau_bo_sung"', b'calledElement="khong_co"')

    assert ("called_unknown", "ask_supplement") in findings
