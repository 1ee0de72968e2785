"""What the shared diagrams do to a dossier of a procedure that calls them: withdrawal, apology, return, refusal."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine import clock, dossier, history, law, process
from tests.engine.province import BUSINESS, DISTRICT, MORNING, Province, officer

WITHDRAWAL = {"ly_do_rut": "Đổi địa điểm kinh doanh", "hinh_thuc_rut": "van_ban"}
APOLOGY = {
    "xin_loi_ly_do": "Chưa có kết quả tra cứu tên",
    "xin_loi_co_quan_cham": "Phòng Tài chính - Kế hoạch",
    "ngay_hen_moi": "2024-04-25",
}
GIVEN = {"nguoi_nhan": "nguoi_nop", "da_tra": True}


@pytest.fixture
def district(province: Province) -> Province:
    return Province(province.database, officer("nga", DISTRICT), officer("linh", DISTRICT))


def received(district: Province) -> str:
    with clock.at(MORNING):
        return district.received(BUSINESS)


def act(district: Province, code: str, name: str, values: Mapping[str, Any]) -> None:
    [found] = [one for one in process.acts_of(code, district.lan) if one.name == name]
    process.perform_act(found, district.lan, values)


def complete(district: Province, code: str, element: str, **values: Any) -> None:
    [item] = [one for one in process.items_of(code) if one.element_id == element]
    process.complete_user_task(item.task_id, district.lan, values)


def to_the_desk(district: Province, code: str) -> None:
    complete(district, code, "appraise", ket_luan="du_dieu_kien")
    complete(district, code, "sign_result", quyet_dinh="cap_giay")
    complete(district, code, "issue_certificate", so_ket_qua="39A8012345")


def moves(code: str, kind: str) -> list[tuple[object, object]]:
    return [(e.data["old"], e.data["new"]) for e in history.events_of(code) if e.kind == kind]


def test_a_withdrawal_ends_the_dossier_once_the_papers_are_back(district: Province) -> None:
    code = received(district)

    act(district, code, "rut_ho_so", WITHDRAWAL)
    complete(district, code, "confirm_withdrawal", ket_qua_rut="da_rut")
    complete(district, code, "return_withdrawn_papers", **GIVEN)

    found = dossier.dossier_of(code, district.lan)
    assert moves(code, "status_changed") == [(2, 4), (4, 7), (7, 8), (8, 10)]
    assert moves(code, "delivery_changed") == [("none", "ready"), ("ready", "handed_over")]
    assert (found.row.status, found.open_items) == (10, ())


def test_a_withdrawal_thought_better_of_leads_back_to_work(district: Province) -> None:
    code = received(district)

    act(district, code, "rut_ho_so", WITHDRAWAL)
    complete(district, code, "confirm_withdrawal", ket_qua_rut="tiep_tuc")

    assert district.task(code).element_id == "appraise"
    assert dossier.dossier_of(code, district.lan).row.status == 4


def test_an_apology_gives_a_new_date_and_work_goes_on_meanwhile(district: Province) -> None:
    code = received(district)
    promised = dossier.dossier_of(code, district.lan).row.due_at

    act(district, code, "xin_loi_hen_lai", APOLOGY)
    assert {item.element_id for item in process.items_of(code)} == {"appraise", "sign_apology"}
    complete(
        district,
        code,
        "sign_apology",
        quyet_dinh_xin_loi="ky",
        ngay_hen_moi="2024-04-25",
        xin_loi_so_van_ban="7/UBND",
        xin_loi_nguoi_ky="Ksor",
    )
    complete(district, code, "send_apology", xin_loi_cach_bao="dien_thoai", xin_loi_da_gui=True)

    found = dossier.dossier_of(code, district.lan)
    [change] = found.due_changes
    assert found.row.due_at == datetime(2024, 4, 25, 10, 0, tzinfo=UTC)
    assert (change.kind, change.old_due, change.approver_name, change.document_no) == (
        "apology",
        promised,
        "Ksor",
        "7/UBND",
    )
    assert found.original_due_at == promised


def test_a_second_apology_is_refused(district: Province) -> None:
    code = received(district)
    for new_day in ("2024-04-25", "2024-05-10"):
        act(district, code, "xin_loi_hen_lai", {**APOLOGY, "ngay_hen_moi": new_day})
        complete(district, code, "sign_apology", quyet_dinh_xin_loi="ky")
        if new_day == "2024-04-25":
            complete(district, code, "send_apology", xin_loi_da_gui=True)

    with pytest.raises(dossier.DueChangeRefused):
        complete(district, code, "send_apology", xin_loi_da_gui=True)

    assert len(dossier.dossier_of(code, district.lan).due_changes) == 1


def test_a_result_nobody_comes_for_is_told_again_and_then_handed_over(district: Province) -> None:
    code = received(district)
    with clock.at(MORNING + timedelta(days=1)):
        to_the_desk(district, code)
    days = law.result_rules(clock.local(MORNING).date()).remind_after.amount

    with clock.at(MORNING + timedelta(days=days)):
        assert process.tick() == 0
    with clock.at(MORNING + timedelta(days=days + 2)):
        assert process.tick() == 1
        complete(district, code, "remind_applicant", chua_nhan_cach_bao="dien_thoai")
        complete(district, code, "hand_over_result", nguoi_nhan="buu_chinh", so_van_don="EB1", da_tra=True)

    axis = ["none", "ready", "uncollected", "posted"]
    assert [new for _, new in moves(code, "delivery_changed") if new != "ready"] == axis[2:]
    assert moves(code, "status_changed") == [(2, 4), (4, 9), (9, 10)]
    assert dossier.dossier_of(code, district.lan).open_items == ()


def test_a_notice_of_refusal_handed_over_moves_the_delivery(district: Province) -> None:
    code = received(district)
    complete(district, code, "appraise", ket_luan="khong_du_dieu_kien", ly_do_tu_choi="Tên trùng")
    complete(district, code, "sign_result", quyet_dinh="thong_bao", so_ket_qua="15/TB-TCKH")

    complete(district, code, "return_notice", nguoi_nhan="uy_quyen", ten_nguoi_nhan="Lan", da_tra=True)

    assert moves(code, "status_changed") == [(2, 4), (4, 8), (8, 10)]
    assert moves(code, "delivery_changed") == [("none", "ready"), ("ready", "handed_over")]
