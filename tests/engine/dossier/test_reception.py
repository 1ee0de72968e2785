"""Receiving a dossier at the counter."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine import clock, dossier, process, store
from engine.dossier import Applicant, ComponentGiven, Reception, ReceptionRefused
from tests.engine.province import (
    CERTIFIED_COPIES,
    COMMUNE,
    DISTRICT,
    MORNING,
    START_ANSWERS,
    Province,
    officer,
)

GOOD = Reception(
    procedure_code=CERTIFIED_COPIES,
    channel="direct",
    applicant=Applicant(full_name="Siu Blơh", id_number="064190001234"),
    components=(ComponentGiven("", originals=1, copies=2),),
    answers={key: [value] for key, value in START_ANSWERS[CERTIFIED_COPIES].items()},
)


def problems(province: Province, reception: Reception) -> set[tuple[str, str]]:
    with pytest.raises(ReceptionRefused) as refused:
        dossier.receive(reception, province.lan)
    return {(problem.field, problem.code) for problem in refused.value.problems}


def test_a_complete_dossier_gets_a_code_a_due_time_and_a_task(province: Province) -> None:
    with clock.at(MORNING):
        code = dossier.receive(GOOD, province.lan)

    received = dossier.dossier_of(code, province.lan)
    assert code == f"{COMMUNE}-240415-0001"
    # same day: at the close of the counter
    assert received.row.due_at == datetime(2024, 4, 15, 10, 0, tzinfo=UTC)
    assert [item.element_id for item in received.open_items] == ["compare_copies"]
    assert (received.components[0].originals, received.components[0].copies) == (1, 2)


def test_after_fifteen_hours_the_due_day_is_the_next_working_day(province: Province) -> None:
    with clock.at(datetime(2024, 4, 15, 8, 20, tzinfo=UTC)):  # 15:20
        code = dossier.receive(GOOD, province.lan)

    due = dossier.dossier_of(code, province.lan).row.due_at
    assert due is not None
    assert clock.local(due).date().isoformat() == "2024-04-16"


def test_the_fee_is_what_the_procedure_decides_on_reception(province: Province) -> None:
    code = dossier.receive(GOOD, province.lan)

    # three pages: 2,000 + 2,000 + 1,000; two copies
    assert dossier.dossier_of(code, province.lan).fee == 10_000


def test_the_fee_follows_when_the_process_decides_it_anew(province: Province) -> None:
    code = dossier.receive(GOOD, province.lan)

    counted = {"ket_luan": "du_dieu_kien", "so_trang": 4, "so_ban": 1}
    process.complete_user_task(province.task(code).task_id, province.lan, counted)

    assert dossier.dossier_of(code, province.lan).fee == 6_000


def test_a_step_without_a_fee_leaves_the_known_one(province: Province) -> None:
    code = dossier.receive(GOOD, province.lan)

    refused = {"ket_luan": "khong_du_dieu_kien", "phi": None}
    process.complete_user_task(province.task(code).task_id, province.lan, refused)

    assert dossier.dossier_of(code, province.lan).fee == 10_000


def test_a_missing_paper_is_named(province: Province) -> None:
    assert ("component.0", "component_missing") in problems(
        province, replace(GOOD, components=(ComponentGiven(""),))
    )


def test_every_problem_is_told_at_once_and_nothing_is_kept(province: Province) -> None:
    bad = replace(
        GOOD,
        channel="pigeon",
        applicant=Applicant(full_name=" ", id_number="12", phone="x", email="y", birth_date="2999-01-01"),
        answers={},
    )

    found = problems(province, bad)

    assert {
        ("channel", "channel_closed"),
        ("applicant.full_name", "required"),
        ("applicant.id_number", "bad_id_number"),
        ("applicant.phone", "bad_phone"),
        ("applicant.email", "bad_email"),
        ("applicant.birth_date", "bad_date"),
        ("ten_giay_to", "form"),
    } <= found
    assert dossier.search(province.lan).total == 0
    assert dossier.receive(GOOD, province.lan).endswith("-0001")


def test_the_same_page_sent_twice_is_one_dossier(province: Province) -> None:
    once = dossier.receive(replace(GOOD, request_key="page-1"), province.lan)
    again = dossier.receive(replace(GOOD, request_key="page-1"), province.lan)

    assert once == again
    assert dossier.search(province.lan).total == 1


def test_a_procedure_of_another_level_is_not_received(province: Province) -> None:
    at_district = officer("ha", DISTRICT)

    assert CERTIFIED_COPIES in {r.sheet.code for r in dossier.receivable(COMMUNE)}
    with pytest.raises(dossier.UnknownProcedure):
        dossier.receive(GOOD, at_district)


def test_scans_belong_to_the_dossier_they_were_uploaded_for(province: Province) -> None:
    scan = process.keep_file("bản chính.pdf", [b"%PDF-1.4 scan"], province.lan)
    with_scan = replace(GOOD, components=(ComponentGiven("", originals=1, file_ids=(scan.id,)),))

    code = dossier.receive(with_scan, province.lan)

    assert [f.name for f in dossier.dossier_of(code, province.lan).components[0].files] == ["bản chính.pdf"]
    info, stream = process.open_file(scan.id, province.minh)
    with stream:
        assert (info.name, stream.read()) == ("bản chính.pdf", b"%PDF-1.4 scan")


def test_somebody_elses_upload_cannot_be_attached(province: Province) -> None:
    scan = process.keep_file("a.pdf", [b"%PDF-1.4"], province.minh)
    stolen = replace(GOOD, components=(ComponentGiven("", originals=1, file_ids=(scan.id,)),))

    assert ("component.0", "file_missing") in problems(province, stolen)


def test_a_file_that_is_not_what_its_name_says_is_refused(province: Province) -> None:
    with pytest.raises(process.BadFile):
        process.keep_file("anh.pdf", [b"<html>not a pdf"], province.lan)
    with pytest.raises(process.BadFile):
        process.keep_file("virus.exe", [b"MZ"], province.lan)
    assert not [place for place in store.current().blobs.folder.rglob("*") if place.is_file()]


def test_other_agencies_do_not_see_the_dossier_or_its_files(province: Province) -> None:
    scan = process.keep_file("a.pdf", [b"%PDF-1.4"], province.lan)
    code = dossier.receive(
        replace(GOOD, components=(ComponentGiven("", originals=1, file_ids=(scan.id,)),)), province.lan
    )
    stranger = officer("ha", DISTRICT)

    with pytest.raises(dossier.UnknownDossier):
        dossier.dossier_of(code, stranger)
    with pytest.raises(process.FileMissing):
        process.open_file(scan.id, stranger)


def test_dossiers_are_found_by_name_without_marks(province: Province) -> None:
    code = dossier.receive(GOOD, province.lan)

    assert [row.code for row in dossier.search(province.lan, "siu bloh").items] == [code]
    assert dossier.search(province.lan, "nguyen").total == 0
