"""What may be done to a dossier beside its tasks, by clicks: the supplement from the request to the papers."""

from datetime import timedelta

import pytest

from engine import clock, dossier, history, process
from engine.node import Node
from tests.engine.province import ALLOWANCE, Province
from tests.webui import crowd
from tests.webui.conftest import SignedIn

HOUR = timedelta(hours=1)


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


def test_an_act_done_on_paper_during_an_outage_keeps_both_clocks(
    commune: Province, signed_in: SignedIn
) -> None:
    now = clock.now()
    with clock.at(now - 9 * HOUR):
        code = commune.received(ALLOWANCE)
    process.declare_outage(now - 6 * HOUR, "Mất điện", "Quầy", commune.lan, ended_at=now - HOUR)
    browser = signed_in("lan")
    links = browser.get(f"/ho-so/{code}").all(".acts a")
    [link] = [one for one in links if one.text == "Yêu cầu bổ sung"]
    browser.get(link.get("href"))
    asked = {"bo_sung_ly_do": "Thiếu giấy", "bo_sung_giay_to.0.ten_giay_to": "Giấy xác nhận"}

    outside = f"{clock.local(now - 8 * HOUR):%Y-%m-%dT%H:%M}"
    page = browser.press("Yêu cầu bổ sung", **asked, _done_at=outside)

    assert page.status == 422
    assert "gián đoạn" in page.one("#f-done_at-loi").text_content()
    assert "backdating_refused" in [event.kind for event in history.events_of(code)]
    done = clock.local(now - 3 * HOUR).replace(second=0, microsecond=0)
    browser.press("Yêu cầu bổ sung", **asked, _done_at=f"{done:%Y-%m-%dT%H:%M}")
    [event] = [one for one in history.events_of(code) if one.kind == "act_done"]
    assert event.done_at == done
    assert event.entered_at > done
