"""The public look-up: sloppy codes, polite answers, a limit to the pace, and nothing personal."""

import pytest
from flask import Flask

from engine.node import Node
from tests.webui.browsers import Browser
from tests.webui.showcase import CODE, explained, told


@pytest.mark.parametrize(
    "typed", [CODE, CODE.lower(), "h21.52.21 261123 0001", "  H21.52.21–261123–0001 ", "H21.52.21261123-0001"]
)
def test_a_code_is_taken_as_people_type_it(portal: Node, portal_app: Flask, typed: str) -> None:
    told(portal)
    browser = Browser(portal_app)
    browser.get("/")

    page = browser.press("Tra cứu", ma=typed)

    assert page.one("h1").text == "Đang xử lý"
    assert CODE in page.text


def test_the_answer_names_step_agency_dates_and_freshness_and_masks_the_person(
    portal: Node, portal_app: Flask
) -> None:
    told(portal)

    text = Browser(portal_app).get(f"/?ma={CODE}").text

    for expected in (
        "Đang đối chiếu",
        "UBND thị trấn Chư Prông",
        "09:00 23/11/2026",
        "Còn hạn",
        "Cập nhật lần cuối",
    ):
        assert expected in text
    assert "Rơ C*** H'Lan" in text


@pytest.mark.parametrize(("status", "said"), [(5, "chờ bổ sung"), (6, "chờ nộp tiền")])
def test_a_date_that_waits_for_the_applicant_is_said_not_to_hold(
    status: int, said: str, portal: Node, portal_app: Flask
) -> None:
    """The old date stood there alone, as if it still held."""
    told(portal, status=status)

    facts = Browser(portal_app).get(f"/?ma={CODE}").one(".facts").text_content()

    assert f"Ngày này chưa tính thời gian {said}; có ngày hẹn mới" in facts
    assert "Còn hạn" not in facts


def test_a_confidential_procedure_is_not_named(portal: Node, portal_app: Flask) -> None:
    told(portal, procedure_name=None)

    assert "Thủ tục" not in Browser(portal_app).get(f"/?ma={CODE}").one(".facts").text_content()


def test_a_finished_dossier_shows_no_deadline_band_any_more(portal: Node, portal_app: Flask) -> None:
    told(portal, status=9, due_at="2020-01-01T00:00:00+00:00")

    page = Browser(portal_app).get(f"/?ma={CODE}")

    assert page.all(".due") == []
    assert "Kết quả đã có tại" in page.text


UNTIL = "2026-12-23T10:00:00+00:00"


def test_a_supplement_request_tells_what_is_missing_and_until_when(portal: Node, portal_app: Flask) -> None:
    papers = [{"name": "Giấy xác nhận khuyết tật", "note": "bản sao có chứng thực"}]
    told(
        portal,
        status=5,
        notice={"kind": "supplement", "text": "Thiếu giấy tờ", "papers": papers, "until": UNTIL},
    )

    notice = Browser(portal_app).get(f"/?ma={CODE}").one(".notice--warn").text_content()

    for expected in ("Thiếu giấy tờ", "Giấy xác nhận khuyết tật: bản sao có chứng thực", "17:00 23/12/2026"):
        assert expected in notice


def test_a_confidential_supplement_request_sends_to_the_agency_instead(
    portal: Node, portal_app: Flask
) -> None:
    told(portal, status=5, notice={"kind": "supplement", "until": UNTIL})

    notice = Browser(portal_app).get(f"/?ma={CODE}").one(".notice--warn").text_content()

    assert "Liên hệ" in notice
    assert "17:00 23/12/2026" in notice


def test_an_apology_gives_the_reason_and_the_new_date_until_the_result_is_there(
    portal: Node, portal_app: Flask
) -> None:
    notice = {"kind": "apology", "text": "Chờ xác minh", "until": UNTIL}
    told(portal, status=4, notice=notice)
    text = Browser(portal_app).get(f"/?ma={CODE}").one(".notice--warn").text_content()

    told(portal, status=8, notice=notice)

    assert "Chờ xác minh" in text
    assert "17:00 23/12/2026" in text
    assert Browser(portal_app).get(f"/?ma={CODE}").all(".notice--warn") == []


def test_the_reasons_for_the_due_date_are_under_it(portal: Node, portal_app: Flask) -> None:
    told(portal, **explained())

    page = Browser(portal_app).get(f"/?ma={CODE}")

    assert page.one("details.why summary").text == "Vì sao là ngày này?"
    said = [item.text for item in page.all("details.why li")]
    assert said[0] == "Tiếp nhận lúc 09:00 23/11/2026."
    assert "Được gia hạn đến ngày 05/12/2026." in said
    assert said[-1] == "Hẹn trả kết quả lúc 17:00 07/12/2026."


def test_without_reasons_nothing_is_offered(portal: Node, portal_app: Flask) -> None:
    told(portal)

    assert Browser(portal_app).get(f"/?ma={CODE}").all("details.why") == []


def test_an_unknown_code_is_answered_politely_with_hints(portal_app: Flask) -> None:
    browser = Browser(portal_app)

    page = browser.get("/?ma=h21.52.21 261123 9999")
    assert page.status == 404
    assert "H21.52.21-261123-9999" in page.text
    assert "Hãy thử" in page.text

    nonsense = browser.get("/?ma=<script>alert(1)</script>")
    assert nonsense.status == 404
    assert nonsense.all("main script") == []
    assert "chưa đúng dạng" in nonsense.text


def test_too_many_look_ups_in_a_minute_are_slowed_down_with_a_page(portal_app: Flask) -> None:
    browser = Browser(portal_app)
    for _ in range(30):
        assert browser.get(f"/?ma={CODE}").status == 404

    page = browser.get(f"/?ma={CODE}")

    assert page.status == 429
    assert "chờ một phút" in page.text
    assert page.response.headers["Retry-After"]
    assert browser.get("/").status == 200


def test_the_small_pages_are_linked_from_every_page(portal_app: Flask) -> None:
    browser = Browser(portal_app)
    for link in browser.get("/").all("footer a"):
        assert browser.get(link.get("href")).status == 200


def test_the_look_up_has_no_desk(portal_app: Flask) -> None:
    page = Browser(portal_app).get("/viec")
    assert page.status == 404
    assert "Không có trang này" in page.text
