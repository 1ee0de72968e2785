"""The till in pages: scanned, taken once, printed, cancelled; waived and given back; what the day came to; what all may see."""

import io
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from openpyxl import load_workbook

from engine import clock, dossier, fees, mail, people, process, store
from engine.node import Node
from tests.engine.province import CERTIFIED_COPIES, DISTRICT, Province, folder
from tests.webui import crowd
from tests.webui.browsers import Browser, Page
from tests.webui.conftest import SignedIn
from tests.webui.showcase import CODE, told

SIGNED = (
    {"ket_luan": "du_dieu_kien", "so_trang": 3, "so_ban": 2},
    {"quyet_dinh": "ky"},
    {"so_ket_qua": "17", "quyen_so": "01/2026", "da_dong_dau": True},
)


@pytest.fixture
def commune(agency: Node) -> Province:
    return Province(agency.database, crowd.officer("lan"), crowd.officer("minh"))


def ready(commune: Province) -> str:
    """Certified copies to be paid: 10.000 đồng."""
    code = commune.received()
    for values in SIGNED:
        process.complete_user_task(commune.task(code).task_id, commune.lan, values)
    return code


def account(code: str) -> fees.Account:
    return fees.account_of(fees.Owner(code, "H21.52.21"))


def test_a_scan_and_two_presses_take_the_money_and_show_the_receipt(
    commune: Province, signed_in: SignedIn
) -> None:
    code = ready(commune)
    browser = signed_in("lan")
    listed = browser.get("/thu-phi")
    assert [row.text_content() for row in listed.all("tbody .code")] == [code]

    bill = browser.press("Mở", q=code.lower())
    assert bill.address == f"/thu-phi/{code}"
    assert bill.one("[name=method][checked]").get("value") == "cash"
    receipt = browser.press("Thu 10.000 đ")

    assert "Đã thu 10.000 đ, biên lai số 0000001" in receipt.text
    assert receipt.one("h1").text == "Biên lai số 0000001"
    assert "data-focus" in browser.page.one("form[action$='/in'] button").attrib
    (printed,) = [one for one in browser.page.all("form") if one.get("action").endswith("/in")]
    token = printed.cssselect("[name=csrf_token]")[0].get("value")
    pdf = browser.client.post(printed.get("action"), data={"csrf_token": token}, follow_redirects=True)
    assert pdf.mimetype == "application/pdf"
    assert "Không còn khoản phải thu" in browser.get("/thu-phi").text
    assert "10.000 đ" in browser.page.one("[aria-labelledby=t-hom-nay]").text_content()


def test_a_double_click_collects_once(commune: Province, signed_in: SignedIn) -> None:
    code = ready(commune)
    browser = signed_in("lan")
    page = browser.get(f"/thu-phi/{code}")

    first = browser.press("Thu 10.000 đ")
    browser.page = page
    second = browser.press("Thu 10.000 đ")

    assert first.address == second.address
    assert [one.number for one in account(code).receipts] == [1]
    again = browser.get(f"/thu-phi/{code}")
    assert not again.all("form[method=post] [name=method]")


def test_a_page_that_shows_an_old_amount_takes_nothing(commune: Province, signed_in: SignedIn) -> None:
    code = ready(commune)
    browser = signed_in("lan")
    browser.get(f"/thu-phi/{code}")

    page = browser.press("Thu 10.000 đ", shown="8000")

    assert page.status == 409
    assert "Số tiền phải thu đã thay đổi" in page.text
    assert account(code).receipts == ()


def test_a_return_before_the_payment_names_what_is_owed_and_keeps_the_task(
    commune: Province, signed_in: SignedIn
) -> None:
    files = dict(folder("chung_thuc_ban_sao"))
    taking = b"fee.collect, "
    files["chung_thuc_ban_sao.bpmn"] = files["chung_thuc_ban_sao.bpmn"].replace(taking, b"")
    process.deploy(files, key="chung_thuc_ban_sao", author="Lan", note="Chỉ thu tiền ở quầy thu phí")
    code = ready(commune)
    browser = signed_in("lan")
    address = f"/viec/{commune.task(code).task_id}"
    page = browser.get(address)
    assert "Còn phải thu 10.000 đ: Phí chứng thực bản sao từ bản chính" in page.text

    refused = browser.press("Đã trả kết quả", hinh_thuc_thu="tien_mat", nguoi_nhan="nguoi_nop", da_tra="true")

    assert refused.status == 409
    assert f"Hồ sơ {code} còn phải thu 10.000 đồng: Phí chứng thực bản sao từ bản chính" in refused.text
    assert commune.task(code).element_id == "return_copies"


def test_a_return_form_does_not_ask_for_money_that_the_till_has(
    commune: Province, signed_in: SignedIn
) -> None:
    """It once asked how the fee was paid although the receipt was given, and offered to say that it was."""
    code = ready(commune)
    dossier.collect(code, "cash", commune.lan)
    browser = signed_in("lan")

    page = browser.get(f"/viec/{commune.task(code).task_id}")

    assert "Đã thu 10.000 đồng, đã có biên lai; không phải thu thêm." in page.text
    assert shown(page, "hinh_thuc_thu") == []
    browser.press("Đã trả kết quả", nguoi_nhan="nguoi_nop", da_tra="true")
    assert dossier.dossier_of(code, commune.lan).row.status == 10
    assert len(account(code).receipts) == 1


def test_a_return_form_asks_again_when_the_receipt_was_cancelled_meanwhile(
    commune: Province, signed_in: SignedIn
) -> None:
    code = ready(commune)
    receipt = dossier.collect(code, "cash", commune.lan)
    browser = signed_in("lan")
    browser.get(f"/viec/{commune.task(code).task_id}")
    dossier.cancel_receipt(receipt.id, "Ghi nhầm", commune.lan)

    page = browser.press("Đã trả kết quả", nguoi_nhan="nguoi_nop", da_tra="true")

    assert page.status == 422
    assert [one.get("value") for one in shown(page, "hinh_thuc_thu")] == [
        "tien_mat",
        "chuyen_khoan",
        "truc_tuyen",
    ]
    assert "không phải thu thêm" not in page.text
    browser.press("Đã trả kết quả", hinh_thuc_thu="tien_mat", nguoi_nhan="nguoi_nop", da_tra="true")
    assert dossier.dossier_of(code, commune.lan).payment == "paid"


def test_a_waived_fee_is_not_asked_for_at_the_return(commune: Province, signed_in: SignedIn) -> None:
    code = ready(commune)
    dossier.waive(code, account(code).charges[0].id, "Hộ nghèo", "Thông tư số 226/2016/TT-BTC", commune.lan)

    page = signed_in("lan").get(f"/viec/{commune.task(code).task_id}")

    assert "Không có khoản phải thu." in page.text
    assert shown(page, "hinh_thuc_thu") == []


def shown(page: Page, name: str) -> list[Any]:
    """The controls of a field that a person sees."""
    return [
        one
        for one in page.all(f"[name={name}]")
        if not any("hidden" in up.attrib for up in (one, *one.iterancestors()))
    ]


def test_a_receipt_is_cancelled_with_a_reason_and_stays_in_the_book(
    commune: Province, signed_in: SignedIn
) -> None:
    code = ready(commune)
    browser = signed_in("lan")
    browser.get(f"/thu-phi/{code}")
    browser.press("Thu 10.000 đ", payer="Siu Blơh")

    page = browser.press("Hủy biên lai", reason="Ghi nhầm người nộp")

    assert "Đã hủy biên lai số 0000001" in page.text
    book = browser.get("/thu-phi/so-bien-lai")
    assert "Ghi nhầm người nộp" in book.one("tbody tr").text_content()
    assert "Siu Blơh" in book.one("tbody tr").text_content()
    assert dossier.dossier_of(code, commune.lan).payment == "due"


def test_the_days_list_adds_up_to_its_receipts(commune: Province, signed_in: SignedIn) -> None:
    codes = [ready(commune) for _ in range(3)]
    for code, method in zip(codes, ("cash", "transfer", "cash"), strict=True):
        dossier.collect(code, method, commune.lan)
    dossier.cancel_receipt(account(codes[2]).receipts[0].id, "Thu nhầm", commune.lan)

    answer = signed_in("lan").client.get("/thu-phi/so-bien-lai/bang-ke.xlsx")

    rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    money = [row for row in rows if row[0] in (1, 2, 3)]
    assert [row[2] for row in money] == ["0000001", "0000002", "0000003"]
    assert [row[8] for row in money] == [10_000, 10_000, 0]
    (total,) = [row for row in rows if "Tổng cộng thực thu" in row]
    assert total[8] == sum(row[8] for row in money)
    assert "Thu nhầm" in str(money[2][10])


@pytest.mark.parametrize("asked", ["tu=0001-01-01", "den=9999-12-31", "tu=x&den=2026-02-31"])
def test_days_no_calendar_holds_show_today(asked: str, commune: Province, signed_in: SignedIn) -> None:
    """The ends of the calendar have no midnight before or after them: the page once broke there."""
    page = signed_in("lan").get(f"/thu-phi/so-bien-lai?{asked}")

    assert page.status == 200
    assert page.one("[name=tu]").get("value") == clock.today().isoformat()


def test_a_collector_s_money_is_taken_over_by_another_with_a_list(
    commune: Province, signed_in: SignedIn
) -> None:
    people.grant(commune.minh.account_id, "cashier", commune.minh.unit_code)
    code = ready(commune)
    dossier.collect(code, "cash", commune.lan)
    own = signed_in("lan").get("/thu-phi/nop-quy")
    assert "10.000 đ" in own.one("tbody tr").text_content()
    assert own.all("tbody button") == []

    browser = signed_in("minh")
    browser.get("/thu-phi")
    browser.get("/thu-phi/nop-quy")
    page = browser.press("Đã nhận 10.000 đ")

    assert "Đã nhận 10.000 đ tiền mặt của Nguyễn Thị Lan." in page.text
    assert page.one("h1").text == "Nộp quỹ lần số 1"
    answer = browser.client.get(page.address + "/bang-ke.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    (row,) = [row for row in rows if row[0] == 1]
    assert (row[2], row[4], row[8]) == ("0000001", code, 10_000)
    said = " ".join(str(cell) for row in rows for cell in row)
    assert "Người nộp: Nguyễn Thị Lan. Người nhận: Rơ Châm Minh" in said
    assert "Tiền mặt giao nhận: 10.000 đ" in said
    assert browser.client.get(page.address + "/bang-ke.pdf").data.startswith(b"%PDF")
    assert "Không ai đang giữ tiền" in browser.get("/thu-phi/nop-quy").text
    assert "Số 1" in browser.page.text


def test_codes_on_the_printed_list_stay_in_their_column(commune: Province, signed_in: SignedIn) -> None:
    """A code once ran into the payer's name beside it."""
    code = ready(commune)
    dossier.collect(code, "cash", commune.lan)

    answer = signed_in("lan").client.get("/thu-phi/so-bien-lai/bang-ke.pdf")

    page = pypdfium2.PdfDocument(answer.data)[0].get_textpage()
    text = page.get_text_range()
    at, beside = text.index(code), text.index("Rơ Châm")
    right_end = page.get_charbox(at + len(code) - 1)[2]
    assert right_end + 4 < page.get_charbox(beside)[0]


def test_a_charge_is_waived_beside_its_dossier(commune: Province, signed_in: SignedIn) -> None:
    code = ready(commune)
    browser = signed_in("lan")
    browser.get(f"/ho-so/{code}")

    page = browser.press("Ghi miễn", reason="Hộ nghèo", basis="Thông tư số 226/2016/TT-BTC")

    assert "Miễn: Hộ nghèo (Thông tư số 226/2016/TT-BTC)" in page.one("[aria-labelledby=phi]").text_content()
    assert dossier.dossier_of(code, commune.lan).payment == "waived"


def test_what_may_not_be_given_back_has_no_button_and_no_way_round(
    commune: Province, signed_in: SignedIn
) -> None:
    code = ready(commune)
    dossier.collect(code, "cash", commune.lan)
    browser = signed_in("lan")
    page = browser.get(f"/ho-so/{code}")
    assert not [one for one in page.all("button") if "hoàn trả" in one.text_content()]

    token = page.all("[name=csrf_token]")[0].get("value")
    (charge,) = account(code).charges
    answer = browser.client.post(
        f"/ho-so/{code}/khoan-thu/{charge.id}/hoan-tra",
        data={"csrf_token": token, "method": "cash", "reason": "Bị từ chối"},
    )

    assert answer.status_code == 409
    assert "không được hoàn trả theo tờ thủ tục" in answer.get_data(as_text=True)
    assert account(code).refunds == ()


def test_who_has_nothing_to_do_with_money_sees_no_till(commune: Province, signed_in: SignedIn) -> None:
    code = ready(commune)
    browser = signed_in("hoa")

    for address in (
        "/thu-phi",
        f"/thu-phi/{code}",
        "/thu-phi/so-bien-lai",
        "/thu-phi/so-bien-lai/bang-ke.xlsx",
    ):
        assert browser.get(address).status == 403, address
    assert "Thu phí" not in [one.text for one in browser.get("/viec").all(".nav a")]


def test_a_payment_is_told_to_the_portal_without_a_word_about_persons(commune: Province) -> None:
    code = ready(commune)
    dossier.collect(code, "cash", commune.lan, payer="Siu Blơh")

    sent = [one.payload for one in mail.drafts() if one.dossier == code]

    assert [one["fees"]["due"] for one in sent if one.get("fees")][0] == 10_000
    assert sent[-1]["fees"] == {
        "due": 0,
        "paid": 10_000,
        "refunded": 0,
        "waived": 0,
        "lines": [{"name": "Phí chứng thực bản sao từ bản chính", "amount": 10_000, "state": "paid"}],
    }
    assert "Siu" not in str(sent)


def test_the_portal_keeps_step_and_status_when_only_the_fees_are_news(
    portal: Node, portal_app: Flask
) -> None:
    told(portal)
    line = {"name": "Lệ phí", "amount": 50_000, "state": "refunded"}
    news = {"fees": {"due": 0, "paid": 0, "refunded": 50_000, "waived": 0, "lines": [line]}}
    with store.using(portal.database):
        _tell_fees_alone(news)

    page = Browser(portal_app).get(f"/?ma={CODE}")

    assert "Đang đối chiếu" in page.text
    assert page.one("h1").text == "Đang xử lý"
    (row,) = [row for row in page.all(".facts > div") if row.cssselect("dt")[0].text == "Lệ phí"]
    assert " ".join(row.cssselect("dd")[0].text_content().split()) == "50.000 đ Đã hoàn trả"


def _tell_fees_alone(news: dict[str, object]) -> None:
    facts = {"sender": "H21.52.21", "recipient": "H21.00.99", "dossier": CODE, "mtype": "STATUS"}
    row = mail.Incoming(**{name: facts.get(name) for name in mail.Incoming.__dataclass_fields__})  # type: ignore[arg-type]
    payload = {
        "agency_name": "UBND thị trấn Chư Prông",
        "lead_agency": "H21.52.21",
        "masked_name": "Rơ C*** H'Lan",
        "changed_at": "2026-11-24T02:00:00+00:00",
        **news,
    }
    with store.transaction():
        dossier.take_status(row, payload)


def test_the_public_reads_what_a_procedure_costs(commune: Province, app: Flask) -> None:
    browser = Browser(app)
    listed = browser.get("/thu-tuc")
    assert "Chứng thực bản sao từ bản chính" in listed.text

    page = browser.get(f"/thu-tuc/{CERTIFIED_COPIES}")

    row = page.one("[aria-labelledby=t-phi] tbody tr").text_content()
    for said in ("Phí chứng thực bản sao", "tối đa 200.000 đồng/bản", "Khi trả kết quả", "Không hoàn trả"):
        assert said in row
    assert browser.get("/thu-tuc/9.999999").status == 404


def test_a_procedure_whose_name_is_confidential_is_not_listed(commune: Province, app: Flask) -> None:
    files = dict(folder("chung_thuc_ban_sao"))
    files["procedure.toml"] = files["procedure.toml"].replace(b"public_name = true", b"public_name = false")
    process.deploy(files, key="chung_thuc_ban_sao", author="test")
    browser = Browser(app)

    assert "Chứng thực bản sao" not in browser.get("/thu-tuc").text
    assert browser.get(f"/thu-tuc/{CERTIFIED_COPIES}").status == 404
    code = ready(commune)
    dossier.collect(code, "cash", commune.lan)
    told_last = [one.payload for one in mail.drafts() if one.dossier == code][-1]
    assert (told_last["procedure_name"], told_last["fees"]["lines"]) == (None, [])


def test_another_agency_has_nothing_to_collect(commune: Province) -> None:
    code = ready(commune)

    assert dossier.owing(commune.lan)[0].code == code
    assert fees.owing(DISTRICT, 10) == ()
