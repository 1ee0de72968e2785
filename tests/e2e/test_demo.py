"""`motcua demo` as people start it: it says when it is ready, ends at Ctrl-C, goes on the next time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from tests.e2e.desks import Desk
from tests.e2e.provinces import free_ports

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.xdist_group("e2e")]

FIRST_START, NEXT_START = 90.0, 15.0
"""Seconds: with a week of work played before it opens; on what is there."""
ENDING = 30.0

Record = Callable[[str, object], None]
Ready = dict[str, Any]


@contextmanager
def demo(home: Path, port_base: int, seconds: float) -> Iterator[tuple[Ready, float]]:
    """Runs the demo in a process of its own. Gives what ready.json says and how long it took; Ctrl-C at the end."""
    command = [sys.executable, "-m", "webui.cli", "demo", "--home", str(home)]
    options = ["--port-base", str(port_base), "--weeks", "1"]
    began = time.monotonic()
    with (home.parent / "demo.log").open("ab") as log:
        process = subprocess.Popen([*command, *options], stdout=log, stderr=log)
    try:
        yield _ready(process, home / "ready.json", began + seconds), time.monotonic() - began
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(ENDING) in (0, 130)
        assert [child for child in children if child.is_running()] == []
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _ready(process: subprocess.Popen[bytes], place: Path, deadline: float) -> Ready:
    pause = threading.Event()
    while not place.exists():
        assert process.poll() is None, f"the demo ended with {process.returncode}"
        assert time.monotonic() < deadline, "the demo is not ready in time"
        pause.wait(0.05)
    ready: Ready = json.loads(place.read_text(encoding="utf-8"))
    return ready


def dossiers(ready: Ready) -> list[str]:
    """The codes in the lists that officers of the commune see first."""
    [url] = (node["base_url"] for node in ready["nodes"] if node["key"] == "commune")
    account = next(a for a in ready["accounts"] if a["node"] == "commune" and "reception" in a["roles"])
    desk = Desk(url, account["username"], account["password"])
    desk.sign_in()
    return [a.text_content().strip() for a in desk.get("/ho-so").tree.cssselect("a.code")]


def test_the_demo_opens_ends_at_ctrl_c_and_goes_on_with_the_same_dossiers(
    tmp_path: Path, built_assets: None, record_property: Record
) -> None:
    home, port_base = tmp_path / "demo", free_ports(4)

    with demo(home, port_base, FIRST_START) as (ready, first_seconds):
        for node in ready["nodes"]:
            assert requests.get(node["base_url"], timeout=5).status_code == 200
        before = dossiers(ready)
        assert before
    assert not (home / "ready.json").exists()
    with demo(home, port_base, NEXT_START) as (again, next_seconds):
        assert dossiers(again) == before
        assert again == ready

    record_property("seconds to the first start", round(first_seconds, 1))
    record_property("seconds to the next start", round(next_seconds, 1))
