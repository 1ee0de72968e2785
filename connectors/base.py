"""What every transport looks like to the engine, and how transports are found.

A transport is one file in `connectors/transports` with one subclass of `Transport`. Adding one is adding a
file: `transports()` finds it by scanning.
"""

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import BinaryIO, ClassVar

from connectors import transports as _transports_package
from connectors.errors import TransportInvalid


@dataclass(frozen=True)
class Blob:
    """An attachment as the sender holds it. open: a fresh stream of exactly `size` bytes; OSError when gone."""

    sha256: str
    size: int
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class Parcel:
    """One sealed message on its way. raw: the bytes made once at sealing; every attempt sends these same bytes."""

    message_id: str
    recipient: str
    raw: bytes
    blobs: tuple[Blob, ...] = ()


@dataclass(frozen=True)
class Delivered:
    """The recipient holds the message. proof: what it signed, to be kept as evidence."""

    proof: bytes


@dataclass(frozen=True)
class Retry:
    """Nothing is known to have arrived. after: how long the peer asked us to wait, None if it did not say.

    reason: stable code (TIMEOUT, CONNECTION, HTTP_503, RECEIPT_MISMATCH …).
    """

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True)
class Rejected:
    """The recipient signed that it will never take this message. reason: its code."""

    proof: bytes
    reason: str


Outcome = Delivered | Retry | Rejected


def no_heartbeat() -> None:
    """For callers without a lease to extend."""


class Transport(ABC):
    """A way to one kind of other system."""

    kind: ClassVar[str]

    @abstractmethod
    def deliver(self, parcel: Parcel, now: datetime, heartbeat: Callable[[], None] = no_heartbeat) -> Outcome:
        """One attempt, safe to repeat at any time. Never raises for what the peer or the network does.

        heartbeat: called before each request, so that the caller can extend its lease on the row.
        """


def transports() -> dict[str, type[Transport]]:
    """Every transport by its kind. Raises TransportInvalid naming the file that breaks the convention."""
    found: dict[str, type[Transport]] = {}
    for info in pkgutil.iter_modules(_transports_package.__path__, f"{_transports_package.__name__}."):
        transport = _only_transport(importlib.import_module(info.name))
        if transport.kind in found:
            raise TransportInvalid("KIND_TWICE", info.name)
        found[transport.kind] = transport
    return found


def _only_transport(module: ModuleType) -> type[Transport]:
    classes = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Transport) and value.__module__ == module.__name__
    ]
    if len(classes) != 1 or not getattr(classes[0], "kind", ""):
        raise TransportInvalid("NOT_ONE_TRANSPORT", module.__name__)
    return classes[0]
