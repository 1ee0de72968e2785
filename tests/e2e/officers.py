"""Officers who take a dossier through its steps by the pages, and press again when the system was away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar
from urllib.parse import urlsplit

import requests

from tests.e2e.desks import Desk, Page
from tests.e2e.provinces import COMMUNE, RunningProvince
from tests.e2e.walk import (
    CARD,
    CARD_FIELD,
    CLERK,
    COUNT_PAPERS,
    PROCEDURE,
    READ_CARD,
    RECEIVE,
    SCAN,
    SCAN_PAPER,
    START,
    START_FORM,
    TASK_FORM,
    UPLOAD,
    Step,
)

GIVES_UP = 120.0
"""Seconds after which an officer believes that the dossier is lost."""
_BREATH = 0.3
_TWICE = 0.3
"""How often somebody clicks twice."""

T = TypeVar("T")


class _Again(Exception):
    """Not yet, or the answer did not come: look again."""


@dataclass
class Team:
    """One officer for every step, in browsers of their own. One team works in one thread."""

    province: RunningProvince
    random: Random
    clicked: threading.Event = field(default_factory=threading.Event)
    presses: int = 0
    repeated: int = 0
    _desks: dict[tuple[str, str], Desk] = field(default_factory=dict)
    _pause: threading.Event = field(default_factory=threading.Event)

    def receive(self) -> str:
        """Receive a dossier at the counter. Answers its code."""
        page = self._patiently(lambda: self._desk(COMMUNE, CLERK).get(f"/tiep-nhan/{PROCEDURE}"))
        page = self._patiently(lambda: self._prepared(page))
        desk = self._desk(COMMUNE, CLERK)
        press = self._patiently(lambda: desk.press(page, RECEIVE, START, START_FORM))
        received = self._pressed(desk, lambda: desk.send(press))
        path = urlsplit(received.address).path
        assert path.endswith("/da-tiep-nhan"), f"{received.status} {path}: {received.text[:800]}"
        return path.split("/")[2]

    def _prepared(self, page: Page) -> Page:
        """The applicant's card read, the papers counted, a scan attached."""
        desk = self._desk(COMMUNE, CLERK)
        page = desk.send(desk.press(page, READ_CARD, {CARD_FIELD: CARD}))
        page = desk.send(desk.press(page, COUNT_PAPERS, {}))
        return desk.send(desk.press(page, UPLOAD, {SCAN_PAPER: SCAN}))

    def take(self, code: str, step: Step) -> None:
        """Do a step as soon as it is in the officer's list."""
        self._patiently(lambda: self._done(code, step))

    def _done(self, code: str, step: Step) -> bool:
        desk = self._desk(step.node, step.username)
        address = desk.get(f"/viec?q={code}").link(step.task)
        if address is None:
            if f"Hoàn thành: {step.task}" in desk.get(f"/ho-so/{code}").text:
                return True
            raise _Again(f"{step.task} of {code} is not in the list of {step.username}")
        press = desk.press(desk.get(address), step.button, step.answers, TASK_FORM)
        page = self._pressed(desk, lambda: desk.send(press))
        if page.status == 409 or "Đã hoàn thành" in page.text or "đã kết thúc" in page.text:
            return True
        raise AssertionError(f"{step.task} of {code}: {page.status} {page.text[:800]}")

    def _pressed(self, desk: Desk, click: Callable[[], Page]) -> Page:
        """The answer to a click, repeated until there is one; sometimes clicked once more for good measure."""
        self.presses += 1
        self.clicked.set()
        page = self._patiently(click)
        if self.random.random() < _TWICE:
            self.repeated += 1
            again = self._patiently(click)
            # the second answer may say that it was done already; the first one counts
            assert again.status in (200, 409), f"{again.status}: {again.text[:400]}"
        return page

    def _desk(self, node: str, username: str) -> Desk:
        key = (node, username)
        if key not in self._desks:
            desk = Desk(self.province.url(node), username, self.province.password)
            desk.sign_in()
            self._desks[key] = desk
        return self._desks[key]

    def _patiently(self, act: Callable[[], T]) -> T:
        """Try until it works. What a person sees meanwhile: no connection, a broken page, a step not there yet."""
        end = time.monotonic() + GIVES_UP
        while True:
            try:
                answer = act()
                if not isinstance(answer, Page) or answer.status < 500:
                    return answer
                error: Exception = _Again(f"{answer.status}: {answer.text[:300]}")
            except (requests.RequestException, _Again) as again:
                error = again
            if time.monotonic() > end:
                raise AssertionError(f"gave up after {GIVES_UP} s") from error
            self.repeated += 1
            self._pause.wait(_BREATH)
