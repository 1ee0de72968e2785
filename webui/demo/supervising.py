"""The province's processes: started, watched, stopped. Nothing that dies is started again silently."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import requests

from engine.errors import Unavailable
from engine.settings import Settings, environment_of

STARTING = 30.0
"""Seconds that everything together may take to answer."""
STOPPING = 20.0
_PAUSE = 0.05
_TAIL = 15


class ChildDied(Unavailable):
    """A process of the province has ended by itself."""

    code = "child_died"


class NotReady(Unavailable):
    """A node does not answer."""

    code = "not_ready"


@dataclass(frozen=True, slots=True)
class Program:
    """One process to run. name: of its log file; arguments: of `motcua`; health: URL that answers 200 when it works."""

    name: str
    arguments: tuple[str, ...]
    settings: Settings
    health: str | None = None


@dataclass
class Supervisor:
    """Runs programs, each with its log in `logs`. Usable as a context manager: whatever happens, they are stopped."""

    programs: Iterable[Program]
    logs: Path
    _programs: dict[str, Program] = field(init=False)
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._programs = {program.name: program for program in self.programs}
        self.logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, *names: str) -> None:
        """Start the named programs, by default all."""
        for name in names or self._programs:
            program = self._programs[name]
            with self.log_of(name).open("ab") as log:
                self._running[name] = subprocess.Popen(
                    [sys.executable, "-m", "webui.cli", *program.arguments, "--end-with-parent"],
                    env=environment_of(program.settings),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    # Ctrl-C is ours to hear: we stop them in order
                    start_new_session=True,
                )

    def wait_ready(self, seconds: float = STARTING) -> None:
        """Until every program that is running answers. Raises ChildDied, NotReady."""
        deadline = time.monotonic() + seconds
        waiting = [self._programs[name] for name in self._running if self._programs[name].health]
        while waiting:
            self.check()
            waiting = [program for program in waiting if not _answers(str(program.health))]
            if waiting and time.monotonic() > deadline:
                raise NotReady(", ".join(program.name for program in waiting))
            time.sleep(_PAUSE if waiting else 0)

    def check(self) -> None:
        """Raises ChildDied, with the end of its log, when a program that should be running is not."""
        for name, process in self._running.items():
            code = process.poll()
            if code is not None:
                tail = "\n".join(self.tail(name))
                raise ChildDied(
                    f"{name} (exit code {code}); the end of {self.log_of(name)}:\n{tail}", name=name
                )

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal and wait for the end; `check` does not complain about it."""
        process = self._running.pop(name)
        if number is signal.SIGKILL and process.poll() is None:
            # a server killed so cannot end its children, which would go on answering in its place
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        process.wait(STOPPING)

    def restart(self, name: str, number: signal.Signals = signal.SIGTERM) -> None:
        """End a program if it runs, start it again, wait until it answers."""
        if name in self._running:
            self.kill(name, number)
        self.start(name)
        self.wait_ready()

    def stop(self) -> None:
        """End all programs: ask, wait, and then insist."""
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + STOPPING
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()

    def log_of(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def tail(self, name: str) -> list[str]:
        """The last lines of a program's log."""
        return self.log_of(name).read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:]


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False
