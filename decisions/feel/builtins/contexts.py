"""Context functions (DMN 1.5, table 80), and not()."""

from __future__ import annotations

from decisions.feel.builtins.registry import builtin
from decisions.feel.limits import Run
from decisions.feel.values import Value

_Context = dict[str, Value]


@builtin("not", "negand: Any?")
def _not(run: Run, negand: Value) -> Value:
    return not negand if isinstance(negand, bool) else None


@builtin("get value", "m: context, key: string")
def _get_value(run: Run, context: _Context, key: str) -> Value:
    return context[key] if key in context else run.why(f"the context has no entry {key!r}")


@builtin("get value", "context: context, keys: list<string>")
def _get_value_inside(run: Run, context: _Context, keys: list[str | None]) -> Value:
    found: Value = context
    for key in keys:
        if not isinstance(found, dict) or key not in found:
            return run.why(f"the context has no entry {key!r}")
        found = found[key]
    return found


@builtin("get entries", "m: context", "list")
def _get_entries(run: Run, context: _Context) -> Value:
    run.list_size(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list<context>", "context")
def _context(run: Run, entries: list[_Context | None]) -> Value:
    run.list_size(len(entries))
    made: _Context = {}
    for entry in entries:
        key = entry.get("key") if entry else None
        if entry is None or not isinstance(key, str) or "value" not in entry or key in made:
            return run.why("entries must have a key, each another one, and a value")
        made[key] = entry["value"]
    return made


@builtin("context put", "context: context, key: string, value: Any?", "context")
def _put(run: Run, context: _Context, key: str, value: Value) -> Value:
    run.list_size(len(context) + 1)
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: Any?", "context")
def _put_inside(run: Run, context: _Context, keys: list[Value], value: Value) -> Value:
    if not keys:
        return run.why("there is no key")
    made = dict(context)
    run.list_size(len(made) + len(keys))
    inner = made
    for position, key in enumerate(keys):
        if not isinstance(key, str):
            return run.why("keys must be strings")
        if position == len(keys) - 1:
            inner[key] = value
            break
        below = inner.get(key)
        if not isinstance(below, dict):
            return run.why(f"the entry {key!r} is no context")
        run.charge(len(below))
        inner[key] = below = dict(below)
        inner = below
    return made


@builtin("context merge", "contexts: list<context>", "context")
def _merge(run: Run, contexts: list[_Context | None]) -> Value:
    made: _Context = {}
    for context in contexts:
        if context is None:
            return run.why("null is no context")
        run.list_size(len(context))
        made.update(context)
    return made
