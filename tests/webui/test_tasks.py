"""The inbox and one task, without JavaScript; who was faster; drafts; the next task."""

from datetime import timedelta

import pytest
from flask import Flask

from engine import clock, dossier, process
from engine.node import Node
from tests.engine.province import Province
from tests.webui import crowd
from tests.webui.browsers import Browser
from tests.webui.conftest import SignedIn


@pytest.fixture
def commune(agency: Node) -> Province:
    """The commune's dossiers, received by officers with real accounts."""
    return Province(agency.database, crowd.officer("lan"), crowd.officer("minh"))


def test_tasks_are_listed_by_due_date_with_the_band_in_words(commune: Province, signed_in: SignedIn) -> None:
    with clock.at(clock.now() - timedelta(days=30)):
        late = commune.received()
    fresh = commune.received()

    page = signed_in("lan").get("/viec")

    rows = [row.text_content() for row in page.all("tbody tr")]
    assert late in rows[0]
    assert "Quá hạn" in rows[0]
    assert fresh in rows[1]
    assert "1 việc quá hạn" in page.text


def test_tasks_are_found_without_marks(commune: Province, signed_in: SignedIn) -> None:
    commune.received()
    browser = signed_in("lan")
    browser.get("/viec")

    assert len(browser.press("Tìm", q="ro cham").all("tbody tr")) == 1
    assert "Không có việc nào khớp" in browser.press("Tìm", q="khong co ai").text


def test_a_claimed_task_moves_to_mine_and_back(commune: Province, signed_in: SignedIn) -> None:
    commune.received()
    browser = signed_in("lan")
    browser.get("/viec?xem=group")

    browser.press("Nhận việc")
    assert len(browser.get("/viec?xem=mine").all("tbody tr")) == 1
    assert browser.get("/viec?xem=group").all("tbody tr") == []

    browser.get(f"/viec/{commune.task(_only()).task_id}")
    browser.press("Trả việc về nhóm")
    assert len(browser.get("/viec?xem=group").all("tbody tr")) == 1


def _only() -> str:
    return dossier.search(crowd.officer("lan")).items[0].code


def test_a_task_shows_its_form_the_dossier_and_what_happened(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()

    page = signed_in("lan").get(f"/viec/{commune.task(code).task_id}")

    assert page.one("h1").text == commune.task(code).name
    assert code in page.text
    assert "Rơ Châm H'Lan" in page.text
    assert "Tiếp nhận hồ sơ" in page.one(".timeline").text_content()


def test_what_was_asked_and_answered_before_stands_beside_the_task(
    commune: Province, signed_in: SignedIn
) -> None:
    code = commune.received()
    browser = signed_in("lan")
    browser.get(f"/viec/{commune.task(code).task_id}")
    assert "Bằng tốt nghiệp" in browser.page.one("[aria-labelledby=noi-dung-ho-so]").text_content()

    complete(browser, code)

    earlier = browser.page.one("[aria-labelledby=noi-dung-ho-so]").text_content()
    assert "Đủ điều kiện chứng thực" in earlier
    assert crowd.NAMES["lan"] in earlier


def test_a_form_with_errors_says_which_and_keeps_what_was_typed(
    commune: Province, signed_in: SignedIn
) -> None:
    code = commune.received()
    browser = signed_in("lan")
    browser.get(f"/viec/{commune.task(code).task_id}")
    field = _first_text_field(browser)

    page = browser.send("Hoàn thành đối chiếu", {field: "đã đối chiếu"})

    assert page.status == 422
    assert page.title.startswith("Lỗi:")
    assert page.all(".mc-error-summary a")
    assert page.one(f"[name='{field}']").get("value", "") or page.one(f"[name='{field}']").text


def _first_text_field(browser: Browser) -> str:
    return str(browser.page.all("#bieu-mau textarea, #bieu-mau input[type=text]")[0].get("name"))


def test_a_draft_is_there_again_tomorrow(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()
    address = f"/viec/{commune.task(code).task_id}"
    browser = signed_in("lan")
    browser.get(address)
    field = _first_text_field(browser)

    page = browser.send("Lưu nháp", {field: "còn dở"})
    assert "Đã lưu nháp" in page.text

    again = signed_in("lan").get(address)
    control = again.one(f"[name='{field}']")
    assert "còn dở" in (control.get("value") or control.text)
    assert signed_in("minh").get(address).one(f"[name='{field}']").text_content().strip() == ""


ANSWERS = {
    "compare_copies": {"so_trang": "3", "so_ban": "2", "ket_luan": "du_dieu_kien"},
    "sign_certification": {"quyet_dinh": "ky"},
    "number_and_seal": {
        "so_ket_qua": "17",
        "quyen_so": "01/2026",
        "ngay_ket_qua": "23/11/2026",
        "da_dong_dau": "true",
    },
    "return_copies": {
        "hinh_thuc_thu": "tien_mat",
        "nguoi_nhan": "nguoi_nop",
        "da_tra": "true",
    },
}
"""What an officer answers in each step of the certification of copies."""


def complete(browser: Browser, code: str) -> None:
    """Answer the form of the task that is open and complete it."""
    (item,) = process.items_of(code)
    typed = dict(ANSWERS[item.element_id])
    words = browser.page.one("#bieu-mau button[value=submit]:not([tabindex])").text_content()
    browser.send(words, typed)


def test_a_dossier_goes_from_the_counter_to_its_end_through_the_pages(
    commune: Province, signed_in: SignedIn
) -> None:
    code = commune.received()
    browser = signed_in("lan")
    browser.get(f"/viec/{commune.task(code).task_id}")

    for _ in ANSWERS:
        assert browser.page.status == 200, browser.page.text
        complete(browser, code)

    assert process.items_of(code) == ()
    assert f"hồ sơ {code} đã kết thúc" in browser.page.text
    assert "Đã trả kết quả" in browser.get(f"/ho-so/{code}").text


def test_the_slower_officer_is_told_who_was_faster_and_when(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()
    address = f"/viec/{commune.task(code).task_id}"
    lan, minh = signed_in("lan"), signed_in("minh")
    lan.get(address)
    minh.get(address)

    complete(minh, code)
    lan.send("Hoàn thành đối chiếu", ANSWERS["compare_copies"])

    assert lan.page.status == 409
    assert f"đã được {crowd.NAMES['minh']} hoàn thành lúc" in lan.page.text
    assert f"{clock.local(clock.now()):%d/%m/%Y}" in lan.page.text


def test_a_task_taken_by_somebody_else_can_be_looked_at_only(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()
    task_id = commune.task(code).task_id
    process.claim(task_id, crowd.officer("minh"))

    page = signed_in("lan").get(f"/viec/{task_id}")

    assert f"đã được {crowd.NAMES['minh']} nhận" in page.text.replace("  ", " ")
    assert page.all("#bieu-mau input:not([type=hidden]), #bieu-mau textarea") == []
    assert page.all("main button") == []


def test_an_officer_without_the_role_is_refused(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()

    page = signed_in("hoa").get(f"/viec/{commune.task(code).task_id}")

    assert page.status == 403
    assert signed_in("hoa").get("/viec").all("tbody tr") == []


def test_after_a_task_of_a_finished_dossier_the_next_urgent_one_is_offered(
    commune: Province, signed_in: SignedIn
) -> None:
    waiting, code = commune.received(), commune.received()
    browser = signed_in("lan")
    browser.get(f"/viec/{commune.task(code).task_id}")

    for _ in ANSWERS:
        complete(browser, code)

    link = browser.page.one(".notice a").get("href")
    assert link == f"/viec/{commune.task(waiting).task_id}"


def test_an_empty_inbox_says_that_nothing_waits(app: Flask, signed_in: SignedIn) -> None:
    assert "Không còn việc nào đang chờ" in signed_in("lan").get("/viec").text
