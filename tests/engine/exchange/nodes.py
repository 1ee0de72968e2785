"""Two nodes with a database each, and a wire between them that can fail."""

import hashlib
import io
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import orjson
from sqlalchemy import select

from connectors import lt1
from connectors.base import Outcome, Parcel, Retry, Transport, no_heartbeat
from engine import exchange, mail, store
from engine.mail.tables import lt_evidence, lt_inbox, lt_outbox
from tests.connectors.support import HERE, THERE

TYPE = "NOTE"


@dataclass(frozen=True)
class TestNode:
    """One node of one agency. applied: what took effect here, kept in its database."""

    __test__: ClassVar[bool] = False

    code: str
    database: store.Database
    identity: exchange.Identity

    def open(self) -> AbstractContextManager[store.Database]:
        return store.using(self.database)

    def put_out(self, payload: object = 1, dossier: str = "D1", files: Sequence[bytes] = ()) -> str:
        other = THERE if self.code == HERE else HERE
        with self.open(), store.transaction():
            attachments = [self._attachment(content) for content in files]
            return mail.put_out(self.code, other, TYPE, dossier, {"n": payload}, attachments=attachments)

    def _attachment(self, content: bytes) -> mail.Attachment:
        blob = store.current().blobs.put_bytes(content)
        return mail.Attachment(
            f"file-{blob.sha256[:8]}", "đơn.pdf", "application/pdf", blob.sha256, blob.size
        )

    def envelope(self, message_id: str) -> bytes:
        """The sealed bytes of a message put out here."""
        with self.open():
            exchange.seal_drafts(self.identity)
            return bytes(self.row(lt_outbox, message_id).envelope)

    def accept(self, raw: bytes) -> exchange.Answer:
        with self.open():
            return exchange.accept(self.identity, raw)

    def apply(self, handler: exchange.Handler | None = None) -> int:
        with self.open():
            return exchange.apply_received(handlers={TYPE: handler or keep})

    def deliver(self, transport: Transport, **options: Any) -> int:
        with self.open():
            exchange.seal_drafts(self.identity)
            return exchange.deliver_due(self.identity, transport, **options)

    def row(self, table: Any, message_id: str) -> Any:
        with self.open(), store.reading() as link:
            return link.execute(select(table).where(table.c.message_id == message_id)).one()

    def states(self, table: Any) -> list[str]:
        with self.open(), store.reading() as link:
            order = table.c.id if table is lt_outbox else table.c.no
            return list(link.execute(select(table.c.state).order_by(order)).scalars())

    @property
    def applied(self) -> list[tuple[str, Any]]:
        """Dossier and payload of everything that took effect, in that order."""
        return [(row.peer, orjson.loads(row.doc)["n"]) for row in self.evidence("effect")]

    def evidence(self, kind: str) -> Sequence[Any]:
        query = select(lt_evidence).where(lt_evidence.c.kind == kind).order_by(lt_evidence.c.n)
        with self.open(), store.reading() as link:
            return link.execute(query).all()


def keep(row: mail.Incoming, payload: Mapping[str, Any], attachments: Sequence[mail.Attachment]) -> None:
    """The plainest effect: a row, in the transaction that applies the message."""
    doc = orjson.dumps(dict(payload))
    mail.keep_evidence("effect", peer=row.dossier, message_id=row.message_id, sha256=None, doc=doc)


@dataclass
class Wire(Transport):
    """Hands parcels to a node of this process. faults: taken one per delivery; none left, none happens."""

    kind: ClassVar[str] = "wire"

    to: TestNode
    faults: deque[str] = field(default_factory=deque)
    carried: list[str] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    def deliver(self, parcel: Parcel, now: datetime, heartbeat: Callable[[], None] = no_heartbeat) -> Outcome:
        fault = self.faults.popleft() if self.faults else ""
        self.carried.append(parcel.message_id)
        if fault == "drop_request":
            return Retry("CONNECTION")
        if fault == "crash":
            raise MemoryError
        raw = parcel.raw[:-9] if fault == "cut_request" else parcel.raw
        answer = self.to.accept(raw)
        if answer.status == 202:
            self._send_blobs(parcel, answer)
            answer = self.to.accept(raw)
        self.answers.append(answer.body)
        if fault == "drop_response":
            return Retry("CONNECTION")
        if fault == "duplicate":
            answer = self.to.accept(raw)
            self.answers.append(answer.body)
        if answer.status != 200:
            return Retry(f"HTTP_{answer.status}")
        body = answer.body[:-9] if fault == "cut_response" else answer.body
        return lt1.judge(body, parcel, self.to.identity.registry, now)

    def _send_blobs(self, parcel: Parcel, answer: exchange.Answer) -> None:
        wanted = orjson.loads(answer.body)["missing"]
        for blob in parcel.blobs:
            if blob.sha256 in wanted:
                with blob.open() as stream, self.to.open():
                    chunks = iter(lambda: stream.read(1000), b"")  # noqa: B023 - used at once
                    assert exchange.take_blob(parcel.message_id, blob.sha256, chunks).status == 204


def received_states(node: TestNode) -> list[str]:
    return node.states(lt_inbox)


def sent_states(node: TestNode) -> list[str]:
    return node.states(lt_outbox)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def stream(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)
