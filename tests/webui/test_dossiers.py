"""Dossiers found and read; their files; their receipt."""

from datetime import timedelta

import pytest
from flask import Flask

from engine import clock, dossier, history, mail, process, store
from engine.node import Node
from tests.engine.province import CERTIFIED_COPIES, DISTRICT, Province, officer
from tests.webui import crowd
from tests.webui.conftest import SignedIn
from webui import formats

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 400_000


@pytest.fixture
def commune(agency: Node) -> Province:
    return Province(agency.database, crowd.officer("lan"), crowd.officer("minh"))


def test_a_scanned_code_opens_its_dossier_at_once(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()
    commune.received()
    browser = signed_in("lan")
    browser.get("/ho-so")

    assert browser.press("Tìm", q=code.lower()).address == f"/ho-so/{code}"


def test_dossiers_are_found_by_name_without_marks(commune: Province, signed_in: SignedIn) -> None:
    commune.received()
    browser = signed_in("lan")
    browser.get("/ho-so")

    assert len(browser.press("Tìm", q="ro cham").all("tbody tr")) == 1
    assert "Không có hồ sơ nào khớp" in browser.press("Tìm", q="khong co ai").text


def test_a_dossier_tells_who_holds_it_and_how_its_due_date_was_reckoned(
    commune: Province, signed_in: SignedIn
) -> None:
    code = commune.received()

    page = signed_in("lan").get(f"/ho-so/{code}")

    item = commune.task(code)
    assert item.name in page.one("[aria-labelledby=t-o-dau]").text_content()
    steps = page.all("main details")[0].text_content()
    assert "Tiếp nhận lúc" in steps
    assert "Hẹn trả kết quả lúc" in steps
    assert "{" not in steps


def test_a_dossier_tells_until_when_each_step_should_be_done(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()

    told = signed_in("lan").get(f"/ho-so/{code}").all("main details")[1].text_content()

    sheet = dossier.procedure_at(commune.lan.agency_code, CERTIFIED_COPIES).sheet
    assert "Thời hạn của từng bước" in told
    assert all(step.name in told for step in sheet.steps)


def test_a_dossier_entered_later_shows_both_clocks(commune: Province, signed_in: SignedIn) -> None:
    with clock.at(clock.now() - timedelta(days=1)):
        code = commune.received()
    browser = signed_in("lan")
    assert "nhập hệ thống lúc" not in browser.get(f"/ho-so/{code}").text

    hour = timedelta(hours=1)
    process.declare_outage(
        clock.now() - 31 * hour, "Mất điện", "Quầy", crowd.officer("lan"), ended_at=clock.now() - 29 * hour
    )
    late = dossier.Reception(
        procedure_code="2.000815",
        channel="direct",
        applicant=dossier.Applicant(full_name="Siu Blơh"),
        components=(dossier.ComponentGiven("", originals=1),),
        answers={k: [v] for k, v in _answers().items()},
        received_at=clock.now() - timedelta(hours=30),
    )
    page = browser.get(f"/ho-so/{dossier.receive(late, crowd.officer('lan'))}")

    assert "nhập hệ thống lúc" in page.one(".timeline").text_content()


def _answers() -> dict[str, str]:
    from tests.engine.province import CERTIFIED_COPIES, START_ANSWERS

    return dict(START_ANSWERS[CERTIFIED_COPIES])


def test_files_come_back_byte_for_byte_with_a_safe_header(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()
    browser = signed_in("lan")
    browser.get(f"/ho-so/{code}")

    browser.send("Tải lên", {}, {"_file:tep": ("Ảnh hiện trạng.png", PNG)})
    link = browser.page.one(".mc-file a")
    answer = browser.client.get(link.get("href"))

    assert link.text == "Ảnh hiện trạng.png"
    assert answer.data == PNG
    assert answer.mimetype == "image/png"
    assert answer.content_length == len(PNG)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("trang.html", b"<script>alert(1)</script>", "không đúng loại"),
        ("gia.png", b"<html>", "không đúng loại"),
        ("to.pdf", b"%PDF-" + b"0" * (process.MAX_SIZE + 1), "không quá 10 MB"),
        ("rong.pdf", b"", "không đúng loại"),
    ],
)
def test_a_file_that_is_not_taken_says_why(
    commune: Province, signed_in: SignedIn, name: str, content: bytes, said: str
) -> None:
    code = commune.received()
    browser = signed_in("lan")
    browser.get(f"/ho-so/{code}")

    page = browser.send("Tải lên", {}, {"_file:tep": (name, content)})

    assert page.status == 422
    assert said in page.one("#loi").text_content()
    assert dossier.dossier_of(code, crowd.officer("lan")).files == ()


def test_a_text_file_is_saved_and_not_shown(commune: Province, signed_in: SignedIn) -> None:
    kept = process.keep_file("ghi chú.txt", [b"<script>"], crowd.officer("lan"), commune.received())

    answer = signed_in("lan").client.get(f"/tep/{kept.id}")

    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_another_agencys_file_and_dossier_do_not_exist_here(commune: Province, signed_in: SignedIn) -> None:
    stranger = officer("district", DISTRICT)
    kept = process.keep_file("mat.txt", [b"secret"], stranger)
    browser = signed_in("lan")

    assert browser.get(f"/tep/{kept.id}").status == 404
    assert browser.get("/ho-so/H21.52-240101-0001").status == 404


def test_the_receipt_is_a_pdf_to_print(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()

    answer = signed_in("lan").client.get(f"/ho-so/{code}/bien-nhan.pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert code in answer.headers["Content-Disposition"]


def test_an_empty_list_says_what_will_be_there(app: Flask, signed_in: SignedIn) -> None:
    assert "Chưa có hồ sơ nào" in signed_in("lan").get("/ho-so").text


def test_what_the_portal_does_not_know_yet_is_said_and_listed(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()
    browser = signed_in("lan")

    assert "Chưa gửi" in browser.get(f"/ho-so/{code}").one("[aria-labelledby=t-dong-bo]").text_content()
    page = browser.get("/ho-so?dong-bo=chua")
    assert [link.text_content() for link in page.all("tbody a")] == [code]
    assert page.one(".tabs [aria-current]").text_content() == "Chưa đồng bộ 1"

    for draft in mail.drafts():
        mail.seal(draft.id, b"signed", "a" * 64)
    while (row := mail.claim()) is not None:
        mail.delivered(row, b"receipt")

    assert "Đã nhận tình trạng mới nhất" in browser.get(f"/ho-so/{code}").text
    assert "Mọi hồ sơ đã đồng bộ" in browser.get("/ho-so?dong-bo=chua").text


@pytest.mark.parametrize(
    ("hours", "told"), [(3, ("ok", "Xong trước hạn 3 giờ")), (-50, ("late", "Xong sau hạn 2 ngày"))]
)
def test_what_is_done_is_no_longer_about_to_be_due(hours: int, told: tuple[str, str]) -> None:
    done = clock.now() - timedelta(days=400)

    found = formats.due(done + timedelta(hours=hours), done)

    assert (found.band, found.words) == told


def test_the_history_says_to_which_date_and_what_became_of_the_result(
    commune: Province, signed_in: SignedIn
) -> None:
    """«Thay đổi hạn trả» named no date, «Trả kết quả» stood there before anything was handed over."""
    code = commune.received()
    moved = {"axis": "due", "kind": "extension", "old": None, "new": "2026-12-04T10:00:00+00:00"}
    ready = {"axis": "delivery", "old": "none", "new": "ready", "why": {}}
    with store.transaction():
        history.record(history.act_of(commune.lan, "due_changed", code, data=moved))
        history.record(history.act_of(commune.lan, "delivery_changed", code, data=ready))

    text = signed_in("lan").get(f"/ho-so/{code}").text

    assert "Thay đổi hạn trả: 17:00 04/12/2026" in text
    assert "Kết quả: chờ người nộp đến nhận" in text
