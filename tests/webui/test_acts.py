"""What may be done to a dossier beside its tasks, by clicks: the supplement from the request to the papers."""

import pytest

from engine import dossier
from engine.node import Node
from tests.engine.province import ALLOWANCE, Province
from tests.webui import crowd
from tests.webui.conftest import SignedIn


@pytest.fixture
def commune(agency: Node) -> Province:
    return Province(agency.database, crowd.officer("lan"), crowd.officer("minh"))


def test_a_supplement_is_asked_for_from_the_dossier_s_page(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received(ALLOWANCE)
    browser = signed_in("lan")
    page = browser.get(f"/ho-so/{code}")
    [link] = [a for a in page.all(".acts a") if "Yêu cầu bổ sung" in a.text_content()]

    browser.get(link.get("href"))
    page = browser.press(
        "Yêu cầu bổ sung",
        **{
            "bo_sung_ly_do": "Thiếu giấy xác nhận khuyết tật",
            "bo_sung_giay_to.0.ten_giay_to": "Giấy xác nhận khuyết tật",
        },
    )

    assert page.address == f"/ho-so/{code}"
    assert "Thiếu giấy xác nhận khuyết tật" in page.one("[aria-labelledby=t-bo-sung]").text_content()
    [request] = dossier.dossier_of(code, commune.lan).supplements
    assert request.state == "asked"


def test_a_request_without_its_content_is_not_sent(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received(ALLOWANCE)
    browser = signed_in("lan")
    links = browser.get(f"/ho-so/{code}").all(".acts a")
    [link] = [one for one in links if one.text == "Yêu cầu bổ sung"]
    browser.get(link.get("href"))

    page = browser.press("Yêu cầu bổ sung")

    assert page.status == 422
    assert dossier.dossier_of(code, commune.lan).supplements == ()
