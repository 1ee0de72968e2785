"""A supplement: asked by the specialist, sent by the desk, waited for outside the agency's time, both papers kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine import clock, dossier, history, law, process, store
from tests.engine.province import ALLOWANCE, MORNING, Province

ASKED = {
    "bo_sung_ly_do": "Thiếu giấy xác nhận khuyết tật",
    "bo_sung_giay_to": [{"ten_giay_to": "Giấy xác nhận khuyết tật", "yeu_cau": "bản sao có chứng thực"}],
}
SENT = {"bo_sung_cach_bao": "dien_thoai", "bo_sung_da_bao": True}
BROUGHT = {
    "bo_sung_da_nop": [
        {"ten_giay_to": "Giấy xác nhận khuyết tật", "ban_chinh": 0, "ban_sao": 1, "tep": []},
        {"ten_giay_to": "Tờ khai đề nghị trợ giúp xã hội", "ban_chinh": 1, "ban_sao": 0, "tep": []},
    ],
    "bo_sung_du": True,
}


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    with clock.at(instant):
        yield


def act(province: Province, code: str, name: str, values: dict[str, Any]) -> None:
    (found,) = [one for one in process.acts_of(code, province.lan) if one.name == name]
    process.perform_act(found, province.lan, values)


def complete(province: Province, code: str, values: dict[str, Any]) -> None:
    process.complete_user_task(province.task(code).task_id, province.lan, values)


def asked(province: Province, received: datetime = MORNING, days: int = 2) -> str:
    with at(received):
        code = province.received(ALLOWANCE)
    with at(received + timedelta(days=days)):
        act(province, code, "yeu_cau_bo_sung", ASKED)
        complete(province, code, SENT)
    return code


def statuses(code: str) -> list[tuple[int, int]]:
    return [
        (event.data["old"], event.data["new"])  # type: ignore[misc]
        for event in history.events_of(code)
        if event.kind == "status_changed"
    ]


def test_a_request_stops_the_agency_s_time_and_tells_until_when(province: Province) -> None:
    code = asked(province)

    found = dossier.dossier_of(code, province.lan)
    (request,) = found.supplements
    assert (found.row.status, found.waiting_for) == (5, "supplement")
    assert (request.state, request.asked_by, request.override_by) == ("sent", "Lan", None)
    assert request.expires_at == MORNING + timedelta(days=2 + 30)
    assert [paper["ten_giay_to"] for paper in request.papers] == ["Giấy xác nhận khuyết tật"]
    assert statuses(code) == [(2, 4), (4, 5)]


def test_what_came_is_kept_beside_what_was_there(province: Province) -> None:
    code = asked(province)
    before = dossier.dossier_of(code, province.lan).components

    complete(province, code, BROUGHT)

    found = dossier.dossier_of(code, province.lan)
    assert found.components[: len(before)] == before
    first, second = found.components[len(before) :]
    assert (first.name, first.copies, first.supplement_no) == ("Giấy xác nhận khuyết tật", 1, 1)
    assert second.replaces == 0
    assert (found.row.status, found.waiting_for, found.supplements[0].state) == (4, None, "done")
    assert province.task(code).element_id == "review_dossier"


# days off of 2016 as the ministry announced them; Hùng Vương's day fell on a Saturday and was made up for on Monday
DAYS_OF_2016 = {
    date(2016, 1, 1): "Tết Dương lịch",
    **{date(2016, 2, day): "Tết Nguyên đán" for day in range(8, 13)},
    date(2016, 4, 18): "Giỗ Tổ Hùng Vương",
    date(2016, 5, 2): "Nghỉ bù ngày 30/4",
    date(2016, 5, 3): "Nghỉ bù ngày 01/5",
    date(2016, 9, 2): "Quốc khánh",
}


@pytest.fixture
def year_2016(province: Province) -> None:
    with store.transaction():
        for day, name in DAYS_OF_2016.items():
            special = law.SpecialDay(day, law.DayKind.HOLIDAY, name, law.Source(law.Evidence.REMEMBERED))
            law.lay_down_day(special)
        law.lay_down_year(2016, "Quân", "Thông báo của Bộ LĐ-TBXH")


PAUSED, RESTARTED = datetime(2016, 4, 11, 1, 0, tzinfo=UTC), datetime(2024, 4, 8, 1, 0, tzinfo=UTC)


@pytest.mark.usefixtures("year_2016")
@pytest.mark.parametrize(
    ("received", "rule", "due"),
    [
        # 22 working days from 11/4/2016: 13/5 without the 18/4, 2/5, 3/5; back on the 20th, 4 closes went by
        (PAUSED, "pause", datetime(2016, 5, 20, 10, 0, tzinfo=UTC)),
        (RESTARTED, "restart", None),
    ],
)
def test_the_rules_in_force_at_acceptance_choose_what_the_wait_does(
    province: Province, received: datetime, rule: str, due: datetime | None
) -> None:
    code = asked(province, received)
    old = dossier.dossier_of(code, province.lan).row.due_at
    back = received + timedelta(days=9)

    with at(back):
        complete(province, code, BROUGHT)

    found = dossier.dossier_of(code, province.lan)
    (change,) = found.due_changes
    limit = law.TimeLimit(22, law.Unit.WORKING_DAY)
    assert (change.kind, change.old_due, change.new_due) == (rule, old, found.row.due_at)
    assert found.row.due_at == (due or law.due_at(back, limit, law.default_calendar()).due_at)
    assert law.reckon_again(map(law.step_from, found.due_steps)) == found.row.due_at
    assert found.original_due_at == old
    assert change.legal_basis == law.supplement_rules(clock.local(received).date()).source.basis
    task = province.task(code)
    assert task.due_at is not None
    assert found.row.due_at is not None
    assert task.due_at <= found.row.due_at


def test_a_second_request_needs_a_leader_who_says_why(province: Province) -> None:
    code = asked(province)
    complete(province, code, BROUGHT)

    act(province, code, "yeu_cau_bo_sung", ASKED)

    assert province.task(code).element_id == "allow_another_request"
    complete(province, code, {"cho_phep_bo_sung": "cho_phep", "bo_sung_ngoai_le": "Giấy mới hết hạn"})
    second = dossier.dossier_of(code, province.lan).supplements[1]
    assert (second.override_by, second.override_reason) == ("Lan", "Giấy mới hết hạn")


def test_a_leader_may_refuse_a_second_request(province: Province) -> None:
    code = asked(province)
    complete(province, code, BROUGHT)
    act(province, code, "yeu_cau_bo_sung", ASKED)

    complete(province, code, {"cho_phep_bo_sung": "khong"})

    assert len(dossier.dossier_of(code, province.lan).supplements) == 1
    assert province.task(code).element_id == "review_dossier"


def test_a_diagram_that_asks_again_without_leave_is_refused_by_the_room(province: Province) -> None:
    code = asked(province)
    complete(province, code, BROUGHT)
    act(province, code, "yeu_cau_bo_sung", ASKED)
    before = process.items_of(code)

    with pytest.raises(dossier.SupplementRefused):
        complete(province, code, {"cho_phep_bo_sung": "cho_phep", "bo_sung_ngoai_le": " "})

    assert process.items_of(code) == before
    assert len(dossier.dossier_of(code, province.lan).supplements) == 1


def test_when_the_time_to_supplement_is_over_a_person_decides_and_may_stop_the_dossier(
    province: Province,
) -> None:
    code = asked(province)

    with at(MORNING + timedelta(days=33)):
        assert process.tick() == 1
    assert dossier.dossier_of(code, province.lan).supplements[0].state == "expired"
    complete(province, code, {"ket_qua_bo_sung": "dung"})
    complete(province, code, {"ly_do_dung": "Không bổ sung", "so_thong_bao_dung": "3/TB-UBND"})
    complete(province, code, {"nguoi_nhan": "nguoi_nop", "da_tra": True})

    found = dossier.dossier_of(code, province.lan)
    assert (found.row.status, found.open_items, found.supplements[0].state) == (10, (), "stopped")
    assert statuses(code) == [(2, 4), (4, 5), (5, 8), (8, 10)]


def test_more_time_may_be_given(province: Province) -> None:
    code = asked(province)
    with at(MORNING + timedelta(days=33)):
        process.tick()
        complete(province, code, {"ket_qua_bo_sung": "cho_them"})

    found = dossier.dossier_of(code, province.lan)
    assert found.supplements[0].expires_at == MORNING + timedelta(days=63)
    complete(province, code, BROUGHT)
    assert dossier.dossier_of(code, province.lan).row.status == 4


def test_the_applicant_may_withdraw_while_a_supplement_is_waited_for(province: Province) -> None:
    code = asked(province)

    act(province, code, "rut_ho_so", {"ly_do_rut": "Chuyển nơi ở", "hinh_thuc_rut": "van_ban"})
    complete(province, code, {"ket_qua_rut": "da_rut"})
    complete(province, code, {"nguoi_nhan": "nguoi_nop", "da_tra": True})

    assert statuses(code) == [(2, 4), (4, 5), (5, 7), (7, 8), (8, 10)]
    assert dossier.dossier_of(code, province.lan).open_items == ()


def test_an_officer_without_the_role_is_not_offered_the_act(province: Province) -> None:
    code = province.received(ALLOWANCE)
    (found,) = [one for one in process.acts_of(code, province.lan) if one.name == "yeu_cau_bo_sung"]
    stranger = type(province.lan)(**{**_facts(province.lan), "grants": frozenset()})

    assert process.acts_of(code, stranger) == ()
    with pytest.raises(process.NotYourTask):
        process.perform_act(found, stranger, ASKED)


def _facts(officer: object) -> dict[str, Any]:
    return {name: getattr(officer, name) for name in type(officer).__dataclass_fields__}  # type: ignore[attr-defined]


def test_an_act_done_twice_is_gone_the_second_time(province: Province) -> None:
    code = province.received(ALLOWANCE)
    (found,) = [one for one in process.acts_of(code, province.lan) if one.name == "yeu_cau_bo_sung"]
    process.perform_act(found, province.lan, ASKED)

    with pytest.raises(process.TaskGone):
        process.perform_act(found, province.minh, ASKED)


def test_another_agency_s_message_does_not_set_an_act_off(province: Province) -> None:
    code = province.received(ALLOWANCE)
    found = dossier.dossier_of(code, province.lan)
    case = process.Case(
        code, ALLOWANCE, "", "", found.row.agency_code, found.row.lead_agency, None, variables={}
    )
    message = process.IncomingMessage("yeu_cau_bo_sung", code, None, ASKED, case, "ai đó")

    with store.transaction():
        assert not process.correlate(message)
