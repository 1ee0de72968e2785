"""Nodes of one process exchanging dossiers without a network: the same sealed bytes, the same signed receipts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

import orjson

from connectors.base import Outcome, Parcel, Retry, Transport, no_heartbeat
from connectors.lt1 import judge
from engine import exchange, store
from engine.node import Node


class Loopback(Transport):
    """Hands parcels to the other nodes of this process. nodes: by the code of each agency they run."""

    kind: ClassVar[str] = "loopback"

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes
        self.reached: set[str] = set()
        """Agencies that have been handed something since this was last emptied."""

    def deliver(self, parcel: Parcel, now: datetime, heartbeat: Callable[[], None] = no_heartbeat) -> Outcome:
        """One attempt, as over the network: offer, files that are missing, offer again."""
        node = self._nodes.get(parcel.recipient)
        if node is None:
            return Retry("UNKNOWN_AGENCY")
        self.reached.add(parcel.recipient)
        with store.using(node.database):
            answer = exchange.accept(node.identity, parcel.raw)
            if answer.status == 202:
                _send_missing(parcel, answer.body)
                answer = exchange.accept(node.identity, parcel.raw)
        if answer.status != 200:
            return Retry(f"HTTP_{answer.status}")
        return judge(answer.body, parcel, node.identity.registry, now)


def _send_missing(parcel: Parcel, asked: bytes) -> None:
    wanted = set(orjson.loads(asked)["missing"])
    for blob in parcel.blobs:
        if blob.sha256 in wanted:
            with blob.open() as stream:
                exchange.take_blob(parcel.message_id, blob.sha256, [stream.read()])


class PostRoom:
    """Moves messages between the nodes of this process. nodes: by agency code."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes
        self._loopback = Loopback(nodes)

    def drain(self, *senders: str) -> set[str]:
        """Seal, deliver and apply what the senders have put out, and what that leads to, until nothing moves.

        Answers the agencies concerned, the senders among them.
        """
        touched, sending = set(senders), set(senders)
        while sending:
            self._loopback.reached.clear()
            for agency in sorted(sending):
                self._send(self._nodes[agency])
            reached = set(self._loopback.reached)
            touched |= reached
            sending = {agency for agency in sorted(reached) if self._apply(self._nodes[agency])}
        return touched

    def _send(self, node: Node) -> None:
        with store.using(node.database):
            # most often nothing was put out: then nobody has to ask the outbox what is due
            while exchange.seal_drafts(node.identity):
                exchange.deliver_due(node.identity, self._loopback)

    def _apply(self, node: Node) -> int:
        with store.using(node.database):
            return exchange.apply_received()
