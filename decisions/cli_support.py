"""For a command line: texts in, JSON data out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from decisions.dmn import load_model
from decisions.dmn.checks import check_model
from decisions.feel import Run, compile_expression, to_json
from decisions.feel.lexer import is_name
from decisions.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from decisions.feel.types import ANY, Type
from decisions.feel.values import Value


def evaluate_text(
    text: str, context: Mapping[str, object], *, now: datetime | None = None
) -> dict[str, object]:
    """The value of an expression and why it is null where it is: {"value", "reasons"}. Raises FeelError."""
    special = frozenset(name for name in context if not is_name(name))
    expression = compile_expression(text, names=special)
    run = Run(expression.limits, now)
    value = expression.evaluate(context, run=run)
    return {"value": to_json(value), "reasons": list(run.trace)}


def decide_file(
    xml: bytes,
    decision: str,
    data: Mapping[str, object],
    *,
    imports: Mapping[str, bytes] | None = None,
    now: datetime | None = None,
) -> dict[str, object]:
    """The result of a decision on JSON data: {"value", "explanation", "problems"}.

    Strings are read as dates, times and durations where the model's inputs have these types. Raises DmnError,
    FeelError.
    """
    model = load_model(xml, imports)
    given = {name: typed_json(value, model.inputs.get(name, ANY)) for name, value in data.items()}
    result = model.decide(decision, given, now=now)
    problems = [f"{problem.code} {problem.element}: {problem.message}" for problem in model.problems]
    return {**result.to_json(), "problems": problems}


def check_file(xml: bytes, *, imports: Mapping[str, bytes] | None = None) -> list[dict[str, object]]:
    """The findings about a model. Raises DmnError."""
    return [finding.to_json() for finding in check_model(load_model(xml, imports))]


_READERS = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
    "duration": parse_duration,
}


def typed_json(value: object, type_: Type) -> object:
    """JSON data with its strings read as the type asks; a string that can't be read stays as it is."""
    if isinstance(value, str):
        reader = _READERS.get(type_.kind)
        read: Value = reader(value) if reader is not None else None
        return value if read is None else read
    if isinstance(value, list) and type_.kind == "list":
        return [typed_json(item, type_.element or ANY) for item in value]
    if isinstance(value, Mapping) and type_.kind == "context":
        fields = dict(type_.fields)
        return {key: typed_json(item, fields.get(key, ANY)) for key, item in value.items()}
    return value
