"""The other agency's node, in a thread: a real HTTP server that keeps the protocol until told to fail."""

import hashlib
import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from connectors.lt1 import seal_receipt, stored
from tests.connectors.support import THERE, Province

Fault = Callable[["Handler", bytes], None]
"""Answers one request instead of the protocol. Gets the handler and the request's body."""


@dataclass
class Peer:
    """The node as a server. answer: status and body for method, path and body, when nothing fails.

    faults: taken one per request; None, or none left, keeps the protocol.
    """

    answer: Callable[[str, str, bytes], tuple[int, bytes]]
    endpoint: str = ""
    faults: deque[Fault | None] = field(default_factory=deque)
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


@dataclass
class Keeper:
    """The protocol of a node that never fails: the answers, and what it holds."""

    province: Province
    receipts: dict[str, bytes] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)

    def __call__(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if method == "PUT":
            sha256 = path.rpartition("/")[2]
            if hashlib.sha256(body).hexdigest() != sha256:
                return 422, b"DIGEST_MISMATCH"
            self.blobs[sha256] = body
            return 204, b""
        opened = self.province.open(body)
        missing = [r.sha256 for r in opened.message.references if r.sha256 not in self.blobs]
        if missing:
            return 202, json.dumps({"missing": missing}).encode()
        if opened.sha256 not in self.receipts:
            receipt = stored(opened, THERE, self.province.now, len(self.receipts) + 1)
            self.receipts[opened.sha256] = seal_receipt(receipt, self.province.there, self.province.now)
        return 200, self.receipts[opened.sha256]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    peer: Peer

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        self.peer.seen.append((self.command, self.path, dict(self.headers.items())))
        fault = self.peer.faults.popleft() if self.peer.faults else None
        if fault is None:
            self.reply(*self.peer.answer(self.command, self.path, body))
        else:
            fault(self, body)

    do_PUT = do_POST  # noqa: N815 - the names the standard library looks for
    do_GET = do_POST  # noqa: N815

    def reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        """Send an answer whole."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        """Cut the connection without a word."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.shutdown(socket.SHUT_RD)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests quiet."""


def drop_request(handler: Handler, body: bytes) -> None:
    handler.reset()


def drop_response(handler: Handler, body: bytes) -> None:
    handler.peer.answer(handler.command, handler.path, body)
    handler.reset()


def duplicate(handler: Handler, body: bytes) -> None:
    handler.peer.answer(handler.command, handler.path, body)
    handler.reply(*handler.peer.answer(handler.command, handler.path, body))


def corrupt_request(handler: Handler, body: bytes) -> None:
    """A byte flipped on the way in: the node cannot verify, and cannot sign a word about it."""
    handler.reply(422, b"BAD_SIGNATURE")


def corrupt_response(handler: Handler, body: bytes) -> None:
    status, answer = handler.peer.answer(handler.command, handler.path, body)
    middle = len(answer) // 2
    handler.reply(status, answer[:middle] + bytes([answer[middle] ^ 1]) + answer[middle + 1 :])


def cut_response(handler: Handler, body: bytes) -> None:
    status, answer = handler.peer.answer(handler.command, handler.path, body)
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(answer)))
    handler.end_headers()
    handler.wfile.write(answer[: len(answer) // 2])
    handler.close_connection = True


def html_200(handler: Handler, body: bytes) -> None:
    handler.reply(200, b"<html><body>Please log in</body></html>", {"Content-Type": "text/html"})


def silent(handler: Handler, body: bytes) -> None:
    """Say nothing until the test is over."""
    handler.peer.released.wait(10)
    handler.close_connection = True


def drip(handler: Handler, body: bytes) -> None:
    """An answer that never ends, always in time for the next read."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    try:
        while not handler.peer.released.wait(0.02):
            handler.wfile.write(b"<")
    except OSError:
        handler.close_connection = True


def says(status: int, body: bytes = b"", **headers: str) -> Fault:
    """A node, or something in between, that answers just this."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.reply(status, body, named)


@contextmanager
def serving(answer: Callable[[str, str, bytes], tuple[int, bytes]]) -> Iterator[Peer]:
    """Run the peer on a free port of this machine."""
    peer = Peer(answer)
    handler = type("BoundHandler", (Handler,), {"peer": peer})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    peer.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield peer
    finally:
        peer.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
