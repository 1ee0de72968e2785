"""The demo as people start, stop and kill it: real processes, ports, signals."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from engine import dossier, people, store
from tests.webui.demo.conftest import template
from webui.demo import building
from webui.demo.databases import SQLITE, Databases
from webui.demo.province import load_plan

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]

PATIENCE = 90.0


def free_port_base() -> int:
    """The first of some ports in a row that nobody uses, looked for from a place of this process's own.

    Two test processes that looked from the same place found the same ports before either had bound them.
    """
    first = 20_000 + os.getpid() % 1_000 * 10
    for base in range(first, first + 2_000, 10):
        try:
            for port in range(base, base + 4):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return base
    raise AssertionError("no free ports")


class Demo:
    """`motcua demo --no-play` in a folder."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self.options = options
        self.port_base = free_port_base()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "webui.cli", "demo", "--home", str(self.home), "--no-play"]
        (self.home / "ready.json").unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [*command, "--port-base", str(self.port_base), *self.options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self.process

    def ready(self) -> dict[str, Any]:
        """What ready.json says once it is there."""
        assert self.process is not None
        self.until((self.home / "ready.json").exists)
        found: dict[str, Any] = json.loads((self.home / "ready.json").read_text())
        return found

    def until(self, happened: Callable[[], object]) -> None:
        """Wait for something; give up when the demo ends or time runs out."""
        assert self.process is not None
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def servers(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def ended(self) -> tuple[int, str, str]:
        assert self.process is not None
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path / "demo")
    yield demo
    if demo.process is not None and demo.process.poll() is None:
        demo.process.terminate()
        demo.process.communicate(timeout=PATIENCE)


def test_a_province_is_started_killed_continued_and_stopped(demo: Demo) -> None:
    demo.start()
    told = demo.ready()
    assert [node["key"] for node in told["nodes"]] == ["portal", "commune", "district", "department"]
    for node in told["nodes"]:
        assert requests.get(f"{node['base_url']}/healthz", timeout=5).json() == {"status": "ok"}
    assert {"node": "commune", "username": "lan"}.items() <= told["accounts"][1].items()

    # somebody pulls the plug: what it started goes with it
    servers = demo.servers()
    os.kill(demo.process.pid, signal.SIGKILL)  # type: ignore[union-attr]
    demo.ended()
    _gone, alive = psutil.wait_procs(servers, timeout=30)
    assert alive == []

    # the next start goes on with the same province
    made = (demo.home / "nodes" / "commune" / "secret.key").stat().st_mtime_ns
    demo.start()
    demo.ready()
    assert (demo.home / "nodes" / "commune" / "secret.key").stat().st_mtime_ns == made

    # a polite end
    servers = demo.servers()
    demo.process.terminate()  # type: ignore[union-attr]
    code, out, _err = demo.ended()
    assert code == 0
    assert "Bien-Ho-2026" in out
    assert not any(server.is_running() for server in servers)
    assert not (demo.home / "ready.json").exists()


def test_when_a_node_dies_the_demo_says_which_and_ends(demo: Demo) -> None:
    demo.start()
    demo.ready()
    district = next(s for s in demo.servers() if f":{demo.port_base + 2}" in " ".join(s.cmdline()))

    os.kill(district.pid, signal.SIGKILL)
    code, _out, err = demo.ended()

    assert code == 6
    assert err.startswith("Error: child_died: ")
    assert "district (exit code -9)" in err
    assert "Listening at" in err


def test_a_first_start_that_was_killed_is_begun_anew(demo: Demo) -> None:
    demo.start()
    demo.until((demo.home / building.PARTIAL / "department" / "node.db").exists)
    os.kill(demo.process.pid, signal.SIGKILL)  # type: ignore[union-attr]
    demo.ended()
    assert not building.is_built(demo.home)

    demo.start()

    assert len(demo.ready()["nodes"]) == 4


def test_a_taken_port_is_named(demo: Demo) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", demo.port_base + 2))
        taken.listen()
        demo.start()
        code, _out, err = demo.ended()

    assert (code, err) == (
        5,
        f"Error: port_taken: Another program uses the port. 127.0.0.1:{demo.port_base + 2}\n",
    )


def test_two_demos_in_one_folder_are_refused(demo: Demo) -> None:
    demo.start()
    demo.until((demo.home / "lock").exists)
    demo.until(lambda: (demo.home / building.PARTIAL).exists())

    second = Demo(demo.home)
    second.port_base = demo.port_base + 4
    second.start()

    assert second.ended()[::2] == (5, f"Error: demo_running: Another demo runs in this folder. {demo.home}\n")


@pytest.mark.parametrize("on", ["sqlite", "servers"])
def test_what_the_commune_receives_appears_at_the_portal(
    on: str, demo: Demo, request: pytest.FixtureRequest
) -> None:
    databases = SQLITE
    if on == "servers":
        url = template(request.getfixturevalue("postgresql_url"), "demo")
        databases = Databases(url, request.getfixturevalue("redis_url"))
        demo.options = ("--database-url-template", url, "--redis-url", str(databases.redis_url))
    demo.start()
    demo.ready()

    with building.opened(building.homes(demo.home), load_plan(), databases) as nodes:
        with store.using(nodes["commune"].database):
            clerk = people.officer_by_id(people.account_by_username("lan").id)
            code = dossier.receive(certified_copies(), clerk)

        def shown() -> bool:
            with store.using(nodes["portal"].database):
                try:
                    return dossier.public_status_of(code).masked_name == "Siu H*** Ly"
                except dossier.UnknownDossier:
                    return False

        demo.until(shown)


def certified_copies() -> dossier.Reception:
    return dossier.Reception(
        procedure_code="2.000815",
        channel="direct",
        applicant=dossier.Applicant(full_name="Siu H'Bia Ly", id_number="064190001234"),
        components=(dossier.ComponentGiven("", originals=1),),
        answers={
            "ten_giay_to": ["Bằng"],
            "co_quan_cap": ["Sở"],
            "nguon_ban_sao": ["nguoi_nop"],
            "so_trang": ["1"],
            "so_ban": ["1"],
        },
    )


def test_a_server_for_a_home_that_is_none_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "webui.cli", "serve", "--home", str(tmp_path)]

    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("Error: bad_setting: ")
