"""The whole way of a dossier through two agencies, by clicks in a real browser; the public sees every step in time."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.e2e import browsers, invariants
from tests.e2e.browsers import Person
from tests.e2e.conftest import missing
from tests.e2e.lookups import look_up, seconds_until, shown_by
from tests.e2e.provinces import COMMUNE, RunningProvince
from tests.e2e.walk import (
    APPLICANT,
    AT_END,
    AT_REVIEW,
    CARD,
    CARD_FIELD,
    CLERK,
    COUNT_PAPERS,
    PROCEDURE,
    RECEIVE,
    SCAN,
    SCAN_PAPER,
    START,
    START_FORM,
    STEPS,
    TASK_FORM,
    Step,
)

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.xdist_group("e2e")]

ARRIVAL = "receive_at_district"
Record = Callable[[str, object], None]


@pytest.fixture
def browser() -> Iterator[Browser]:
    if not browsers.CHROMIUM.exists():
        missing(f"{browsers.CHROMIUM} is not there")
    with browsers.chromium() as running:
        yield running


def test_a_dossier_goes_from_the_counter_to_its_end_and_the_public_sees_every_step(
    province: RunningProvince, received: set[str], browser: Browser, record_property: Record
) -> None:
    seconds: dict[str, float] = {}
    clerk = Person.at(browser, province.url(COMMUNE)).sign_in(CLERK, province.password)
    fill_reception_in(clerk)
    clicked = time.monotonic()
    clerk.press(RECEIVE)
    code = clerk.page.locator(".code-big").inner_text()
    seconds["reception"] = seconds_until(province.portal_url, code, AT_REVIEW.says, clicked)
    check_receipt(clerk, code)
    for step in STEPS:
        seconds[step.element] = do(province, browser, step, code)

    record_property("seconds to the portal", {name: round(value, 2) for name, value in seconds.items()})
    check_public_page(province, browser, code)
    invariants.settle(province, 10)
    received.add(code)
    invariants.check(province, received)


def fill_reception_in(clerk: Person) -> None:
    """Up to the last click at the counter."""
    clerk.follow("Tiếp nhận hồ sơ")
    clerk.follow(PROCEDURE)
    card = clerk.page.get_by_label(CARD_FIELD)
    card.fill(CARD)
    # a scanner ends what it reads with Enter
    card.press("Enter")
    expect(clerk.page.get_by_label("Họ và tên người nộp")).to_have_value(APPLICANT)
    clerk.press(COUNT_PAPERS)
    clerk.fill("#giay-to", {SCAN_PAPER: SCAN})
    clerk.fill(START_FORM, START)


def check_receipt(clerk: Person, code: str) -> None:
    """The receipt is a PDF that names the dossier and its applicant."""
    receipt = PdfReader(
        io.BytesIO(clerk.open_paper(clerk.page.get_by_role("link", name="In giấy tiếp nhận")))
    )
    text = " ".join(receipt.pages[0].extract_text().split())
    assert code in text
    assert APPLICANT in text


def do(province: RunningProvince, browser: Browser, step: Step, code: str) -> float:
    """A step by the officer whose it is. Answers the seconds from the last click to the change on the public page."""
    officer = Person.at(browser, province.url(step.node)).sign_in(step.username, province.password)
    # the list holds what other tests have left, if one of them failed
    officer.page.get_by_label("Tìm việc").fill(code)
    officer.page.locator("tr", has_text=code).get_by_role("link", name=step.task).click()
    if step.element == ARRIVAL:
        check_scan_opens(officer)
    officer.fill(TASK_FORM, step.answers)
    before = look_up(province.portal_url, code)
    assert before is not None
    clicked = time.monotonic()
    officer.press(step.button)
    officer.page.get_by_text("Đã hoàn thành").or_(officer.page.get_by_text("đã kết thúc")).first.wait_for()
    took = seconds_until(
        province.portal_url,
        code,
        lambda shown: step.then.says(shown) and shown.updated != before.updated,
        clicked,
    )
    officer.page.context.close()
    return took


def check_scan_opens(officer: Person) -> None:
    """The officer of the other agency opens the scan that the counter has made, beside his task."""
    assert officer.open_paper(officer.page.get_by_role("link", name=SCAN.name).first) == SCAN.content


def check_public_page(province: RunningProvince, browser: Browser, code: str) -> None:
    """A citizen asks with the code typed as it comes."""
    citizen = Person.at(browser, province.portal_url)
    citizen.page.get_by_label("Mã hồ sơ").fill(code.lower().replace("-", " "))
    citizen.press("Tra cứu")
    assert AT_END.says(shown_by(citizen.page.content()))
    assert APPLICANT not in citizen.page.content()
