"""Every page in a real Chromium: axe, 320 px, keyboard, focus, with and without JavaScript."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from engine.node import Node
from tests.engine.province import CERTIFIED_COPIES
from tests.webui import crowd, showcase
from tests.webui.conftest import application, opened
from tests.webui.live import served
from webui import assets

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("built_assets")]

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
AXE = assets.INSTALLED.frontend / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 390)
CARD = "064190001234||Rơ Châm H'Lan|02011990|Nữ|Làng Ó, thị trấn Chư Prông|15062021"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser. Where the tests guard the house it may not be missing."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is missing")
        pytest.skip(f"{CHROMIUM} is missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(
    commune_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A commune at work: address of the server, addresses of its pages by name."""
    with opened(commune_home, tmp_path_factory.mktemp("desk") / "home") as node:
        pages = showcase.fill(node)
        with served(application(node)) as base:
            yield base, pages


def signed_in(context: BrowserContext, base: str) -> Page:
    page = context.new_page()
    page.goto(base + "/dang-nhap")
    page.fill("#f-username", "lan")
    page.fill("#f-password", crowd.PASSWORD)
    page.click("main .button")
    return page


@pytest.fixture
def officer(chromium: Browser, desk: tuple[str, Mapping[str, str]]) -> Iterator[Page]:
    """A page of a signed-in officer."""
    with chromium.new_context(base_url=desk[0], viewport={"width": 1280, "height": 900}) as context:
        yield signed_in(context, desk[0])


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {n['html'][:160]}" for v in found["violations"] for n in v["nodes"]]


def test_a_date_in_a_list_is_not_torn(officer: Page) -> None:
    """The calendar's list of days once broke each year behind its third figure."""
    officer.goto("/quan-tri/lich?nam=2026")

    lines: Any = officer.evaluate(
        "[...document.querySelectorAll('[aria-labelledby=cac-ngay] tbody a')].map(e => e.getClientRects().length)"
    )

    assert set(lines) == {1}


def too_wide(page: Page) -> list[str]:
    """Elements that stick out to the right of the window."""
    script = """() => [...document.querySelectorAll('main *, header *, footer *')]
      .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.mc-table-scroll, .unseen'))
      .map(e => e.outerHTML.slice(0, 120))"""
    found: list[str] = page.evaluate(script)
    return found


@pytest.mark.parametrize("name", ["inbox", "outages", "calendar_day"])
def test_the_menu_stands_in_one_row_on_a_desk_s_screen(
    name: str, officer: Page, desk: tuple[str, Mapping[str, str]]
) -> None:
    """«Mục khác» once fell below the other entries, which then stuck to the window's upper edge."""
    officer.goto(desk[1][name])
    officer.evaluate(
        "document.querySelector('.brand small').textContent = 'Ủy ban nhân dân thị trấn Chư Prông'"
    )

    tops: Any = officer.evaluate(
        "[...document.querySelectorAll('.nav > *')].map(e => e.getBoundingClientRect().top)"
    )

    assert len(set(tops)) == 1


def check(page: Page, base: str, pages: Mapping[str, str]) -> None:
    """Every page, all folds open: no violation at both widths, no sideways scroll down to 320 px, no refused script or style."""
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security" in line.text else None)
    for name, address in pages.items():
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(base + address)
            page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
            assert violations(page) == [], (name, width)
        page.set_viewport_size({"width": 320, "height": 640})
        assert too_wide(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert refused == []


def test_every_page_of_the_desk_is_accessible_and_fits(
    officer: Page, desk: tuple[str, Mapping[str, str]]
) -> None:
    check(officer, desk[0], desk[1])


def test_pages_with_errors_are_accessible_and_put_the_focus_on_the_summary(
    officer: Page, desk: tuple[str, Mapping[str, str]]
) -> None:
    for name, button in (
        ("reception", "text=Tiếp nhận và cấp mã"),
        ("task", "#bieu-mau button[value=submit]:visible"),
    ):
        officer.goto(desk[1][name])
        officer.locator(button).last.click()
        officer.wait_for_selector(".alarm, .mc-error-summary")
        assert violations(officer) == [], name
        assert "alarm" in str(
            officer.evaluate("document.activeElement.className")
        ) or "mc-error-summary" in str(officer.evaluate("document.activeElement.className"))


def test_signing_in_is_accessible(chromium: Browser, desk: tuple[str, Mapping[str, str]]) -> None:
    with chromium.new_context() as context:
        check(context.new_page(), desk[0], {"sign_in": "/dang-nhap"})


def test_every_page_of_the_look_up_is_accessible_and_fits(
    chromium: Browser, portal: Node, portal_app: Flask
) -> None:
    showcase.told(portal)
    showcase.told(portal, "H21.52.21-261123-0002", status=9)
    showcase.told(portal, "H21.52.21-261123-0003", **showcase.explained())
    with served(portal_app) as base, chromium.new_context() as context:
        check(context.new_page(), base, showcase.PORTAL_PAGES)


def test_the_keyboard_reaches_everything_in_reading_order(
    officer: Page, desk: tuple[str, Mapping[str, str]]
) -> None:
    officer.goto(desk[1]["reception"])
    script = """() => { const e = document.activeElement, r = e.getBoundingClientRect();
      return [e.id || (['BUTTON', 'A', 'SUMMARY'].includes(e.tagName) ? e.textContent.trim() : e.name), Math.round(r.top + scrollY), e.tagName] }"""
    stops = []
    for _ in range(60):
        officer.keyboard.press("Tab")
        stop = officer.evaluate(script)
        if stop[2] == "BODY":
            break
        stops.append(stop)

    names = [stop[0] for stop in stops]
    assert names[0].startswith("Bỏ qua")
    wanted = ["f-card", "doc-the", "f-applicant-full_name", "f-applicant-address", "f-component-0-originals"]
    assert [name for name in names if name in wanted] == wanted
    assert names.index("Tiếp nhận và cấp mã hồ sơ") == len(names) - 2
    in_main = [top for name, top, _ in stops if name.startswith("f-")]
    assert all(later >= earlier - 90 for earlier, later in zip(in_main, in_main[1:], strict=False))


def test_targets_are_large_enough_for_fingers(chromium: Browser, desk: tuple[str, Mapping[str, str]]) -> None:
    with chromium.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    ) as context:
        page = signed_in(context, desk[0])
        page.goto(desk[0] + desk[1]["task"])
        script = """() => [...document.querySelectorAll('main .button:not(.button--small), main .mc-button:not(.mc-button--small), main .mc-input, .nav a')]
          .filter(e => e.offsetParent && !e.classList.contains('mc-visually-hidden') && e.getBoundingClientRect().height < 44)
          .map(e => e.outerHTML.slice(0, 100))"""
        assert page.evaluate(script) == []


def test_a_long_menu_folds_and_says_where_one_is(officer: Page) -> None:
    officer.goto("/viec")
    menu, report = officer.locator(".more"), officer.get_by_role("link", name="Báo cáo", exact=True)
    expect(report).to_be_hidden()
    assert violations(officer) == []

    menu.locator("summary").focus()
    officer.keyboard.press("Enter")
    expect(report).to_be_visible()
    assert too_wide(officer) == []
    officer.keyboard.press("Escape")
    expect(report).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
    menu.locator("summary").click()
    officer.locator("h1").click()
    expect(report).to_be_hidden()
    menu.locator("summary").click()
    assert violations(officer) == []
    report.click()

    expect(menu.locator("summary")).to_contain_text("Báo cáo")
    expect(menu.locator("[aria-current=page]")).to_have_text("Báo cáo")


def test_search_narrows_the_list_and_keeps_the_cursor(officer: Page) -> None:
    officer.goto("/viec")
    before = officer.locator("tbody tr").count()

    officer.locator("#tim").press_sequentially("siu blo", delay=20)
    expect(officer.locator("tbody tr")).to_have_count(1)

    assert before > 1
    assert officer.evaluate("document.activeElement.id") == "tim"
    assert "q=siu" in officer.url


def test_procedures_are_picked_by_typing_and_arrows(officer: Page) -> None:
    officer.goto("/tiep-nhan")

    officer.keyboard.type("chung thuc ban sao")
    officer.keyboard.press("ArrowDown")
    officer.keyboard.press("Enter")

    officer.wait_for_url(f"**/tiep-nhan/{CERTIFIED_COPIES}")


def test_a_scanner_fills_the_applicant_in_and_leaves_the_rest(officer: Page) -> None:
    officer.goto(f"/tiep-nhan/{CERTIFIED_COPIES}")
    officer.fill("#f-component-0-originals", "3")

    officer.locator("#f-card").focus()
    officer.keyboard.type(CARD)
    officer.keyboard.press("Enter")
    expect(officer.locator("#f-applicant-id_number")).to_have_value("064190001234")

    assert officer.input_value("#f-applicant-full_name") == "Rơ Châm H'Lan"
    assert officer.input_value("#f-component-0-originals") == "3"


def test_enter_goes_to_the_next_field_and_receives_nothing(officer: Page) -> None:
    officer.goto(f"/tiep-nhan/{CERTIFIED_COPIES}")
    officer.fill("#f-applicant-full_name", "Siu Blơh")

    officer.locator("#f-applicant-full_name").press("Enter")

    assert officer.evaluate("document.activeElement.id") == "f-applicant-id_number"
    assert officer.url.endswith(f"/tiep-nhan/{CERTIFIED_COPIES}")


def test_a_chosen_file_is_uploaded_at_once_and_once(officer: Page) -> None:
    officer.goto(f"/tiep-nhan/{CERTIFIED_COPIES}")
    officer.fill("#f-applicant-full_name", "Siu Blơh")

    scan = {"name": "quet.pdf", "mimeType": "application/pdf", "buffer": showcase.PDF}
    officer.locator("[name='_file:component.0']").set_input_files(scan)  # type: ignore[arg-type]
    officer.wait_for_selector(".mc-file")
    officer.click("text=Điền đủ như yêu cầu")
    expect(officer.locator("#f-component-0-originals")).to_have_value("1")

    assert officer.locator(".mc-file").count() == 1
    assert officer.input_value("#f-applicant-full_name") == "Siu Blơh"


def test_a_file_looked_for_while_its_part_is_redrawn_is_not_lost(officer: Page) -> None:
    officer.goto(f"/tiep-nhan/{CERTIFIED_COPIES}")
    late: list[Route] = []
    officer.route("**/tiep-nhan/*", lambda route: late.append(route) if not late else route.continue_())

    officer.click("text=Điền đủ như yêu cầu")
    with officer.expect_file_chooser() as opening:
        officer.click("[name='_file:component.0']")
    with officer.expect_response("**/tiep-nhan/*"):
        late[0].continue_()
    officer.wait_for_timeout(500)
    opening.value.set_files({"name": "quet.pdf", "mimeType": "application/pdf", "buffer": showcase.PDF})  # type: ignore[arg-type]

    expect(officer.locator(".mc-file")).to_have_count(1)
    # what the button asked for comes with the same answer
    officer.click("text=Điền đủ như yêu cầu")
    expect(officer.locator("#f-component-0-originals")).to_have_value("1")


def test_a_dependent_field_appears_without_losing_the_place(
    officer: Page, desk: tuple[str, Mapping[str, str]]
) -> None:
    officer.goto(desk[1]["task"])
    officer.fill("#bieu-mau textarea", "ghi chú")

    officer.check("input[name=ket_luan][value=khong_du_dieu_kien]")
    officer.wait_for_selector("textarea[name=ly_do_tu_choi]")

    assert officer.input_value("textarea[name=ghi_chu_doi_chieu]") == "ghi chú"
    assert officer.evaluate("document.activeElement.value") == "khong_du_dieu_kien"


def test_what_is_typed_while_the_form_redraws_itself_is_not_lost(
    officer: Page, desk: tuple[str, Mapping[str, str]]
) -> None:
    # a late answer once put the form back to what it was before the last keystrokes
    officer.goto(desk[1]["task"])
    late: list[Route] = []
    officer.route("**/viec/*", lambda route: late.append(route) if not late else route.continue_())

    officer.check("input[name=ket_luan][value=khong_du_dieu_kien]")
    officer.locator("textarea[name=ghi_chu_doi_chieu]").press_sequentially("đang gõ dở")
    late[0].continue_()

    expect(officer.locator("textarea[name=ly_do_tu_choi]")).to_be_visible()
    assert officer.input_value("textarea[name=ghi_chu_doi_chieu]") == "đang gõ dở"
    assert officer.evaluate("document.activeElement.name") == "ghi_chu_doi_chieu"


@pytest.mark.parametrize("first", ["fill", "refresh"])
def test_a_button_pressed_right_after_typing_does_its_work(
    first: str, officer: Page, desk: tuple[str, Mapping[str, str]]
) -> None:
    """The field's own redrawing once overtook the button: «Điền đủ như yêu cầu» filled nothing in."""
    officer.goto(desk[1]["reception_long_form"])
    late: list[Route] = []

    def hold(route: Route) -> None:
        actions = re.findall(r'_action(?:=|"\s+)(\w+)', route.request.post_data or "")
        if first in actions and not late:
            late.append(route)
        else:
            route.continue_()

    officer.route("**/tiep-nhan/*", hold)

    officer.locator("[name=ho_ten_doi_tuong]").press_sequentially("Siu Blơh")
    officer.click("text=Điền đủ như yêu cầu")
    officer.wait_for_timeout(500)
    if late:
        late[0].continue_()

    expect(officer.locator("#f-component-0-originals")).to_have_value("1")
    officer.wait_for_load_state("networkidle")
    expect(officer.locator("#f-component-0-originals")).to_have_value("1")
    assert officer.input_value("[name=ho_ten_doi_tuong]") == "Siu Blơh"


def test_a_double_click_receives_one_dossier(officer: Page) -> None:
    officer.goto(f"/tiep-nhan/{CERTIFIED_COPIES}")
    officer.fill("#f-applicant-full_name", "Kpui Đôi Lần")
    officer.click("text=Điền đủ như yêu cầu")
    expect(officer.locator("#f-component-0-originals")).to_have_value("1")
    officer.fill("[name=ten_giay_to]", "Bằng tốt nghiệp")
    officer.fill("[name=co_quan_cap]", "Sở Giáo dục")
    officer.check("[name=nguon_ban_sao] >> nth=0")
    officer.fill("[name=so_trang]", "3")
    officer.fill("[name=so_ban]", "2")
    officer.locator("[name=so_ban]").blur()
    officer.wait_for_load_state("networkidle")

    officer.dblclick("text=Tiếp nhận và cấp mã")

    officer.wait_for_selector(".code-big")
    officer.goto("/ho-so?q=kpui doi lan")
    assert officer.locator("tbody tr").count() == 1


def test_everything_at_the_desk_works_without_javascript(
    chromium: Browser, desk: tuple[str, Mapping[str, str]]
) -> None:
    with chromium.new_context(base_url=desk[0], java_script_enabled=False) as context:
        page = signed_in(context, desk[0])
        page.goto(f"/tiep-nhan/{CERTIFIED_COPIES}")
        page.fill("#f-card", CARD)
        page.click("#doc-the")
        assert page.input_value("#f-applicant-full_name") == "Rơ Châm H'Lan"
        page.click("text=Điền đủ như yêu cầu")
        page.fill("[name=ten_giay_to]", "Bằng tốt nghiệp")
        page.fill("[name=co_quan_cap]", "Sở Giáo dục")
        page.check("[name=nguon_ban_sao] >> nth=0")
        page.fill("[name=so_trang]", "3")
        page.fill("[name=so_ban]", "2")
        page.click("text=Tiếp nhận và cấp mã")
        assert re.fullmatch(r"H21\.52\.21-\d{6}-\d{4}", page.inner_text(".code-big"))
        page.click("text=Mở hồ sơ")
        page.click("text=Mở việc này")
        page.check("input[name=ket_luan][value=du_dieu_kien]")
        page.click("text=Hoàn thành đối chiếu")
        assert page.inner_text("h1") == "Ký chứng thực"


def test_an_error_during_a_partial_request_stands_beside_what_was_there(officer: Page) -> None:
    officer.goto("/viec")
    # the session ends on the server, say: here another address answers in its stead
    officer.route(re.compile(r"/viec\?.*q=la"), lambda route: _elsewhere(route, "/viec/gone"))

    officer.locator("#tim").press_sequentially("la", delay=20)

    expect(officer.locator("#messages h2")).to_have_text("Việc này không còn nữa")
    assert officer.locator("tbody tr").count() > 1


def _elsewhere(route: Route, path: str) -> None:
    base = route.request.url.split("/viec")[0]
    route.fulfill(response=route.fetch(url=base + path))


def test_a_partial_request_after_the_session_ended_leads_to_the_sign_in(officer: Page) -> None:
    officer.goto("/viec?xem=group")
    officer.context.clear_cookies(name="motcua_session")

    officer.locator("#tim").press_sequentially("la", delay=20)

    officer.wait_for_url(re.compile(r"/dang-nhap\?tiep="))
    assert "xem%3Dgroup" in officer.url
