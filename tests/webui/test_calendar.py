"""The administrator's calendar in the browser: a year, its days, hours, and who may change them."""

from datetime import date

import pytest

from engine import clock, law, people
from engine.node import Node
from tests.engine.province import COMMUNE, Province
from tests.webui import crowd
from tests.webui.browsers import Browser
from tests.webui.conftest import SignedIn

LICH = "/quan-tri/lich"


def administrator(signed_in: SignedIn, role: str = "unit_admin") -> Browser:
    people.grant(crowd.officer("lan").account_id, role, COMMUNE)
    return signed_in("lan")


def test_the_year_shows_twelve_months_and_every_day_that_differs(agency: Node, signed_in: SignedIn) -> None:
    page = administrator(signed_in).get(f"{LICH}?nam=2026")

    assert len(page.all("table.month")) == 12
    assert len(page.all("a.day")) == 365
    differing = list(law.calendar_of(COMMUNE).special_days(date(2026, 1, 1), date(2026, 12, 31)))
    marked = page.all("a.day--holiday") + page.all("a.day--swap_off") + page.all("a.day--makeup_work")
    assert len(marked) == len(differing)
    assert "chưa được xác nhận" not in page.text


def test_a_day_off_is_added_shown_and_taken_back(agency: Node, signed_in: SignedIn) -> None:
    browser = administrator(signed_in)
    day = clock.today().replace(month=6, day=15)
    browser.get(f"{LICH}?ngay={day}")

    page = browser.press("Lưu ngày này", kind="local_off", name="Hội cồng chiêng", basis="Kế hoạch 5/KH-UBND")

    assert "Hội cồng chiêng" in page.text
    assert not law.calendar_of(COMMUNE).is_working(day)
    browser.press("Bỏ, trở lại ngày thường")
    assert law.calendar_of(COMMUNE).days.get(day) is None


def test_a_day_names_the_open_dossiers_it_touches(agency: Node, signed_in: SignedIn) -> None:
    code = Province(agency.database, crowd.officer("lan"), crowd.officer("minh")).received()

    page = administrator(signed_in).get(f"{LICH}?ngay={clock.today()}")

    assert code in page.text


def test_a_day_without_its_basis_is_refused_in_words(agency: Node, signed_in: SignedIn) -> None:
    browser = administrator(signed_in)
    browser.get(f"{LICH}?ngay={clock.today()}")

    page = browser.press("Lưu ngày này", kind="local_off", name="Hội", basis=" ")

    assert "Cần ghi đủ tên gọi và căn cứ" in page.text


def test_a_year_is_confirmed_by_the_system_s_administrator(agency: Node, signed_in: SignedIn) -> None:
    browser = administrator(signed_in, "system_admin")
    assert "chưa được xác nhận" in browser.get(f"{LICH}?nam=2027").text

    page = browser.press("Xác nhận lịch nghỉ năm 2027", basis="Thông báo 99/TB-BNV")

    assert "Đã xác nhận lịch nghỉ năm 2027" in page.text
    assert 2027 not in law.calendar_of(COMMUNE).computed


def test_office_hours_are_changed_from_a_day_on(agency: Node, signed_in: SignedIn) -> None:
    browser = administrator(signed_in)
    browser.get(LICH)

    browser.press(
        "Lưu giờ làm việc của cơ quan này",
        valid_from="2027-06-01",
        morning="06:30-11:00",
        afternoon="13:30-17:00",
        basis="QĐ 7",
    )

    opening = law.calendar_of(COMMUNE).sessions(date(2027, 6, 1))[0].start
    assert f"{opening:%H:%M}" == "06:30"
    browser.get(LICH)
    assert (
        "Giờ làm việc chưa đúng"
        in browser.press(
            "Lưu giờ làm việc của cơ quan này", valid_from="2027-06-01", morning="noon", basis="QĐ 7"
        ).text
    )


@pytest.mark.parametrize("path", [LICH, f"{LICH}?nam=1", f"{LICH}?nam=x", f"{LICH}?ngay=2026-02-31"])
def test_any_address_of_the_page_answers_an_administrator(
    path: str, agency: Node, signed_in: SignedIn
) -> None:
    assert len(administrator(signed_in).get(path).all("table.month")) == 12


def test_the_page_is_for_administrators(agency: Node, signed_in: SignedIn) -> None:
    browser = signed_in("minh")

    assert "Lịch làm việc" not in browser.get("/viec").text
    assert browser.get(LICH).status == 403
