"""A browser without JavaScript: follows links, fills forms in, presses buttons."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

Upload = tuple[str, bytes]


@dataclass
class Page:
    """What a browser shows: its address, status, elements."""

    address: str
    status: int
    response: TestResponse

    def __post_init__(self) -> None:
        text = self.response.get_data(as_text=True)
        self.tree: Any = lxml.html.fromstring(text) if text.strip() else lxml.html.fromstring("<html></html>")

    @property
    def text(self) -> str:
        """What a person reads."""
        return " ".join(self.tree.text_content().split())

    @property
    def title(self) -> str:
        return str(self.tree.findtext(".//title") or "")

    def all(self, selector: str) -> list[Any]:
        return list(self.tree.cssselect(selector)) if selector else []

    def one(self, selector: str) -> Any:
        found = self.all(selector)
        assert len(found) == 1, f"{selector}: {len(found)} at {self.address}: {self.text[:300]}"
        return found[0]


@dataclass
class Browser:
    """One person's browser."""

    app: Flask
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.page: Page

    def get(self, address: str) -> Page:
        return self._show(self.client.get(address, headers=self.headers, follow_redirects=False), address)

    def _show(self, response: TestResponse, address: str) -> Page:
        hops = 0
        while response.status_code in (301, 302, 303, 307, 308) and hops < 5:
            address = urljoin(address, response.headers["Location"])
            hops += 1
            parts = urlsplit(address)
            assert parts.netloc in ("", "localhost"), f"sent to another site: {address}"
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            response = self.client.get(address, headers=self.headers)
        self.page = Page(address, response.status_code, response)
        return self.page

    def press(self, button: str, files: Mapping[str, Upload] | None = None, **typed: str) -> Page:
        """Fill in the form that holds a button (by its words) and press it."""
        return self.send(button, typed, files or {})

    def send(self, button: str, typed: Mapping[str, str], files: Mapping[str, Upload] | None = None) -> Page:
        """As `press`, for names of fields that are no Python names."""
        pressed = self._button(button)
        form = next(parent for parent in pressed.iterancestors("form"))
        values = _values(form)
        for name, text in typed.items():
            values.setlist(name, [text])
        if pressed.get("name"):
            values.setlist(pressed.get("name"), [pressed.get("value", "")])
        address = urljoin(self.page.address, form.get("action") or "")
        if (form.get("method") or "get").lower() == "get":
            response = self.client.get(address.partition("?")[0], query_string=values, headers=self.headers)
            return self._show(response, response.request.full_path.rstrip("?"))
        data: MultiDict[str, Any] = MultiDict(values)
        for name, (file_name, content) in (files or {}).items():
            data.add(name, FileStorage(io.BytesIO(content), file_name))
        kind = form.get("enctype") or "application/x-www-form-urlencoded"
        return self._show(
            self.client.post(address, data=data, content_type=kind, headers=self.headers), address
        )

    def _button(self, words: str) -> Any:
        for button in self.page.all("button"):
            if " ".join(button.text_content().split()).startswith(words) and "tabindex" not in button.attrib:
                return button
        raise AssertionError(f"no button {words!r} at {self.page.address}: {self.page.text[:400]}")

    def sign_in(self, username: str, password: str, target: str = "/dang-nhap") -> Page:
        self.get(target)
        return self.press("Đăng nhập", username=username, password=password)


def _values(form: Any) -> MultiDict[str, str]:
    """What a browser would send of a form as it stands."""
    values: MultiDict[str, str] = MultiDict()
    for control in form.cssselect("input, select, textarea"):
        name, kind = control.get("name"), control.get("type", "text")
        if not name or kind in ("file", "submit", "button") or control.get("disabled") is not None:
            continue
        if kind in ("checkbox", "radio") and control.get("checked") is None:
            continue
        if control.tag == "select":
            values.setlist(name, list(_chosen(control)))
        elif control.tag == "textarea":
            values.add(name, control.text or "")
        else:
            values.add(name, control.get("value", ""))
    return values


def _chosen(select: Any) -> list[str]:
    options = select.cssselect("option")
    chosen = [option for option in options if option.get("selected") is not None] or options[:1]
    return [option.get("value", option.text_content()) for option in chosen]
