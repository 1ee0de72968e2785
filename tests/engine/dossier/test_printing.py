"""Papers printed from a dossier's life: what they say, their numbers, their codes, who can check them."""

import hashlib
from dataclasses import asdict, replace
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp

from engine import clock, dossier, history, law, people, process, store
from engine.dossier.slip_contents import Matter, contents, printable
from engine.dossier.tables import due_change
from tests.engine.dossier.test_supplements import asked, at, complete
from tests.engine.province import ALLOWANCE, COMMUNE, DISTRICT, MORNING, Province, officer

K = law.SlipKind
ID_NUMBER = "064190001234"


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def printed(province: Province, kind: law.SlipKind, code: str) -> str:
    return words(dossier.slip_pdf(dossier.print_slip(kind, code, province.lan)))


def test_a_new_dossier_has_a_receipt_and_a_control_slip_to_print(province: Province) -> None:
    code = province.received(ALLOWANCE)

    assert dossier.printable_slips(code, province.lan) == (K.RECEIPT, K.CONTROL)
    for kind in (K.SUPPLEMENT, K.APOLOGY, K.REFUSAL, K.STOP, K.FEE, K.RETURNED):
        with pytest.raises(dossier.SlipNotPrintable):
            dossier.print_slip(kind, code, province.lan)


def test_a_partner_and_a_stranger_print_nothing(province: Province) -> None:
    code = province.received(ALLOWANCE)

    with pytest.raises(dossier.UnknownDossier):
        dossier.print_slip(K.RECEIPT, code, officer("nga", DISTRICT))


def test_a_supplement_request_says_what_is_asked_until_when_on_the_form_of_its_day(
    province: Province,
) -> None:
    code = asked(province)

    text = printed(province, K.SUPPLEMENT, code)

    for said in (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Số: 1/HDHS",
        "Rơ Châm H'Lan",
        "Thiếu giấy xác nhận khuyết tật",
        "1 Giấy xác nhận khuyết tật bản sao có chứng thực",
        "Bổ sung trước 09 giờ 00 phút, ngày 17/05/2024",
        "Mẫu số 02, Thông tư số 01/2018/TT-VPCP",
    ):
        assert said in text


def test_a_second_print_of_a_request_keeps_its_number_and_another_dossier_has_the_next(
    province: Province,
) -> None:
    first, second = asked(province), asked(province)

    numbers = [dossier.print_slip(K.SUPPLEMENT, code, province.lan).number for code in (first, first, second)]

    assert numbers == ["1/HDHS", "1/HDHS", "2/HDHS"]


def test_a_number_entered_in_a_form_is_the_paper_s_number(province: Province) -> None:
    code = asked(province)
    with at(MORNING + timedelta(days=33)):
        process.tick()
    complete(province, code, {"ket_qua_bo_sung": "dung"})
    complete(province, code, {"ly_do_dung": "Không bổ sung giấy tờ", "so_thong_bao_dung": "3/TB-UBND"})

    assert K.STOP in dossier.printable_slips(code, province.lan)
    text = printed(province, K.STOP, code)

    assert "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ Kính gửi: Rơ Châm H'Lan" in text
    assert "Số: 3/TB-UBND" in text
    assert "Không bổ sung giấy tờ" in text


def test_the_control_slip_follows_the_dossier_from_room_to_room(province: Province) -> None:
    with at(MORNING):
        code = province.received(ALLOWANCE)
    task = province.task(code)
    with at(MORNING + timedelta(days=1)):
        complete(
            province,
            code,
            {"ket_luan": "du_dieu_kien", "he_so_de_nghi": 1.5, "y_kien_xet_duyet": "Đủ điều kiện"},
        )
    with at(MORNING + timedelta(days=90)):
        complete(province, code, {"khieu_nai": "khong"})

    text = printed(province, K.CONTROL, code)

    room, desk = people.name_of(task.unit_code), people.unit_for(COMMUNE, "reception").name
    assert f"1. Giao: Người nộp hồ sơ 2. Nhận: {desk} 09 giờ 00 phút, ngày 15/04/2024" in text
    assert f"1. Giao: {desk} 2. Nhận: {room}" in text
    assert f"1. Giao: {room} 2. Nhận:" in text
    assert "Quá hạn" in text


def test_a_row_is_early_on_time_or_late_by_the_step_s_own_time(province: Province) -> None:
    with at(MORNING):
        code = province.received(ALLOWANCE)
    due = province.task(code).due_at
    assert due is not None
    found = dossier.dossier_of(code, province.lan)
    results = []
    for moment in (due - timedelta(minutes=1), due, due + timedelta(minutes=1)):
        event = history.Event(
            agency_code=COMMUNE,
            dossier_code=code,
            kind="task_completed",
            actor_id="lan",
            actor_name="Lan",
            element_name="Thẩm định",
            done_at=moment,
            data={"unit": COMMUNE, "due_at": due.isoformat()},
        )
        other = history.Event(
            agency_code=COMMUNE,
            dossier_code=code,
            kind="task_completed",
            actor_id="lan",
            actor_name="Lan",
            done_at=moment + timedelta(hours=1),
            data={"unit": people.unit_for(COMMUNE, "leaders").code, "due_at": None},
        )
        rows = dossier.control_rows(found, [event, other])
        results += [row["result"] for row in rows if row["note"] == "Thẩm định"]

    assert results == ["early", "on_time", "late"]


def test_every_print_is_kept_as_it_was_and_in_the_history(province: Province) -> None:
    code = province.received(ALLOWANCE)

    issued = dossier.print_slip(K.RECEIPT, code, province.lan)

    assert hashlib.sha256(dossier.slip_pdf(issued)).hexdigest() == issued.sha256
    (event,) = [event for event in history.events_of(code) if event.kind == "slip_printed"]
    assert event.data["slip"] == issued.id
    assert event.actor_name == "Lan"
    assert [one.id for one in dossier.slips_of(code, province.lan)] == [issued.id]
    with pytest.raises(dossier.UnknownSlip):
        dossier.slip_of(issued.id, officer("nga", DISTRICT))


def test_the_receipt_s_address_always_answers_the_same_paper(province: Province) -> None:
    code = province.received(ALLOWANCE)

    assert dossier.receipt_pdf(code, province.lan) == dossier.receipt_pdf(code, province.lan)
    assert len(dossier.slips_of(code, province.lan)) == 1


def test_the_codes_of_every_paper_lead_to_look_up_and_verification_without_an_identity_number(
    province: Province,
) -> None:
    code = asked(province)
    for kind in dossier.printable_slips(code, province.lan):
        issued = dossier.print_slip(kind, code, province.lan)
        page = pypdfium2.PdfDocument(dossier.slip_pdf(issued))[0].render(scale=200 / 72).to_pil()

        read = {found.text for found in zxingcpp.read_barcodes(page)}

        profile = store.current().profile
        assert read == {code, f"{profile.lookup_url}/?ma={code}", f"{profile.base_url}/phieu/{issued.id}"}
        assert ID_NUMBER not in str(read)
        assert dossier.issued_slip(issued.id) == issued


def test_nobody_has_issued_a_paper_with_another_id(province: Province) -> None:
    for slip_id in ("", "0" * 20, "' OR 1=1 --"):
        with pytest.raises(dossier.UnknownSlip):
            dossier.issued_slip(slip_id)


def test_results_are_handed_over_with_one_list_that_names_each(province: Province) -> None:
    codes = []
    for _ in range(2):
        code = province.received()
        process.complete_user_task(
            province.task(code).task_id, province.lan, {"ket_luan": "du_dieu_kien", "phi": 8000}
        )
        codes.append(code)
    while any(dossier.dossier_of(code, province.lan).row.status != 9 for code in codes):
        for code in codes:
            if dossier.dossier_of(code, province.lan).row.status != 9:
                process.complete_user_task(province.task(code).task_id, province.lan, {"quyet_dinh": "ky"})
    assert [row.code for row in dossier.results_at(province.lan)] == codes

    issued = dossier.print_handover(codes, province.lan)

    text = words(dossier.slip_pdf(issued))
    assert issued.number == f"{COMMUNE}-BG-{clock.today().year}-0001"
    for code in codes:
        assert code in text
    with pytest.raises(dossier.SlipNotPrintable):
        dossier.print_handover(["H21.52.21-240101-0001"], province.lan)


def test_the_register_is_printed_in_the_columns_of_its_form(province: Province) -> None:
    with at(MORNING):
        code = province.received(ALLOWANCE)
    entries = dossier.register_entries([code])

    issued = dossier.print_register(entries, MORNING.date(), "Tháng 4 năm 2024", province.lan)

    text = words(dossier.slip_pdf(issued))
    for said in ("SỔ THEO DÕI HỒ SƠ Tháng 4 năm 2024", f"1 {code}", "Rơ Châm H'Lan", "09:00 15/04/2024"):
        assert said in text
    assert issued.form_mark == "Mẫu số 06, Thông tư số 01/2018/TT-VPCP"


def test_an_apology_names_the_late_agency_the_old_day_and_the_new_one(province: Province) -> None:
    with at(MORNING):
        code = province.received(ALLOWANCE)
    found = dossier.dossier_of(code, province.lan)
    promised = found.original_due_at
    assert promised is not None
    change = dossier.DueChange(
        kind="apology",
        old_due=promised,
        new_due=promised + timedelta(days=7),
        reason="Chờ xác minh",
        legal_basis="",
        approver_id="binh",
        approver_name="Bình",
        document_no="",
        decided_at=promised,
    )
    with store.transaction() as link:
        row = asdict(change) | {"steps": [], "dossier_code": code, "agency_code": COMMUNE}
        link.execute(due_change.insert(), row)

    text = printed(province, K.APOLOGY, code)

    for said in (
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ Kính gửi: Rơ Châm H'Lan",
        "Số: 1/PXL",
        f"Hẹn trả kết quả ban đầu 17 giờ 00 phút, ngày {promised:%d/%m/%Y}",
        "Lý do: Chờ xác minh",
        "hẹn lại thời gian trả kết quả cho Ông/Bà vào:",
        f"Ngày trả kết quả mới 17 giờ 00 phút, ngày {promised + timedelta(days=7):%d/%m/%Y}",
        "(Ký tên, đóng dấu) Bình",
    ):
        assert said in text


def test_a_refusal_gives_the_reason_that_was_signed_and_a_return_names_who_took_it(
    province: Province,
) -> None:
    with at(MORNING):
        code = province.received(ALLOWANCE)
    found = dossier.dossier_of(code, province.lan)
    said = {"ly_do_tu_choi": "Không đủ tuổi", "nguoi_nhan": "uy_quyen", "ten_nguoi_nhan": "Siu Blơh"}
    over = replace(found, row=replace(found.row, status=8))
    back = replace(found, row=replace(found.row, status=10, returned_at=MORNING))

    assert K.REFUSAL not in printable(Matter(found, province.lan, said))
    assert K.REFUSAL in printable(Matter(over, province.lan, said))
    refusal = contents(K.REFUSAL, Matter(over, province.lan, said))
    returned = contents(K.RETURNED, Matter(back, province.lan, said))

    assert refusal["reason"] == "Không đủ tuổi"
    assert returned["receiver"] == {"name": "Siu Blơh", "role": "uy_quyen", "phone": ""}
    assert returned["handed_at"] == MORNING
