"""People at a real Chromium: they sign in, fill forms in by their labels, press buttons, open papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, TimeoutError, sync_playwright

from tests.e2e.walk import Answers, Scan

CHROMIUM = Path("/usr/bin/chromium")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE = 30_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; the test makes one context for each person."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@dataclass(frozen=True)
class Person:
    """Somebody at a browser of his own, signed in or not."""

    page: Page

    @classmethod
    def at(cls, browser: Browser, url: str) -> Person:
        """Opens a node's start page."""
        page = browser.new_context(base_url=url, locale="vi-VN").new_page()
        page.set_default_timeout(_PATIENCE)
        page.goto("/")
        return cls(page)

    def sign_in(self, username: str, password: str) -> Person:
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(password)
        self.page.get_by_role("button", name="Đăng nhập").click()
        return self

    def follow(self, link: str) -> None:
        """Click the link whose words begin so."""
        self.page.get_by_role("link", name=link).first.click()

    def press(self, button: str) -> None:
        """Press the button that reads exactly so."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def fill(self, area: str, answers: Answers) -> None:
        """Fill in what a part of the page asks. area: selector; fields that other answers bring up are waited for."""
        for label, answer in answers.items():
            _fill(self.page.locator(area), label, answer)

    def open_paper(self, link: Locator) -> bytes:
        """Click a link to a PDF, see the browser show it, go back. Answers its bytes."""
        address = str(link.evaluate("link => link.href"))
        if link.get_attribute("target") == "_blank":
            with self.page.context.expect_page() as opening:
                link.click()
            content = self._shown(opening.value, address)
            opening.value.close()
        else:
            link.click()
            content = self._shown(self.page, address)
            self.page.go_back()
        return content

    def _shown(self, viewer: Page, address: str) -> bytes:
        viewer.wait_for_url(address)
        # shown as what it is, by the browser's own viewer, and not saved or refused
        assert viewer.evaluate("document.contentType") == "application/pdf"
        return bytes(self.page.context.request.get(address).body())


def _fill(area: Locator, label: str, answer: str | Scan) -> None:
    group = area.get_by_role("group", name=label, exact=True)
    field = area.get_by_label(label, exact=True)
    group.or_(field).first.wait_for()
    if group.count() and isinstance(answer, str):
        group.get_by_label(answer, exact=True).check()
        return
    kind = field.evaluate("field => field.type")
    if isinstance(answer, Scan):
        _choose_file(area, field, answer)
    elif kind == "checkbox":
        field.check()
    elif kind == "select-one":
        field.select_option(label=answer)
    else:
        field.fill(answer)


def _choose_file(area: Locator, field: Locator, scan: Scan) -> None:
    """Choose a file until the page lists it: one chosen at the very moment in which its part of the page is being
    replaced goes with the old part, and people choose it again.
    """
    for patience in (5_000, 5_000, _PATIENCE):
        field.set_input_files([_upload(scan)])
        try:
            area.get_by_text(scan.name).first.wait_for(timeout=patience)
        except TimeoutError:
            continue
        return
    raise AssertionError(scan.name)


def _upload(scan: Scan) -> Any:
    file: Mapping[str, Any] = {"name": scan.name, "mimeType": "application/pdf", "buffer": scan.content}
    return file
