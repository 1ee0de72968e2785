"""A node's processes: the server stops politely; the worker hears the bell, and works without it."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import redis
import requests
from rq import Worker

from engine import clock, mail, store
from engine.node import Node, init_node, open_node, queue_name
from engine.settings import Profile, Settings, environment_of, from_environment
from webui.registry_files import members_of, write_registry

PATIENCE = 30.0
LEFT, RIGHT = "H21.52.21", "H21.52"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A migrated node that runs two agencies."""
    home = tmp_path / "node"
    init_node(home, Profile("agency", "X", (LEFT, RIGHT), None, "http://127.0.0.1:1", ""), clock.now())
    write_registry(home / "registry.toml", members_of(home), allow_plain_http=False)
    made = from_environment(home, {})
    node = open_node(made)
    store.migrate(node.database)
    node.close()
    return made


@contextmanager
def motcua(settings: Settings, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command as a process of its own, killed at the end if need be."""
    process = subprocess.Popen(
        [sys.executable, "-m", "webui.cli", *arguments],
        env=environment_of(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(happened: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def opened(settings: Settings) -> Iterator[Node]:
    node = open_node(settings)
    try:
        with store.using(node.database):
            yield node
    finally:
        node.close()


def send() -> None:
    """Put a probe out from one agency to the other."""
    with store.transaction():
        mail.put_out(LEFT, RIGHT, "TEST", f"{LEFT}-261123-0001", {})


def is_delivered() -> bool:
    return mail.depth() == {"DELIVERED": 1}


def test_the_worker_hears_the_bell_long_before_it_would_sweep(settings: Settings, redis_url: str) -> None:
    patient = replace(settings, redis_url=redis_url, sweep_seconds=3600)
    with opened(patient) as node, motcua(patient, "worker") as process:
        with redis.from_url(redis_url) as connection:
            until(lambda: Worker.all(connection), process)
            assert Worker.all(connection)[0].queue_names() == [queue_name(node.profile)]

        send()

        # a bell that a busy Redis does not take in time is not waited for: the next act rings again
        until(lambda: is_delivered() or node.bell.ring(), process)


def test_the_worker_works_when_nobody_rings(settings: Settings, redis_url: str) -> None:
    with (
        opened(settings),
        motcua(replace(settings, redis_url=redis_url, sweep_seconds=0.2), "worker") as process,
    ):
        with redis.from_url(redis_url) as connection:
            until(lambda: Worker.all(connection), process)

        # this process knows no Redis: its bell is heard by nobody
        send()

        until(is_delivered, process)


def test_the_worker_stops_when_asked(settings: Settings, redis_url: str) -> None:
    with motcua(replace(settings, redis_url=redis_url), "worker") as process:
        with redis.from_url(redis_url) as connection:
            # it is born before it hears signals, and waits for work only afterwards
            until(lambda: [one.get_state() for one in Worker.all(connection)] == ["idle"], process)

        process.send_signal(signal.SIGTERM)

        assert process.wait(PATIENCE) == 0


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def test_the_server_sweeps_by_itself(settings: Settings, port: int) -> None:
    with opened(settings), motcua(settings, "serve", "--bind", f"127.0.0.1:{port}") as process:
        until(lambda: answers(port), process)

        send()

        until(is_delivered, process)


def test_a_request_under_way_is_finished_before_the_server_stops(settings: Settings, port: int) -> None:
    with motcua(settings, "serve", "--bind", f"127.0.0.1:{port}") as process:
        until(lambda: answers(port), process)
        line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        head = f"POST /lt/v1/messages HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 4\r\n\r\n"
        # the request has begun: its view reads, and waits for the rest
        line.sendall(head.encode() + b"<a")
        until(lambda: answers(port), process)

        process.send_signal(signal.SIGTERM)
        threading.Timer(0.5, line.sendall, (b"/>",)).start()

        assert line.recv(64).startswith(b"HTTP/1.1 4")
        line.close()
        assert process.wait(PATIENCE) == 0


def test_a_taken_port_is_an_error_at_once(settings: Settings, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with motcua(settings, "serve", "--bind", f"127.0.0.1:{port}") as process:
            said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 5
    assert said.startswith(b"Error: port_taken: ")
