"""Node to node: POST the same signed bytes until a receipt comes back that verifies.

    POST /lt/v1/messages                      200 receipt | 202 {"missing": [sha256 …]} | anything else: not yet
    PUT  /lt/v1/messages/{id}/blobs/{sha256}  204 | anything else: not yet

Only a verified receipt ends a delivery. An unsigned answer, whatever its status, is not the peer's word: captive
portals, load balancers and flipped bytes produce those too.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import BinaryIO, ClassVar

import orjson
import requests
import urllib3
from requests.adapters import HTTPAdapter

from connectors.base import Blob, Outcome, Parcel, Retry, Transport, no_heartbeat
from connectors.lt1 import Registry, judge

MAX_ANSWER = 64 << 10
MAX_RETRY_AFTER = timedelta(hours=1)
"""The slowest pace of our own retries: no answer from outside may silence a message for longer."""

_ROUNDS = 3
"""Offer, offer again after the blobs, and once more for a blob that went missing meanwhile."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds. connect also bounds each send; read is the longest silence, and the longest answer, for a small
    request; per_megabyte is added for what the peer has to store before it answers."""

    connect: float = 3.0
    read: float = 30.0
    per_megabyte: float = 1.0

    def for_size(self, size: int) -> tuple[float, float]:
        """The pair `requests` takes, for a request of `size` bytes."""
        return self.connect, self.read + self.per_megabyte * size / (1 << 20)


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    retry_after: str


class _NotYet(Exception):
    """The attempt is over without a receipt."""

    def __init__(self, retry: Retry) -> None:
        super().__init__(retry.reason)
        self.retry = retry


class NodeTransport(Transport):
    """Delivers parcels to the nodes of the registry.

    ca_bundle: the province's own TLS authority, None for the public ones. Authenticity never depends on TLS.
    """

    kind: ClassVar[str] = "node"

    def __init__(
        self, registry: Registry, timeouts: Timeouts = Timeouts(), ca_bundle: Path | None = None
    ) -> None:
        self._registry = registry
        self._timeouts = timeouts
        self._session = _new_session(ca_bundle)

    def deliver(self, parcel: Parcel, now: datetime, heartbeat: Callable[[], None] = no_heartbeat) -> Outcome:
        """One attempt. Retry reasons: UNKNOWN_AGENCY, CONNECTION, TIMEOUT, HTTP_nnn, BLOB_HTTP_nnn,
        BLOB_UNREADABLE (ours is gone or damaged), BAD_ANSWER, ANSWER_TOO_LARGE, NO_RECEIPT, and the codes of
        `lt1.open_receipt`."""
        agency = self._registry.agency(parcel.recipient)
        if agency is None:
            return Retry("UNKNOWN_AGENCY")
        base = f"{agency.endpoint}/lt/v1/messages"
        try:
            for _ in range(_ROUNDS):
                answer = self._offer(base, parcel, heartbeat)
                if answer.status == 200:
                    return judge(answer.body, parcel, self._registry, now)
                for blob in _missing(answer, parcel, now):
                    self._put(f"{base}/{parcel.message_id}/blobs/{blob.sha256}", blob, now, heartbeat)
        except _NotYet as not_yet:
            return not_yet.retry
        return Retry("NO_RECEIPT")

    def _offer(self, url: str, parcel: Parcel, heartbeat: Callable[[], None]) -> _Answer:
        heartbeat()
        size = len(parcel.raw) + sum(blob.size for blob in parcel.blobs)
        return self._send("POST", url, parcel.raw, "application/xml", self._timeouts.for_size(size))

    def _put(self, url: str, blob: Blob, now: datetime, heartbeat: Callable[[], None]) -> None:
        heartbeat()
        try:
            stream = blob.open()
        except OSError as error:
            raise _NotYet(Retry("BLOB_UNREADABLE")) from error
        with stream:
            timeout = self._timeouts.for_size(blob.size)
            body = _Exactly(stream, blob.size) if blob.size else b""  # requests would send no bytes as chunks
            answer = self._send("PUT", url, body, "application/octet-stream", timeout)
        if answer.status != 204:
            raise _NotYet(Retry(f"BLOB_HTTP_{answer.status}", _wait(answer.retry_after, now)))

    def _send(
        self, method: str, url: str, body: "bytes | _Exactly", content_type: str, timeout: tuple[float, float]
    ) -> _Answer:
        deadline = time.monotonic() + sum(timeout)
        # Identity: a compressed answer could unfold to any size.
        headers = {"Content-Type": content_type, "Accept-Encoding": "identity"}
        try:
            with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False, stream=True
            ) as response:
                answer_body = _read_within(response.raw, deadline)
                return _Answer(response.status_code, answer_body, response.headers.get("Retry-After", ""))
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise _NotYet(Retry("TIMEOUT")) from error
        except _Damaged as error:
            raise _NotYet(Retry("BLOB_UNREADABLE")) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _NotYet(Retry("CONNECTION")) from error


class _Damaged(Exception):
    """Our own copy of a blob is shorter or longer than the envelope promises."""


class _Exactly:
    """A stream with a known length, so that it is sent with Content-Length and never as chunks."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._left = size
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterable[bytes]:
        while chunk := self.read(1 << 16):
            yield chunk

    def read(self, amount: int = -1) -> bytes:
        """The next bytes. Raises _Damaged instead of sending a body that is not the promised one."""
        try:
            chunk = self._stream.read(amount)
        except OSError as error:
            raise _Damaged from error
        self._left -= len(chunk)
        if self._left < 0 or (not chunk and self._left):
            raise _Damaged
        return chunk


def _new_session(ca_bundle: Path | None) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.verify = True if ca_bundle is None else str(ca_bundle)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    # Retries below our own would hide attempts from the evidence.
    adapter = HTTPAdapter(max_retries=urllib3.Retry(0, read=False))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _read_within(raw: urllib3.HTTPResponse, deadline: float) -> bytes:
    """The body of an answer, however slowly it drips. Raises _NotYet ANSWER_TOO_LARGE, TIMEOUT."""
    body = b""
    while chunk := raw.read1(8192, decode_content=False):
        body += chunk
        if len(body) > MAX_ANSWER:
            raise _NotYet(Retry("ANSWER_TOO_LARGE"))
        if time.monotonic() > deadline:
            raise _NotYet(Retry("TIMEOUT"))
    return body


def _missing(answer: _Answer, parcel: Parcel, now: datetime) -> list[Blob]:
    """The blobs a 202 asks for; only ours are looked at. Raises _NotYet for any other answer."""
    if answer.status != 202:
        raise _NotYet(Retry(f"HTTP_{answer.status}", _wait(answer.retry_after, now)))
    try:
        wanted = orjson.loads(answer.body)["missing"]
        if not wanted or not all(isinstance(sha256, str) for sha256 in wanted):
            raise TypeError
    except (ValueError, TypeError, LookupError) as error:
        raise _NotYet(Retry("BAD_ANSWER")) from error
    blobs = [blob for blob in parcel.blobs if blob.sha256 in set(wanted)]
    if not blobs:
        raise _NotYet(Retry("BAD_ANSWER"))
    return blobs


def _wait(retry_after: str, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for, in either of its spellings, within reason."""
    try:
        if retry_after.isascii() and retry_after.isdigit():
            asked = timedelta(seconds=min(int(retry_after[:9]), 10**6))
        else:
            asked = parsedate_to_datetime(retry_after).replace(tzinfo=UTC) - now
    except (ValueError, TypeError):
        return None
    return min(max(asked, timedelta(0)), MAX_RETRY_AFTER)
