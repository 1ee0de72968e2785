"""Incidents as the administrator of a unit deals with them; what the desk sees of them."""

import json

import pytest
from click.testing import CliRunner

from engine import people, process
from engine.node import Node
from tests.diagrams import builder as b
from tests.engine.process import cases
from tests.engine.province import COMMUNE, Province
from tests.webui import crowd
from tests.webui.browsers import Browser
from tests.webui.conftest import SignedIn
from webui import cli

ADDRESS = "/quan-tri/su-co"
CHOICE = (
    b.start(), b.users("ask", "grown_up", "child"), b.gateway("exclusive", "age", default="to_child"),
    b.end("e1"), b.end("e2"), b.chain("s", "ask", "age"),
    b.flow("age", "grown_up", "nguoi_nop.tuoi >= 18", flow_id="to_grown_up"),
    b.flow("age", "child", flow_id="to_child"), b.chain("grown_up", "e1"), b.chain("child", "e2"),
)  # fmt: skip


@pytest.fixture
def code(agency: Node) -> str:
    """A real dossier of the commune, beside whose process another one meets a condition it cannot compute."""
    code = Province(agency.database, crowd.officer("lan"), crowd.officer("minh")).received()
    cases.deploy(*CHOICE)
    for dossier_code in (code, "H21.52.21-000001"):
        cases.begin(dossier_code, nguoi_nop={})
        cases.do(dossier_code, "ask")
    return code


def administrator(signed_in: SignedIn) -> Browser:
    people.grant(crowd.officer("lan").account_id, "unit_admin", COMMUNE)
    return signed_in("lan")


def test_an_officer_without_the_role_sees_no_list_but_is_told_on_the_dossier(
    code: str, signed_in: SignedIn
) -> None:
    browser = signed_in("lan")

    assert browser.get(ADDRESS).status == 403
    page = browser.get(f"/ho-so/{code}")
    assert "Hồ sơ đang vướng sự cố" in page.text
    assert "Quản trị đơn vị đã thấy" in page.text
    assert page.all(f"a[href^='{ADDRESS}/']") == []


def test_the_list_shows_what_and_where_and_filters_by_kind(code: str, signed_in: SignedIn) -> None:
    browser = administrator(signed_in)

    page = browser.get(ADDRESS)
    assert len(page.all("tbody tr")) == 2
    assert "2 hồ sơ" in page.text
    assert code in page.text
    assert len(browser.get(f"{ADDRESS}?loai=expression").all("tbody tr")) == 2
    assert "Không có sự cố nào đang mở" in browser.get(f"{ADDRESS}?loai=job_failed").text
    assert "Chưa có sự cố nào đã xử lý" in browser.get(f"{ADDRESS}?xem=closed").text


def test_one_is_skipped_with_a_reason_and_a_way(code: str, signed_in: SignedIn) -> None:
    browser = administrator(signed_in)
    (one,) = process.incidents_of(code)
    page = browser.get(f"{ADDRESS}/{one.id}")
    assert "nguoi_nop.tuoi" in page.text

    refused = browser.press("Bỏ qua bước", huong="to_child", ly_do=" ")
    assert (refused.status, "Hãy ghi rõ lý do" in refused.text) == (422, True)
    settled = browser.press("Bỏ qua bước", huong="to_child", ly_do="Giấy khai sinh đã ghi rõ")

    assert "Đã bỏ qua bước và ghi lý do" in settled.text
    assert "Giấy khai sinh đã ghi rõ" in settled.text
    assert "Hồ sơ đang vướng sự cố" not in browser.get(f"/ho-so/{code}").text
    assert "Đã bỏ qua" in browser.get(f"{ADDRESS}?xem=closed").text


def test_trying_again_says_how_it_went(code: str, signed_in: SignedIn) -> None:
    browser = administrator(signed_in)
    browser.get(f"{ADDRESS}/{process.incidents_of(code)[0].id}")

    assert "vẫn chưa đi tiếp được" in browser.press("Thử lại").text
    browser.get(ADDRESS)
    assert "0 hồ sơ đi tiếp hoặc đang gọi lại dịch vụ, 2 hồ sơ vẫn còn" in browser.press("Thử lại cả 2").text


def test_an_incident_that_is_not_there_is_not_found(agency: Node, signed_in: SignedIn) -> None:
    assert administrator(signed_in).get(f"{ADDRESS}/nothing").status == 404


def test_an_operator_lists_incidents_and_tries_them_again(code: str, agency: Node) -> None:
    home = ["--home", str(agency.settings.home)]
    listed = CliRunner().invoke(cli.main, ["incidents", "--json", *home])
    facts = [json.loads(line) for line in listed.output.splitlines()]
    assert (listed.exit_code, sorted(one["dossier_code"] for one in facts)) == (1, ["H21.52.21-000001", code])
    assert {one["element_id"] for one in facts} == {"age"}

    tried = CliRunner().invoke(cli.main, ["retry", "--all", *home])

    assert (tried.exit_code, tried.output.count("still open")) == (1, 2)


def test_the_administrator_sees_who_lags_behind_and_with_how_many_dossiers(
    code: str, signed_in: SignedIn
) -> None:
    told = administrator(signed_in).get(ADDRESS).one("[aria-labelledby=t-dong-bo]").text_content()

    assert "Cổng Dịch vụ công tỉnh Gia Lai: 2 hồ sơ chưa nhận tình trạng mới nhất" in told
