"""Incidents as the administrator of a unit deals with them; what the desk sees of them."""

import json

import pytest
from click.testing import CliRunner

from engine import people, process
from engine.node import Node
from tests.diagrams import builder as b
from tests.engine.process import cases
from tests.engine.province import COMMUNE, Province
from tests.webui import crowd, letters
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

    no = letters.parked(code)
    *_, told = CliRunner().invoke(cli.main, ["incidents", "--json", *home]).output.splitlines()
    assert json.loads(told)["kind"] == "message"
    assert (json.loads(told)["no"], json.loads(told)["state"]) == (no, "PARKED")
    assert f"message {no} " in CliRunner().invoke(cli.main, ["incidents", *home]).output
    tried = CliRunner().invoke(cli.main, ["retry", "--all", *home])

    assert (tried.exit_code, tried.output.count("still open")) == (1, 2)


def test_the_administrator_sees_who_lags_behind_and_with_how_many_dossiers(
    code: str, signed_in: SignedIn
) -> None:
    told = administrator(signed_in).get(ADDRESS).one("[aria-labelledby=t-dong-bo]").text_content()

    assert "Cổng Dịch vụ công tỉnh Gia Lai: 2 hồ sơ chưa nhận tình trạng mới nhất" in told


def test_a_value_is_corrected_by_its_type_and_the_dossier_goes_on(code: str, signed_in: SignedIn) -> None:
    browser = administrator(signed_in)
    (one,) = process.incidents_of(code)
    browser.get(f"{ADDRESS}/{one.id}")
    listed = browser.get(f"{ADDRESS}/{one.id}/du-lieu")
    assert "nguoi_nop.tuoi" in listed.all("table")[0].text_content()

    browser.get(f"{ADDRESS}/{one.id}/du-lieu?muc=nguoi_nop.tuoi")
    refused = browser.press(
        "Sửa và thử lại", kieu="number", gia_tri="ba mươi", ly_do="Thiếu tuổi trong tờ khai"
    )
    assert (refused.status, "phải là số" in refused.text) == (422, True)
    assert refused.one("#f-gia_tri").get("value") == "ba mươi"
    unsaid = browser.press("Sửa và thử lại", kieu="number", gia_tri="30", ly_do=" ")
    assert (unsaid.status, "Hãy ghi rõ lý do sửa" in unsaid.text) == (422, True)
    settled = browser.press("Sửa và thử lại", kieu="number", gia_tri="30", ly_do="Thiếu tuổi trong tờ khai")

    assert "Đã sửa dữ liệu, hồ sơ đi tiếp" in settled.text
    page = browser.get(f"/ho-so/{code}")
    assert "Sửa dữ liệu của hồ sơ" in page.text
    assert "(nguoi_nop.tuoi)" in page.text
    assert "Hồ sơ đang vướng sự cố" not in page.text


def test_who_does_not_look_after_the_unit_neither_sees_nor_changes_values(
    code: str, signed_in: SignedIn
) -> None:
    (one,) = process.incidents_of(code)
    no = letters.parked(code)
    browser = signed_in("lan")
    token = browser.get("/viec").all("input[name=csrf_token]")[0].get("value")

    given = {
        "csrf_token": token,
        "muc": "nguoi_nop.tuoi",
        "kieu": "number",
        "gia_tri": "30",
        "ly_do": "Vì thế",
    }
    statuses = {
        browser.get(f"{ADDRESS}/{one.id}/du-lieu").status,
        browser.get(f"{ADDRESS}/thu-den/{no}").status,
        *(
            browser.client.post(f"{ADDRESS}/{place}", data=given).status_code
            for place in (f"{one.id}/du-lieu", f"thu-den/{no}/thu-lai", f"thu-den/{no}/gac-lai")
        ),
    }

    assert statuses == {403}
    assert process.incidents_of(code)[0].attempts == one.attempts


def test_a_message_that_takes_no_effect_is_seen_tried_again_and_set_aside(
    code: str, signed_in: SignedIn
) -> None:
    no = letters.parked(code)
    browser = administrator(signed_in)
    listed = browser.get(ADDRESS).one("[aria-labelledby=t-thu-den]").text_content()
    assert "Hồ sơ liên thông của Sở Lao động" in listed
    assert "1 thư khác của hồ sơ chờ sau" in listed

    page = browser.get(f"{ADDRESS}/thu-den/{no}")
    assert "Chưa xử lý được" in page.text
    assert "Thư được xử lý lại" in browser.press("Thử lại").text
    assert browser.get(ADDRESS).all("[aria-labelledby=t-thu-den]") == []
    browser.get(f"{ADDRESS}/thu-den/{letters.parked('H21.52.21-000002')}")
    refused = browser.press("Gác lại thư", ly_do="x")
    assert (refused.status, "Hãy ghi rõ lý do gác lại" in refused.text) == (422, True)
    aside = browser.press("Gác lại thư", ly_do="Sở đã gửi lại bằng thư khác")

    assert "Đã gác lại" in aside.text
    closed = browser.get(f"{ADDRESS}?xem=closed").one("[aria-labelledby=t-thu-den]").text_content()
    assert "Sở đã gửi lại bằng thư khác" in closed
    assert browser.get(f"{ADDRESS}/thu-den/999").status == 404
