"""The steps of scripts and scenarios: one thing that somebody does, or that time does."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal

from engine import clock
from engine.rehearsals.errors import ScriptRefused
from engine.rehearsals.ways import Turns, read_ways

Act = Literal["complete", "finish", "error", "message", "signal", "advance"]
ACTS: tuple[Act, ...] = ("complete", "finish", "error", "message", "signal", "advance")
NEXT = "next"

_ALLOWED: Mapping[Act, frozenset[str]] = {
    "complete": frozenset({"values", "answers", "item"}),
    "finish": frozenset({"result", "item"}),
    "error": frozenset({"code", "item"}),
    "message": frozenset({"values", "key", "to"}),
    "signal": frozenset(),
    "advance": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step. number: from 1.

    target: of `complete`, `finish`, `error` an element's id; of `message`, `signal` its name; of `advance` a
    duration, an instant or `next`. values: variables as JSON. answers: texts as typed into the form; None when the
    step does not use the form. item: which one of a multi-instance activity. rest: keys that only scenarios know.
    """

    number: int
    act: Act
    target: str
    values: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, str] | None = None
    result: Any = None
    code: str = ""
    key: str | None = None
    to: str | None = None
    item: object | None = None
    rest: Mapping[str, Any] = field(default_factory=dict)


def read_toml(content: bytes) -> dict[str, Any]:
    """A script's or scenario's tables, dates and instants as ISO texts. Raises ScriptRefused."""
    try:
        return {key: _json(value) for key, value in tomllib.loads(content.decode()).items()}
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScriptRefused(f"no TOML: {error}") from error


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value


def read_step(number: int, table: object, also: frozenset[str] = frozenset()) -> Step:
    """One `[[step]]` table. also: further keys that are allowed. Raises ScriptRefused."""
    if not isinstance(table, dict):
        raise ScriptRefused(f"step {number}: not a table")
    acts = [act for act in ACTS if act in table]
    if len(acts) != 1:
        raise ScriptRefused(f"step {number}: needs exactly one of {', '.join(ACTS)}")
    act = acts[0]
    known = _ALLOWED[act] | also | {act}
    unknown = sorted(table.keys() - known)
    if unknown:
        raise ScriptRefused(
            f"step {number}: `{act}` does not go with {', '.join(unknown)}; it knows {', '.join(sorted(known))}"
        )
    answers = _typed(number, table, "answers", dict) if "answers" in table else None
    if answers is not None and not all(isinstance(text, str) for text in answers.values()):
        raise ScriptRefused(f"step {number}: answers are texts, as somebody types them")
    return Step(
        number=number,
        act=act,
        target=_typed(number, table, act, str),
        values=_typed(number, table, "values", dict),
        answers=answers,
        result=table.get("result", {}),
        code=_typed(number, table, "code", str),
        key=table.get("key"),
        to=table.get("to"),
        item=table.get("item"),
        rest={key: table[key] for key in also & table.keys()},
    )


def _typed(number: int, table: Mapping[str, Any], key: str, kind: type) -> Any:
    value = table.get(key, kind())
    if not isinstance(value, kind):
        raise ScriptRefused(f"step {number}: {key} is not a {'text' if kind is str else 'table'}")
    return value


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script.

    at: when the play begins. event: the start event to begin at. values: variables it adds. ways: what is taken behind
    gateways, by their ids.
    """

    at: datetime | None
    event: str | None
    message: str | None
    values: Mapping[str, Any]
    steps: tuple[Step, ...]
    ways: Mapping[str, Turns] = field(default_factory=dict)


def read_script(content: bytes) -> Script:
    """A script file, as docs/designer-playing.md describes it. Raises ScriptRefused."""
    tables = read_toml(content)
    unknown = sorted(tables.keys() - {"at", "start", "step", "ways"})
    if unknown:
        raise ScriptRefused(f"a script knows at, [start], [ways] and [[step]], not {', '.join(unknown)}")
    start = tables.get("start", {})
    if not isinstance(start, dict) or start.keys() - {"event", "message", "values"}:
        raise ScriptRefused("[start] knows event, message and values")
    steps = tables.get("step", [])
    if not isinstance(steps, list):
        raise ScriptRefused("steps are written [[step]]")
    return Script(
        at=instant_of(tables["at"]) if "at" in tables else None,
        event=start.get("event"),
        message=start.get("message"),
        values=start.get("values", {}),
        steps=tuple(read_step(number, table) for number, table in enumerate(steps, 1)),
        ways=read_ways(tables.get("ways", {})),
    )


def instant_of(text: object) -> datetime:
    """An instant as written; without a zone it is the counter's time. Raises ScriptRefused."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise ScriptRefused(f"{text!r} is not a date and time") from error
    return found if found.tzinfo else found.replace(tzinfo=clock.LOCAL)
