"""An officer at a desk without JavaScript, over HTTP: fills forms in by their labels, presses buttons, presses again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import lxml.html
import requests

from tests.e2e.walk import Answers, Scan

OPTIONAL = "(không bắt buộc)"
REFRESH = "Cập nhật biểu mẫu"
_ROUNDS = 4
_TIMEOUT = 20.0

Field = tuple[str, str]
Upload = tuple[str, tuple[str, bytes]]


class NotOnPage(AssertionError):
    """A label, a choice or a button that should be there is not."""


def words(element: Any) -> str:
    """What a person reads."""
    return " ".join(element.text_content().split())


def _label(element: Any) -> str:
    return words(element).removesuffix(OPTIONAL).strip()


@dataclass(frozen=True)
class Page:
    """What came back. address: where it is now."""

    address: str
    status: int
    tree: Any

    @property
    def text(self) -> str:
        return words(self.tree)

    def link(self, text: str) -> str | None:
        """The address of the first link that reads so."""
        found = (a for a in self.tree.cssselect("a[href]") if words(a) == text)
        return next((urljoin(self.address, a.get("href")) for a in found), None)

    def button(self, text: str) -> Any:
        for button in self.tree.cssselect("button:not([tabindex])"):
            if words(button).startswith(text):
                return button
        raise NotOnPage(f"button {text!r} at {self.address} ({self.status}): … {self.text[-600:]}")


@dataclass(frozen=True)
class Press:
    """A button pressed: what goes out. Pressing again sends the very same."""

    address: str
    fields: list[Field]
    uploads: list[Upload]


@dataclass
class Desk:
    """One officer's browser at one node."""

    base: str
    username: str
    password: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str) -> Page:
        """Raises requests.ConnectionError, as everything here does while the node is down."""
        return _page(self.session.get(urljoin(self.base, path), timeout=_TIMEOUT))

    def send(self, press: Press) -> Page:
        return _page(
            self.session.post(press.address, data=press.fields, files=press.uploads or None, timeout=_TIMEOUT)
        )

    def sign_in(self) -> None:
        page = self.get("/dang-nhap")
        if not page.tree.cssselect("input[type=password]"):
            return
        answers = {"Tên đăng nhập": self.username, "Mật khẩu": self.password}
        page = self.send(filled(page, "Đăng nhập", answers))
        assert page.status == 200, f"{self.username}: {page.status} {page.text[:300]}"

    def press(self, page: Page, button: str, answers: Answers, within: str = "main") -> Press:
        """Fill the form in and get ready to press the button. Fields that appear by other answers are fetched first."""
        for _ in range(_ROUNDS):
            missing = [label for label in answers if not _is_there(page, label, within)]
            if not missing:
                return filled(page, button, answers, within)
            there = {label: text for label, text in answers.items() if label not in missing}
            page = self.send(filled(page, REFRESH, there, within))
            # what was sent is on the page now; a file must not be sent twice
            answers = {
                label: text for label, text in answers.items() if not isinstance(there.get(label), Scan)
            }
        raise NotOnPage(f"{missing} at {page.address} ({page.status}): {page.text[:800]}")


def _page(response: requests.Response) -> Page:
    text = response.text if response.text.strip() else "<html></html>"
    return Page(response.url, response.status_code, lxml.html.fromstring(text))


def filled(page: Page, button: str, answers: Answers, within: str = "main") -> Press:
    """The form of a button with the answers in it, as a browser would send it."""
    pressed = page.button(button)
    form = next(parent for parent in pressed.iterancestors("form"))
    values = dict[str, list[str]]()
    for name, value in _standing(form):
        values.setdefault(name, []).append(value)
    uploads: list[Upload] = []
    for label, answer in answers.items():
        control, value = _answered(page, label, answer, within)
        if isinstance(answer, Scan):
            uploads.append((control.get("name"), (answer.name, answer.content)))
        else:
            values[control.get("name")] = [value]
    if pressed.get("name"):
        values[pressed.get("name")] = [pressed.get("value", "")]
    fields = [(name, value) for name, texts in values.items() for value in texts]
    return Press(urljoin(page.address, form.get("action") or ""), fields, uploads)


def _standing(form: Any) -> Iterator[Field]:
    for control in form.cssselect("input, select, textarea"):
        name, kind = control.get("name"), control.get("type", "text")
        if not name or kind in ("file", "submit", "button") or control.get("disabled") is not None:
            continue
        if kind in ("checkbox", "radio") and control.get("checked") is None:
            continue
        if control.tag == "select":
            options = control.cssselect("option")
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            yield from ((name, o.get("value", "")) for o in chosen)
        else:
            yield name, (control.text or "") if control.tag == "textarea" else control.get("value", "")


def _is_there(page: Page, label: str, within: str) -> bool:
    return any(True for _ in _controls(page, label, within))


def _answered(page: Page, label: str, answer: str | Scan, within: str) -> tuple[Any, str]:
    """The control for an answer, and what it sends for it."""
    controls = list(_controls(page, label, within))
    if not controls:
        raise NotOnPage(f"{label!r} at {page.address}: {page.text[:800]}")
    control = controls[0]
    if isinstance(answer, Scan) or control.get("type", "text") not in ("radio", "checkbox"):
        if control.tag != "select":
            return control, answer if isinstance(answer, str) else ""
        controls = control.cssselect("option")
    elif control.get("type") == "checkbox":
        return control, control.get("value", "on")
    for choice in controls:
        if (words(choice) if choice.tag == "option" else _label_of(page, choice)).startswith(str(answer)):
            return control, choice.get("value", "")
    raise NotOnPage(f"choice {answer!r} of {label!r} at {page.address}")


def _controls(page: Page, label: str, within: str) -> Iterator[Any]:
    """The control with a label, or the radio buttons of a group with that legend."""
    for area in page.tree.cssselect(within):
        for legend in area.cssselect("legend"):
            if _label(legend) == label:
                yield from legend.getparent().cssselect("input[type=radio]")
        for found in area.cssselect("label[for]"):
            if _label(found) == label:
                yield from area.cssselect(f'[id="{found.get("for")}"]')
        yield from area.cssselect(f'[aria-label="{label}"]')


def _label_of(page: Page, control: Any) -> str:
    around = next(control.iterancestors("label"), None)
    if around is not None:
        return words(around)
    return next(words(found) for found in page.tree.cssselect(f'label[for="{control.get("id")}"]'))
