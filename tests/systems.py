"""A system outside: a real HTTP server that answers as it is told and remembers what it was asked."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    key: str | None
    authorization: str | None
    body: Any


@dataclass
class OutsideSystem:
    """answers: (status, JSON body, headers) in turn; the last one stays. asked: the requests, in order."""

    url: str = ""
    answers: list[tuple[int, Any, dict[str, str]]] = field(default_factory=lambda: [(200, {"ok": True}, {})])
    asked: list[Asked] = field(default_factory=list)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    gate: threading.Event = field(default_factory=threading.Event)
    """Requests are answered while it is open."""
    seconds: float = 0.0
    """What each answer takes."""

    def says(self, status: int, body: Any = None, **headers: str) -> None:
        """From now on."""
        self.answers[:] = [(status, body, {k.replace("_", "-"): v for k, v in headers.items()})]


@contextmanager
def outside_system() -> Iterator[OutsideSystem]:
    """Runs as long as the block."""
    system = OutsideSystem()
    system.gate.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(system))
    server.daemon_threads = True
    system.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield system
    finally:
        system.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(system: OutsideSystem) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = orjson.loads(content) if content else None
            headers = self.headers
            system.asked.append(
                Asked(self.command, self.path, headers["Idempotency-Key"], headers["Authorization"], body)
            )
            system.arrived.release()
            system.gate.wait(30)
            time.sleep(system.seconds)
            status, given, more = system.answers.pop(0) if len(system.answers) > 1 else system.answers[0]
            said = b"" if given is None else given if isinstance(given, bytes) else orjson.dumps(given)
            self.send_response(status)
            for name, value in ({"Content-Type": "application/json"} | more).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            return None

    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.answer)
    return Handler
