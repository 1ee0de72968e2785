"""Citizens at the public look-up. Each has an address of his own: the portal limits how often one may ask."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import lxml.html
import requests
from requests.adapters import HTTPAdapter

from tests.e2e.desks import words
from tests.e2e.walk import Shown

PATIENCE = 5.0
"""Seconds after which a change must be public."""
_LOOK_EVERY = 0.2
_numbers: Iterator[int] = count(2)


class _From(HTTPAdapter):
    """Connects from an address of the loopback network."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, source_address=(self._address, 0), **kwargs)


def look_up(portal_url: str, code: str, session: requests.Session | None = None) -> Shown | None:
    """What the portal's page says of a dossier, None when it does not know it."""
    asking = session or citizen()
    response = asking.get(portal_url, params={"ma": code}, timeout=10)
    assert response.status_code in (200, 404), (response.status_code, response.text[:500])
    return None if response.status_code == 404 else shown_by(response.text)


def shown_by(page: str) -> Shown:
    """What a look-up page says."""
    tree = lxml.html.fromstring(page)
    facts = {words(term): term.getnext() for term in tree.cssselect("dl.facts dt")}
    holder, step = (words(facts[key]) if key in facts else "" for key in ("Đang ở", "Bước hiện tại"))
    [updated] = tree.cssselect("section[aria-labelledby=ket-qua] > p.hush > time")
    return Shown(words(tree.cssselect("#ket-qua")[0]), step, holder, str(updated.get("datetime")))


def citizen() -> requests.Session:
    """A browser with an address of its own."""
    number = next(_numbers)
    session = requests.Session()
    session.mount("http://", _From(f"127.0.{number // 250}.{number % 250 + 2}"))
    return session


def seconds_until(
    portal_url: str, code: str, wanted: Callable[[Shown], bool], since: float, patience: float = PATIENCE
) -> float:
    """How long after `since` (monotonic) the public page shows what is wanted. Fails when that is too long."""
    asking, pause, seen = citizen(), threading.Event(), None
    while time.monotonic() < since + patience:
        seen = look_up(portal_url, code, asking)
        if seen is not None and wanted(seen):
            return time.monotonic() - since
        pause.wait(_LOOK_EVERY)
    raise AssertionError(f"{code} after {patience} s at the portal: {seen}")
