"""Small diagrams as deployed procedures, and what can be asked about their instances."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select

from engine import history, people, process, store
from engine.process.moves import Case
from engine.process.tables import incident, process_instance, service_job
from tests.diagrams import builder as b
from tests.engine.province import COMMUNE

OFFICER = people.Officer(
    "lan", "lan", "Lan", "", COMMUNE, COMMUNE, frozenset({people.Grant("specialist", COMMUNE)})
)
ADMIN = people.Officer(
    "quan", "quan", "Quan", "", COMMUNE, COMMUNE, frozenset({people.Grant("unit_admin", COMMUNE)})
)


NOT_FOUND = b.tag("error", id="not_found", name="not_found", errorCode="HTTP_404")


def deploy(*inner: str, key: str = "p", **files: bytes) -> None:
    """Publish one diagram of process `p`."""
    named = {name.replace("__", "."): content for name, content in files.items()}
    xml = b.definitions(b.ROOTS, NOT_FOUND, b.process(*inner))
    process.deploy({"p.bpmn": xml, **named}, key=key, author="test")


def begin(code: str = "D1", process_id: str = "p", **variables: Any) -> str:
    """Start an instance of the published process; answers its id."""
    case = Case(code, "1.0", "A procedure", "Somebody", COMMUNE, COMMUNE, None, variables)
    return process.begin(process.latest_definition(process_id), case, OFFICER).id


def do(code: str, element: str, officer: people.Officer = OFFICER, **values: Any) -> None:
    """Complete the first open task of an element."""
    item = next(item for item in process.items_of(code) if item.element_id == element)
    process.complete_user_task(item.task_id, officer, values)


def open_elements(code: str = "D1") -> list[str]:
    return sorted(item.element_id for item in process.items_of(code))


def rows(table: Table) -> Sequence[Any]:
    with store.reading() as link:
        return link.execute(select(table)).all()


def jobs() -> list[tuple[str, str, int]]:
    """Element, state and attempts of every job."""
    return sorted((row.element_id, row.state, row.attempts) for row in rows(service_job))


def incidents() -> list[tuple[str | None, str, str]]:
    """Element, kind and state of every incident."""
    return sorted((row.element_id, row.kind, row.state) for row in rows(incident))


def variables_of(instance_id: str) -> Mapping[str, Any]:
    return next(row.variables for row in rows(process_instance) if row.id == instance_id)


def told(code: str = "D1") -> list[str]:
    """The kinds of a dossier's events, in order."""
    return [event.kind for event in history.events_of(code)]


def message(name: str, key: str, **payload: Any) -> process.IncomingMessage:
    """A message from elsewhere to a case at the commune."""
    case = Case(key, "1.0", "A procedure", "Somebody", COMMUNE, COMMUNE, None, {})
    return process.IncomingMessage(name, key, None, payload, case, "elsewhere")
