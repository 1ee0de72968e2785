"""At the counter, without JavaScript."""

from flask import Flask

from engine import dossier
from tests.engine.province import CERTIFIED_COPIES, START_ANSWERS
from tests.webui import crowd
from tests.webui.browsers import Browser
from tests.webui.conftest import SignedIn

PDF = b"%PDF-1.7\n%...\n"
CARD = "064190001234||Rơ Châm H'Lan|02011990|Nữ|Làng Ó, thị trấn Chư Prông|15062021"
ANSWERS = START_ANSWERS[CERTIFIED_COPIES]
SUBMIT = "Tiếp nhận và cấp mã hồ sơ"


def opened(signed_in: SignedIn) -> Browser:
    browser = signed_in("lan")
    browser.get(f"/tiep-nhan/{CERTIFIED_COPIES}")
    return browser


def complete(**more: str) -> dict[str, str]:
    return {"applicant.full_name": "Siu Blơh", "component.0.originals": "1", **ANSWERS, **more}


def test_a_procedure_is_found_by_a_few_words_without_marks(signed_in: SignedIn) -> None:
    browser = signed_in("lan")
    browser.get("/tiep-nhan")

    page = browser.press("Tìm", q="ban sao chung thuc")

    assert [link.get("href") for link in page.all(".pick")] == [f"/tiep-nhan/{CERTIFIED_COPIES}"]
    assert "Không có thủ tục nào khớp" in browser.press("Tìm", q="không có đâu").text


def test_a_complete_page_gives_a_code_and_a_way_to_the_next_one(signed_in: SignedIn) -> None:
    page = opened(signed_in).send(SUBMIT, complete())

    code = page.one(".code-big").text
    assert page.address == f"/ho-so/{code}/da-tiep-nhan"
    received = dossier.dossier_of(code, crowd.officer("lan"))
    assert received.row.subject == "Siu Blơh"
    assert received.components[0].originals == 1
    assert [a.get("href") for a in page.all(".actions a")][1] == f"/tiep-nhan/{CERTIFIED_COPIES}"


def test_the_same_page_sent_twice_is_one_dossier(signed_in: SignedIn) -> None:
    browser = opened(signed_in)
    form = browser.page

    first = browser.send(SUBMIT, complete()).address
    browser.page = form
    second = browser.send(SUBMIT, complete()).address

    assert first == second
    assert dossier.search(crowd.officer("lan")).total == 1


def test_errors_are_listed_once_and_lead_to_their_fields(signed_in: SignedIn) -> None:
    wrong = {
        "applicant.id_number": "123",
        "applicant.birth_date": "",
        "component.0.originals": "",
        "so_trang": "",
    }
    page = opened(signed_in).send(SUBMIT, {**complete(), "applicant.full_name": "", **wrong})

    assert page.status == 422
    assert page.title.startswith("Lỗi:")
    targets = [link.get("href")[1:] for link in page.all("#loi a")]
    assert {"f-applicant-full_name", "f-applicant-id_number", "f-component-0", "f-so_trang"} <= set(targets)
    for target in targets:
        assert page.one(f'[id="{target}"]') is not None


def test_what_was_typed_is_still_there_after_an_error(signed_in: SignedIn) -> None:
    page = opened(signed_in).send(
        SUBMIT, complete(**{"applicant.full_name": "", "applicant.address": "Làng Ó"})
    )

    assert page.one("#f-applicant-address").get("value") == "Làng Ó"
    assert page.one("#f-component-0-originals").get("value") == "1"
    assert page.one("#f-ten_giay_to").get("value") == ANSWERS["ten_giay_to"]


def test_a_scanned_card_fills_the_applicant_in(signed_in: SignedIn) -> None:
    page = opened(signed_in).send("Đọc thẻ", {"card": CARD, "applicant.phone": "0912345678"})

    value = {
        name: page.one(f"#f-applicant-{name}").get("value")
        for name in ("full_name", "id_number", "birth_date", "phone")
    }
    assert value == {
        "full_name": "Rơ Châm H'Lan",
        "id_number": "064190001234",
        "birth_date": "02/01/1990",
        "phone": "0912345678",
    }
    assert page.one("input[name='applicant.sex'][checked]").get("value") == "Nữ"
    assert page.one("#f-card").get("value") == ""


def test_something_else_scanned_is_refused_beside_the_field(signed_in: SignedIn) -> None:
    page = opened(signed_in).send("Đọc thẻ", {"card": "8934563138164"})

    assert "không phải mã QR của thẻ căn cước" in page.one("#f-card-loi").text_content()


def test_a_birth_date_that_is_none_is_refused_and_kept_as_typed(signed_in: SignedIn) -> None:
    page = opened(signed_in).send(SUBMIT, complete(**{"applicant.birth_date": "31/02/1990"}))

    assert page.one("#f-applicant-birth_date").get("value") == "31/02/1990"
    assert "#f-applicant-birth_date" in [link.get("href") for link in page.all("#loi a")]


def test_a_scan_is_kept_through_an_error_elsewhere(signed_in: SignedIn) -> None:
    browser = opened(signed_in)

    browser.send(SUBMIT, complete(**{"applicant.full_name": ""}), {"_file:component.0": ("bang.pdf", PDF)})
    assert "bang.pdf" in browser.page.one("#giay-to").text_content()
    code = browser.send(SUBMIT, {"applicant.full_name": "Siu Blơh"}).one(".code-big").text

    files = dossier.dossier_of(code, crowd.officer("lan")).components[0].files
    assert [file.name for file in files] == ["bang.pdf"]


def test_a_scan_can_be_taken_off_again(signed_in: SignedIn) -> None:
    browser = opened(signed_in)
    browser.send("Tải các tệp đã chọn lên", {}, {"_file:component.0": ("bang.pdf", PDF)})

    page = browser.press("Gỡ")

    assert "bang.pdf" not in page.text


def test_a_file_of_a_kind_not_taken_is_named_and_nothing_else_is_lost(signed_in: SignedIn) -> None:
    page = opened(signed_in).send(
        SUBMIT, complete(), {"_file:component.0": ("bang.pdf", b"MZ no pdf at all")}
    )

    assert page.status == 422
    assert "bang.pdf" in page.one("#loi").text_content()
    assert page.one("#f-applicant-full_name").get("value") == "Siu Blơh"


def test_the_numbers_of_the_sheet_are_filled_in_by_one_button(signed_in: SignedIn) -> None:
    page = opened(signed_in).press("Điền đủ như yêu cầu")

    assert page.one("#f-component-0-originals").get("value") == "1"


def test_only_the_counter_has_reception_in_its_menu(signed_in: SignedIn) -> None:
    assert "Tiếp nhận hồ sơ" in signed_in("lan").get("/viec").one(".nav").text_content()
    assert "Tiếp nhận hồ sơ" not in signed_in("hoa").get("/viec").one(".nav").text_content()


def test_a_procedure_of_other_agencies_is_not_received_here(app: Flask, signed_in: SignedIn) -> None:
    page = signed_in("lan").get("/tiep-nhan/1.001612")

    assert page.status == 404
    assert "không tiếp nhận thủ tục này" in page.text
