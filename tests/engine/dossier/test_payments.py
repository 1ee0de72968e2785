"""A dossier's fees as its diagram goes on: when they fall due, how they are paid, what waits for them, what stays."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import dossier, fees, history, law, people, process
from tests.engine.dossier.test_printing import words
from tests.engine.dossier.test_supplements import at, complete
from tests.engine.history.books import verify
from tests.engine.province import BUSINESS, DISTRICT, MORNING, Province, folder, officer

CHAIN = "2.000986"
RETURNED = {"nguoi_nhan": "nguoi_nop", "da_tra": True}


def account(province: Province, code: str) -> fees.Account:
    return dossier.fees_of(code, province.lan).account


def axis(province: Province, code: str) -> str:
    return dossier.dossier_of(code, province.lan).payment


def signed(province: Province, pages: int = 3, copies: int = 2) -> str:
    """Certified copies that lie at the desk, to be paid and returned."""
    with at(MORNING):
        code = province.received(so_trang=str(pages), so_ban=str(copies))
        for values in (
            {"ket_luan": "du_dieu_kien", "so_trang": pages, "so_ban": copies},
            {"quyet_dinh": "ky"},
            {"so_ket_qua": "17", "quyen_so": "01/2024", "da_dong_dau": True},
        ):
            complete(province, code, values)
    return code


def fee_of_copies(pages: int, copies: int) -> int:
    """2.000 đồng a page, from the third on 1.000; 200.000 a copy at most."""
    per_copy = 2_000 * pages if pages <= 2 else 4_000 + 1_000 * (pages - 2)
    return min(per_copy, 200_000) * copies


def test_what_is_due_at_the_return_is_charged_when_the_result_is_there(province: Province) -> None:
    code = province.received()
    assert account(province, code) == fees.Account((), (), ())

    code = signed(province)

    (charge,) = account(province, code).charges
    assert (charge.name, charge.amount, charge.state, charge.due_time) == (
        "Phí chứng thực bản sao từ bản chính",
        10_000,
        "due",
        "return",
    )
    assert charge.legal_basis == "Thông tư số 226/2016/TT-BTC"
    assert axis(province, code) == "due"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages=st.one_of(st.integers(1, 5), st.integers(190, 210)), copies=st.integers(1, 20))
def test_certified_copies_cost_what_the_law_says_the_cap_included(
    province: Province, pages: int, copies: int
) -> None:
    code = signed(province, pages, copies)

    assert [one.amount for one in account(province, code).charges] == [fee_of_copies(pages, copies)]


def test_a_result_is_not_handed_over_while_its_fee_is_owed(province: Province) -> None:
    code = signed(province)

    with pytest.raises(dossier.FeesDue) as refused:
        complete(province, code, {**RETURNED, "hinh_thuc_thu": "da_nop"})

    assert refused.value.facts["names"] == "Phí chứng thực bản sao từ bản chính"
    assert refused.value.facts["amount"] == "10.000"
    assert dossier.dossier_of(code, province.lan).row.status == 9
    dossier.collect(code, "transfer", province.lan, shown=10_000)
    complete(province, code, {**RETURNED, "hinh_thuc_thu": "da_nop"})
    assert dossier.dossier_of(code, province.lan).row.status == 10
    assert len(account(province, code).receipts) == 1


def test_what_the_last_form_says_is_owed_is_owed_though_nobody_pays_it_there(province: Province) -> None:
    """An amount entered in the step that returns was never charged when the form said that it had been paid."""
    files = dict(folder("chung_thuc_ban_sao"))
    files["procedure.toml"] = files["procedure.toml"].replace(
        b'variable = "phi"\ndecision = "certified_copy_fee"', b'variable = "phi_tai_quay"'
    )
    asked = b'{"type": "number", "id": "quay", "key": "phi_tai_quay", "label": "Phi"},'
    files["tra_ban_sao.form"] = files["tra_ban_sao.form"].replace(
        b'"components": [', b'"components": [' + asked, 1
    )
    since = MORNING.date()
    process.deploy(files, key="chung_thuc_ban_sao", author="lan", note="Phí ghi khi trả", valid_from=since)
    code = signed(province)
    assert account(province, code).charges == ()

    with pytest.raises(dossier.FeesDue):
        complete(province, code, {**RETURNED, "phi_tai_quay": 5_000, "hinh_thuc_thu": "da_nop"})

    assert dossier.dossier_of(code, province.lan).row.status == 9


def test_the_return_itself_takes_the_money_against_a_receipt(province: Province) -> None:
    code = signed(province)

    with at(MORNING):
        complete(province, code, {**RETURNED, "hinh_thuc_thu": "tien_mat"})

    (receipt,) = account(province, code).receipts
    assert (receipt.symbol, receipt.number, receipt.amount) == ("AA-24P", 1, 10_000)
    assert (receipt.method, receipt.payer, receipt.cashier_name) == ("cash", "Rơ Châm H'Lan", "Lan")
    assert axis(province, code) == "paid"
    assert [e.data["new"] for e in history.events_of(code) if e.data.get("axis") == "payment"] == [
        "due",
        "paid",
    ]


def test_a_history_with_money_in_it_verifies_and_tells_the_same_sums(province: Province) -> None:
    code = signed(province)
    with at(MORNING):
        receipt = dossier.collect(code, "cash", province.lan)
        dossier.cancel_receipt(receipt.id, "Ghi nhầm", province.lan)
        complete(province, code, {**RETURNED, "hinh_thuc_thu": "tien_mat"})

    while history.place_events():
        pass

    assert verify(province.database)[0] == 0
    told = fees.replay(history.events_of(code), province.lan.agency_code)
    assert told == account(province, code).sums == fees.Sums(paid=10_000)


def test_a_waived_fee_holds_nothing_back(province: Province) -> None:
    code = signed(province)
    (charge,) = account(province, code).charges

    dossier.waive(code, charge.id, "Hộ nghèo", "Thông tư số 226/2016/TT-BTC", province.lan)
    complete(province, code, {**RETURNED, "hinh_thuc_thu": "da_nop"})

    assert axis(province, code) == "waived"


def business(province: Province, **answers: str) -> str:
    district = Province(province.database, officer("nga", DISTRICT), officer("ly", DISTRICT))
    return district.received(BUSINESS, **answers)


def test_a_refused_household_business_keeps_its_fee_paid(province: Province) -> None:
    nga = officer("nga", DISTRICT)
    code = business(province)
    (charge,) = dossier.fees_of(code, nga).account.charges
    assert (charge.amount, charge.state, charge.due_time) == (100_000, "paid", "acceptance")

    for values in (
        {"ket_luan": "khong_du_dieu_kien", "ly_do": "Trùng tên", "noi_dung_thong_bao": "Trùng tên"},
        {"quyet_dinh": "thong_bao", "so_ket_qua": "15/TB-TCKH"},
        RETURNED,
    ):
        (item,) = process.items_of(code)
        process.complete_user_task(item.task_id, nga, values)

    found = dossier.dossier_of(code, nga)
    assert (found.row.status, found.payment) == (10, "paid")
    with pytest.raises(fees.FeeNotRefundable):
        dossier.refund(code, charge.id, "cash", "Hồ sơ bị từ chối", "", nga)
    assert dossier.dossier_of(code, nga).payment == "paid"


def test_a_fee_of_the_acceptance_may_be_paid_afterwards_at_the_till(province: Province) -> None:
    nga = officer("nga", DISTRICT)
    code = business(province, hinh_thuc_thu="thu_sau")

    assert [(one.code, one.amount) for one in dossier.owing(nga)] == [(code, 100_000)]
    assert [one.code for one in dossier.owing(nga, "h'lan")] == [code]
    assert dossier.owing(nga, "nguyễn văn an") == ()
    dossier.collect(code, "cash", nga, payer="  Siu   Blơh ")

    assert dossier.fees_of(code, nga).account.receipts[0].payer == "Siu Blơh"
    assert dossier.owing(nga) == ()


def test_money_is_taken_by_whoever_is_charged_with_it_of_ones_own_agency(province: Province) -> None:
    code = signed(province)
    specialist = officer("minh", "H21.52.21", roles=("specialist",))

    with pytest.raises(fees.FeesNotYours):
        dossier.collect(code, "cash", specialist)
    with pytest.raises(dossier.UnknownDossier):
        dossier.collect(code, "cash", officer("nga", DISTRICT))
    assert not dossier.fees_of(code, specialist).may_collect
    assert axis(province, code) == "due"


def chain(province: Province) -> tuple[str, people.Officer]:
    process.deploy(folder("khai_sinh_lien_thong"), key="khai_sinh_lien_thong", author="test")
    answers = {
        "loai_lien_thong": "ba_viec",
        "ho_ten_tre": "Rơ Châm An",
        "ngay_sinh_tre": "2024-04-01",
        "gioi_tinh_tre": "nu",
        "noi_sinh_tre": "Trạm y tế thị trấn",
        "dan_toc_tre": "Gia Rai",
        "giay_to_sinh": "giay_chung_sinh",
        "ho_ten_me": "Rơ Châm H'Lan",
        "so_dinh_danh_me": "064190001234",
        "ho_gia_dinh": "me",
        "chu_ho": "Rơ Châm H'Lan",
        "dia_chi_thuong_tru": "Tổ dân phố 2",
        "loai_don_vi_hanh_chinh": "xa_thi_tran",
        "le_phi_cu_tru": "10000",
        "noi_kham_chua_benh": "Trung tâm y tế huyện",
        "cam_doan": "true",
    }
    found = dossier.procedure_at("H21.52.21", CHAIN)
    papers = tuple(dossier.ComponentGiven(one.name, originals=1) for one in found.sheet.cases[0].components)
    applicant = dossier.Applicant(full_name="Rơ Châm H'Lan", id_number="064190001234")
    given = dossier.Reception(CHAIN, "direct", applicant, papers, {k: [v] for k, v in answers.items()})
    return dossier.receive(given, province.lan), province.lan


def test_the_residence_fee_of_the_birth_chain_is_taken_on_account_and_given_back(
    province: Province,
) -> None:
    code, lan = chain(province)

    (charge,) = account(province, code).charges
    assert (charge.amount, charge.state, charge.refundable, charge.holds_result) == (
        10_000,
        "due",
        True,
        False,
    )
    assert charge.payee == "Công an tiếp nhận hồ sơ đăng ký thường trú"
    with at(MORNING):
        dossier.collect(code, "cash", lan)
    day = MORNING.date()
    assert dict(fees.takings(lan.agency_code, day, day).by_kind) == {"on_account": 10_000}
    dossier.refund(code, charge.id, "cash", "Không đăng ký thường trú", "TTLT 05/2015", lan)
    assert axis(province, code) == "refunded"


def test_the_printed_receipt_is_the_one_of_the_book(province: Province) -> None:
    code = signed(province)
    with pytest.raises(dossier.SlipNotPrintable):
        dossier.print_slip(law.SlipKind.FEE, code, province.lan)
    with at(MORNING):
        receipt = dossier.collect(code, "cash", province.lan)

    issued = dossier.print_slip(law.SlipKind.FEE, code, province.lan)

    text = words(dossier.slip_pdf(issued))
    for said in ("01BLP", "AA-24P", "0000001", "10.000 đồng", "Tiền mặt", "Mười nghìn đồng"):
        assert said in text
    assert dossier.print_slip(law.SlipKind.FEE, code, province.lan, receipt.id).number == issued.number
    dossier.cancel_receipt(receipt.id, "Ghi nhầm", province.lan)
    with pytest.raises(dossier.SlipNotPrintable):
        dossier.print_slip(law.SlipKind.FEE, code, province.lan)
    assert axis(province, code) == "due"


def sheet_with(files: dict[str, bytes], **facts: Any) -> dict[str, bytes]:
    """The certified copies' folder with another line of fees in its sheet."""
    told = "".join(f"{key} = {value}\n" for key, value in facts.items())
    line = f'[[fee.line]]\nid = "le_phi"\nname = "Lệ phí"\nkind = "le_phi"\nevidence = "M"\n{told}\n'
    return {
        **files,
        "procedure.toml": files["procedure.toml"].replace(b"[[result]]", line.encode() + b"[[result]]", 1),
    }


@pytest.mark.parametrize(
    ("facts", "charged"),
    [
        ({"amount": 5000}, True),
        ({"amount": 5000, "channels": '["direct"]'}, True),
        ({"amount": 5000, "valid_to": "2024-04-14"}, False),
        ({"amount": 5000, "valid_from": "2024-04-15"}, True),
        ({"amount": 5000, "valid_from": "2024-04-16"}, False),
        ({"variable": '"so_ket_qua"'}, False),
    ],
)
def test_a_line_is_charged_by_the_sheet_of_the_day_of_acceptance(
    province: Province, facts: dict[str, Any], charged: bool
) -> None:
    files = sheet_with(dict(folder("chung_thuc_ban_sao")), due='"acceptance"', **facts)
    process.deploy(files, key="chung_thuc_ban_sao", author="test", valid_from=MORNING.date())

    with at(MORNING):
        code = province.received()

    assert [one.amount for one in account(province, code).charges] == [5_000] * charged
