"""Leaders' pages: the table, the lists behind its figures, the register, on screen and as files."""

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from openpyxl import load_workbook

from engine import clock, dossier
from engine.node import Node
from tests.engine.province import CERTIFIED_COPIES, START_ANSWERS, Province
from tests.webui import crowd
from tests.webui.conftest import SignedIn


@pytest.fixture
def commune(agency: Node) -> Province:
    return Province(agency.database, crowd.officer("lan"), crowd.officer("minh"))


def receive_for(name: str, commune: Province) -> None:
    found = dossier.procedure_at(commune.lan.agency_code, CERTIFIED_COPIES)
    dossier.receive(
        dossier.Reception(
            procedure_code=CERTIFIED_COPIES,
            channel="direct",
            applicant=dossier.Applicant(full_name=name),
            components=tuple(
                dossier.ComponentGiven(c.name, originals=1) for c in found.sheet.cases[0].components
            ),
            answers={key: [value] for key, value in START_ANSWERS[CERTIFIED_COPIES].items()},
        ),
        commune.lan,
    )


def test_the_table_counts_and_each_figure_opens_its_dossiers(commune: Province, signed_in: SignedIn) -> None:
    codes = {commune.received(), commune.received()}
    browser = signed_in("lan")

    page = browser.get("/bao-cao")

    links = {a.get("aria-label"): a.get("href") for a in page.all(".figures tbody a")}
    shown = {label: browser.get(link) for label, link in links.items()}
    received = next(p for label, p in shown.items() if label.startswith("2 hồ sơ: Hồ sơ nhận trực tiếp"))
    assert {a.text_content() for a in received.all("tbody a.code")} == codes
    running = next(p for label, p in shown.items() if "đang giải quyết, trong hạn" in label)
    assert {a.text_content() for a in running.all("tbody a.code")} == codes


def test_what_is_entered_after_the_day_of_the_figures_is_left_out(
    commune: Province, signed_in: SignedIn
) -> None:
    with clock.at(clock.now() - timedelta(days=3)):
        early = commune.received()
    commune.received()
    day = f"{clock.today() - timedelta(days=2):%d/%m/%Y}"
    browser = signed_in("lan")

    page = browser.get(
        f"/bao-cao?ky=custom&tu={clock.today() - timedelta(days=9)}&den={clock.today()}&chot={day}"
    )
    link = next(
        a.get("href") for a in page.all(".figures tbody a") if "nhận trực tiếp" in a.get("aria-label")
    )

    assert [a.text_content() for a in browser.get(link).all("tbody a.code")] == [early]


def test_a_day_that_is_none_is_told_beside_its_field(commune: Province, signed_in: SignedIn) -> None:
    page = signed_in("lan").get("/bao-cao?ky=custom&tu=31/02/2026&den=1/1/2026")

    assert page.status == 422
    assert "«31/02/2026» không phải là một ngày" in page.one(".alarm").text_content()
    assert page.one("#f-tu").get("aria-invalid") == "true"


def test_spreadsheet_and_paper_say_what_the_screen_says(commune: Province, signed_in: SignedIn) -> None:
    commune.received()
    browser = signed_in("lan")

    sheet = load_workbook(BytesIO(browser.client.get("/bao-cao/xlsx").data)).active
    paper = pypdf.PdfReader(BytesIO(browser.client.get("/bao-cao/pdf").data))

    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["Chứng thực", 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0] in [row[1:13] for row in rows]
    assert ["Tổng cộng", 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0] in [row[1:13] for row in rows]
    text = paper.pages[0].extract_text()
    assert "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH" in text
    assert "Chứng thực" in text


def test_a_name_that_looks_like_a_formula_stays_a_name(commune: Province, signed_in: SignedIn) -> None:
    receive_for("=HYPERLINK(1)", commune)
    browser = signed_in("lan")

    sheet = load_workbook(BytesIO(browser.client.get("/so-theo-doi/xlsx").data)).active

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_the_register_is_for_one_procedure_if_wanted(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()
    browser = signed_in("lan")

    assert [
        a.text_content() for a in browser.get(f"/so-theo-doi?thu-tuc={CERTIFIED_COPIES}").all("a.code")
    ] == [code]
    assert "Không tiếp nhận hồ sơ nào" in browser.get("/so-theo-doi?thu-tuc=1.000000").text


def test_who_has_no_right_to_figures_is_refused(commune: Province, signed_in: SignedIn) -> None:
    browser = signed_in("hoa")

    assert browser.get("/bao-cao").status == 403
    assert browser.get("/so-theo-doi/xlsx").status == 403
    assert "Báo cáo" not in browser.get("/viec").text
