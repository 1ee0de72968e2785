"""Scenario files: one way through a procedure, with what must come of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.rehearsals.errors import ScriptRefused
from engine.rehearsals.steps import Step, instant_of, read_step, read_toml

TASK_KEYS = frozenset({"by", "due", "open"})
_KEYS = frozenset(
    {
        "name", "received_at", "channel", "given", "start", "step", "end", "ended", "path", "statuses", "messages",
        "variables", "due", "waiting",
    }
)  # fmt: skip
RECEIVED_AT = "2026-11-23T09:00:00+07:00"


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of a scenario; None or empty where it does not say.

    end: the last end event. ended: how. path: every element that is entered, in order, in all pools. statuses: of the
    dossier, repeats left out. messages: names, as they were sent. variables: of the lead agency's process. due: of the
    dossier. waiting: elements still waited for.
    """

    end: str | None
    ended: str
    path: tuple[str, ...] | None
    statuses: tuple[int, ...] | None
    messages: tuple[str, ...] | None
    variables: Mapping[str, Any]
    due: datetime | None
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way through. start: answers in the form at the counter; given: case variables beside them."""

    name: str
    received_at: datetime
    channel: str
    given: Mapping[str, Any]
    start: Mapping[str, str]
    steps: tuple[Step, ...]
    expected: Expected


def read_scenario(content: bytes) -> Scenario:
    """A scenario as docs/designer-scenarios.md describes it. Raises ScriptRefused."""
    tables = read_toml(content)
    unknown = sorted(tables.keys() - _KEYS)
    if unknown:
        raise ScriptRefused(f"a scenario does not know {', '.join(unknown)}")
    if not isinstance(tables.get("name"), str):
        raise ScriptRefused("a scenario has a name")
    waiting = tuple(tables.get("waiting", ()))
    return Scenario(
        name=tables["name"],
        received_at=instant_of(tables.get("received_at", RECEIVED_AT)),
        channel=tables.get("channel", "direct"),
        given=tables.get("given", {}),
        start=tables.get("start", {}),
        steps=tuple(_step(number, table) for number, table in enumerate(tables.get("step", []), 1)),
        expected=Expected(
            end=tables.get("end"),
            ended=tables.get("ended", "waiting" if waiting else "completed"),
            path=_names(tables, "path"),
            statuses=tuple(tables["statuses"]) if "statuses" in tables else None,
            messages=_names(tables, "messages"),
            variables=tables.get("variables", {}),
            due=instant_of(tables["due"]) if "due" in tables else None,
            waiting=waiting,
        ),
    )


def _names(tables: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    return tuple(tables[key]) if key in tables else None


def _step(number: int, table: object) -> Step:
    """A step; `task = …` is `complete = …` answered through the form."""
    if isinstance(table, dict) and "task" in table:
        table = {"complete": table["task"], **{key: value for key, value in table.items() if key != "task"}}
    if isinstance(table, dict) and "complete" in table and "values" not in table:
        table = {"answers": {}, **table}
    return read_step(number, table, TASK_KEYS)
