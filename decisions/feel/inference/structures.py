"""Types of lists, contexts, paths, filters and loops."""

from __future__ import annotations

from decisions.feel.inference.core import Note, Scope, boolean, common, infer, infers, known
from decisions.feel.inference.tables import PROPERTIES
from decisions.feel.tree import ContextOf, Filter, For, FunctionOf, Iteration, ListOf, Path, Quantified
from decisions.feel.types import ANY, SIMPLE_TYPES, Type, list_of

_BOOLEAN = SIMPLE_TYPES["boolean"]


@infers(ListOf)
def _list(node: ListOf, scope: Scope, notes: list[Note]) -> Type:
    return list_of(common([infer(item, scope, notes) for item in node.items]))


@infers(ContextOf)
def _context(node: ContextOf, scope: Scope, notes: list[Note]) -> Type:
    fields: list[tuple[str, Type]] = []
    for key, value in node.entries:
        inner = scope.with_names({key: SIMPLE_TYPES["function"]}) if isinstance(value, FunctionOf) else scope
        found = infer(value, inner, notes)
        fields.append((key, found))
        scope = scope.with_names({key: found})
    return Type("context", "context", fields=tuple(fields))


@infers(Path)
def _path(node: Path, scope: Scope, notes: list[Note]) -> Type:
    source = infer(node.source, scope, notes)
    if source.kind == "list":
        found = _field(source.element or ANY, node, notes)
        return list_of(found)
    return _field(source, node, notes)


def _field(source: Type, node: Path, notes: list[Note]) -> Type:
    if source.kind in ("any", "null", "list", "function", "duration") or (
        source.kind == "context" and not source.fields
    ):
        return ANY
    if source.kind == "context":
        found = dict(source.fields).get(node.name)
    elif source.kind == "range":
        found = ANY
    else:
        found = SIMPLE_TYPES.get(PROPERTIES.get(source.kind, {}).get(node.name, ""))
    if found is None:
        notes.append(Note("feel.check.name", f"a {source.name or source.kind} has no {node.name!r}", node.at))
    return found or ANY


@infers(Filter)
def _filter(node: Filter, scope: Scope, notes: list[Note]) -> Type:
    source = infer(node.source, scope, notes)
    element = (source.element or ANY) if source.kind == "list" else source
    fields = dict(element.fields)
    open_ = element.kind in ("any", "null") or (element.kind == "context" and not fields)
    found = infer(node.condition, scope.with_names({**fields, "item": element}, open_), notes)
    if found.kind == "number" or not known(found):
        return element if found.kind == "number" else ANY
    if found.kind != "boolean":
        notes.append(Note("feel.check.type", f"a filter by {found.kind} keeps nothing", node.at))
    return list_of(element)


def _iterated(iterations: tuple[Iteration, ...], scope: Scope, notes: list[Note]) -> Scope:
    for iteration in iterations:
        source = infer(iteration.source, scope, notes)
        if iteration.end is not None:
            infer(iteration.end, scope, notes)
        element = source.element or ANY if source.kind in ("list", "range") else source
        scope = scope.with_names({iteration.name: element})
    return scope


@infers(For)
def _for(node: For, scope: Scope, notes: list[Note]) -> Type:
    inner = _iterated(node.iterations, scope, notes).with_names({"partial": SIMPLE_TYPES["list"]})
    return list_of(infer(node.body, inner, notes))


@infers(Quantified)
def _quantified(node: Quantified, scope: Scope, notes: list[Note]) -> Type:
    boolean(node.body, _iterated(node.iterations, scope, notes), notes, "what must be satisfied")
    return _BOOLEAN
