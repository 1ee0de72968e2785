"""What a service task of a diagram may ask for, and how such operations are found.

An operation is one file in `connectors/operations` with one subclass of `Operation`. Adding one is adding a file:
`operations()` finds it by scanning, and the publishing gate then knows its topic.
"""

import importlib
import pkgutil
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar
from urllib.parse import urlsplit

from connectors import operations as _operations_package
from connectors.errors import OperationInvalid, ServicesInvalid

TIMEOUT = 10.0
_KEYS = frozenset({"url", "timeout", "token_file", "ca_file"})


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt at an operation. inputs: JSON data of the diagram's input parameters.

    key: the same for every attempt at the same call, however often it is repeated; systems that know idempotency
    keys are told it. seconds: the longest that the attempt may take.
    """

    key: str
    inputs: Mapping[str, Any]
    seconds: float


class OperationFailed(Exception):
    """The operation was not done, as far as is known.

    reason: stable code (TIMEOUT, CONNECTION, HTTP_503 …), nothing personal. final: trying again cannot help.
    after: how long the other system asked us to wait.
    """

    def __init__(self, reason: str, *, final: bool = False, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
        self.after = after


class BpmnError(Exception):
    """The operation's answer is one that the diagram deals with: an error event around the task catches this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Service:
    """A system outside, as the node's operator has registered it. timeout: seconds of one request."""

    name: str
    url: str
    timeout: float = TIMEOUT
    token: str | None = field(default=None, repr=False)
    ca_file: Path | None = None


Services = Mapping[str, Service]


class Operation(ABC):
    """Something that a service task can have done outside the database's transaction."""

    topic: ClassVar[str]
    required: ClassVar[frozenset[str]]
    optional: ClassVar[frozenset[str]] = frozenset()

    def target(self, inputs: Mapping[str, Any]) -> str:
        """What is asked: calls with the same target share their few workers, and nobody else's."""
        return self.topic

    @abstractmethod
    def run(self, call: Call, services: Services) -> Mapping[str, Any]:
        """One attempt, safe to repeat at any time. Answers the outputs: JSON data by name.

        Raises OperationFailed, BpmnError.
        """


@cache
def operations() -> Mapping[str, Operation]:
    """Every operation by its topic. Raises OperationInvalid naming the file that breaks the convention."""
    found: dict[str, Operation] = {}
    for info in pkgutil.iter_modules(_operations_package.__path__, f"{_operations_package.__name__}."):
        operation = _only_operation(importlib.import_module(info.name))
        if operation.topic in found:
            raise OperationInvalid("TOPIC_TWICE", info.name)
        found[operation.topic] = operation
    return found


def _only_operation(module: ModuleType) -> Operation:
    classes = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Operation) and value.__module__ == module.__name__
    ]
    if len(classes) != 1 or not getattr(classes[0], "topic", ""):
        raise OperationInvalid("NOT_ONE_OPERATION", module.__name__)
    return classes[0]()


def load_services(place: Path) -> Services:
    """The systems that this node may call, one TOML table each: url, timeout, token_file, ca_file.

    place: `services.toml`; files named in it lie beside it. No file: none. Raises ServicesInvalid naming the entry.
    """
    if not place.exists():
        return {}
    try:
        tables = tomllib.loads(place.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ServicesInvalid("NOT_TOML", place.name) from error
    return {name: _service(place.parent, name, table) for name, table in tables.items()}


def _service(folder: Path, name: str, table: Any) -> Service:
    if not isinstance(table, dict) or not table.keys() <= _KEYS or "url" not in table:
        raise ServicesInvalid("BAD_ENTRY", name)
    url, timeout = str(table["url"]).rstrip("/"), table.get("timeout", TIMEOUT)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ServicesInvalid("BAD_URL", name)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= 600:
        raise ServicesInvalid("BAD_TIMEOUT", name)
    try:
        token = (folder / table["token_file"]).read_text("ascii").strip() if "token_file" in table else None
    except (OSError, UnicodeDecodeError) as error:
        raise ServicesInvalid("TOKEN_UNREADABLE", name) from error
    ca_file = folder / table["ca_file"] if "ca_file" in table else None
    return Service(name, url, float(timeout), token, ca_file)
