"""Papers in the browser: printed by a press, checked by anybody, changed by administrators."""

import pytest
from flask import Flask

from engine import dossier, law, people
from engine.node import Node
from tests.engine.province import COMMUNE, Province
from tests.webui import crowd
from tests.webui.browsers import Browser
from tests.webui.conftest import SignedIn


@pytest.fixture
def commune(agency: Node) -> Province:
    return Province(agency.database, crowd.officer("lan"), crowd.officer("minh"))


def administrator(signed_in: SignedIn, role: str) -> Browser:
    people.grant(crowd.officer("lan").account_id, role, COMMUNE)
    return signed_in("lan")


def test_a_press_prints_a_paper_and_the_page_lists_it(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()
    browser = signed_in("lan")
    form = browser.get(f"/ho-so/{code}").one("form[action$='/giay-to/control']")
    assert form.text_content().strip().startswith("Phiếu kiểm soát quá trình giải quyết hồ sơ")

    token = form.cssselect("input[name=csrf_token]")[0].get("value")
    browser.client.post(form.get("action"), data={"csrf_token": token})

    (issued,) = dossier.slips_of(code, crowd.officer("lan"))
    assert issued.kind == "control"
    answer = browser.client.get(f"/giay-to/{issued.id}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data == dossier.slip_pdf(issued)
    page = browser.get(f"/ho-so/{code}")
    assert len(page.all(f"a[href='/giay-to/{issued.id}.pdf']")) == 1


def test_whoever_holds_a_paper_learns_that_it_was_issued_and_nothing_about_persons(
    commune: Province, app: Flask
) -> None:
    lan = crowd.officer("lan")
    code = commune.received()
    issued = dossier.print_slip(law.SlipKind.RECEIPT, code, lan)

    page = Browser(app).get(f"/phieu/{issued.id}")

    assert page.status == 200
    for said in ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", code, people.name_of(COMMUNE), issued.id):
        assert said in page.text
    for hidden in ("Rơ Châm", "064190001234", lan.name):
        assert hidden not in page.text


def test_a_paper_that_was_never_issued_is_said_to_be_unknown(app: Flask) -> None:
    page = Browser(app).get("/phieu/00000000000000000000")

    assert page.status == 404
    assert "không phát hành giấy nào" in page.text


def test_an_administrator_changes_words_sees_them_and_takes_them_back(
    commune: Province, signed_in: SignedIn
) -> None:
    browser = administrator(signed_in, "unit_admin")
    page = browser.get("/quan-tri/giay-to/receipt")
    assert page.one("img.paper").get("src").startswith("data:image/png;base64,")
    assert page.all("#f-source") == []

    browser.press("Lưu thành bản mới", **{"block.note": "Giữ kỹ giấy này."})
    held = dossier.template_in_force(
        COMMUNE, "receipt", dossier.template_versions(COMMUNE, "receipt")[0].valid_from
    )
    assert (held.version, held.blocks["note"]) == (1, "Giữ kỹ giấy này.")

    browser.press("Dùng lại mẫu chung")
    assert dossier.template_versions(COMMUNE, "receipt")[0].blocks == {}


def test_a_file_with_a_mistake_is_refused_in_words_with_its_line(
    commune: Province, signed_in: SignedIn
) -> None:
    browser = administrator(signed_in, "system_admin")
    browser.get("/quan-tri/giay-to/stop")

    page = browser.press("Lưu thành bản mới", source='#import "common.typ": *\n#khong-co')

    assert page.status == 422
    assert "dòng 2: unknown variable: khong-co" in page.text
    assert dossier.template_versions(COMMUNE, "stop") == ()


@pytest.mark.parametrize("address", ["/quan-tri/giay-to", "/quan-tri/giay-to/receipt"])
def test_papers_are_changed_by_administrators_only(
    commune: Province, signed_in: SignedIn, address: str
) -> None:
    assert signed_in("minh").get(address).status == 403
