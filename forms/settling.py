"""Which parts of a form are there, given the answers, and what the form's values then are.

A condition may look at any answer, and hiding a field takes its answer away, which may change other conditions.
So the form is walked again until nothing changes: with conditions that do not chase each other in a circle that
ends after as many walks as conditions hang on one another. Where they do, whatever was hidden in the last walks
stays hidden, so a hidden answer never gets through.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forms.model import Component, Form, Place, Scope, Shape, Values, dig

MAX_WALKS = 24


@dataclass(frozen=True, slots=True)
class Node:
    """A component that is there, at its place.

    is_locked: it is read-only, and its value the process's own. rows: the content of each row of a list; stored:
    what the process holds for each of them.
    """

    component: Component
    place: Place
    scope: Scope
    value: object = None
    is_locked: bool = False
    children: tuple[Node, ...] = ()
    rows: tuple[tuple[Node, ...], ...] = ()
    stored: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """A form at rest: what is there, and the values it stands for."""

    nodes: tuple[Node, ...]
    values: Values


def settle(form: Form, entered: Mapping[str, object], scope: Scope) -> Settled:
    """Walk the form until its values stop changing.

    entered: JSON values by variable, unreadable texts allowed. scope.variables: the process's own variables, from
    which read-only fields take theirs.
    """
    hidden: set[Place] = set()
    seen = _seen(form, scope, entered, ())
    for walk_number in range(2 * MAX_WALKS):
        walk = _Walk(frozenset(hidden) if walk_number >= MAX_WALKS else frozenset())
        nodes = walk.nodes(form.components, entered, scope.variables, replace(scope, variables=seen), ())
        values = collect(form.components, nodes, scope.variables, is_row=False)
        before, seen = seen, _seen(form, scope, values, nodes)
        if seen == before:
            break
        if walk_number >= MAX_WALKS // 2:
            hidden |= walk.hidden
    return Settled(nodes, values)


def _seen(
    form: Form, scope: Scope, values: Mapping[str, object], nodes: Sequence[Node]
) -> Mapping[str, object]:
    """Variables as expressions see them.

    A variable the form writes is the form's answer or null, never the process's old one, unless it is locked.
    """
    locked = {node.component.path[0] for node in flatten(nodes) if node.is_locked}
    answers = {**dict.fromkeys(form.keys - locked), **values}
    return {**scope.variables, **answers}


@dataclass(slots=True)
class _Walk:
    """One pass over the form; barred places count as hidden, and what it found hidden it remembers."""

    barred: frozenset[Place]
    hidden: set[Place] = field(default_factory=set)

    def nodes(
        self, components: Sequence[Component], data: object, base: object, scope: Scope, place: Place
    ) -> tuple[Node, ...]:
        """data: what was entered around here; base: what the process holds around here."""
        found = []
        for component in components:
            here = (*place, *component.path) if component.path else (*place, f"_{component.id}")
            if here in self.barred or component.is_hidden(scope):
                self.hidden.add(here)
            elif component.shape is Shape.GROUP:
                children = self.nodes(component.components, data, base, scope, place)
                found.append(Node(component, here, scope, children=children))
            elif component.shape is Shape.ROWS:
                found.append(self._list(component, data, base, scope, here))
            else:
                found.append(self._single(component, data, base, scope, here))
        return tuple(found)

    def _single(self, component: Component, data: object, base: object, scope: Scope, here: Place) -> Node:
        if component.shape is Shape.LEAF:
            locked = component.is_readonly(scope)
            return Node(
                component, here, scope, dig(base if locked else data, component.path), is_locked=locked
            )
        if component.shape is Shape.COMPUTED:
            own = {component.path[0]: dig(base, component.path[:1])} if len(component.path) == 1 else {}
            blind = replace(scope, variables={**scope.variables, **own})
            return Node(component, here, scope, component.get("expression", blind))
        return Node(component, here, scope)

    def _list(self, component: Component, data: object, base: object, scope: Scope, here: Place) -> Node:
        entered, stored = _rows(dig(data, component.path)), _rows(dig(base, component.path))
        count = fixed_count(component, base)
        if component.is_open:
            stored, count = [], len(entered)
        entered += [{}] * (count - len(entered))
        stored += [{}] * (count - len(stored))
        # What the rows came to on the walk before; on the first one, what was entered.
        settled = _rows(dig(scope.variables, component.path))
        nothing = dict.fromkeys(path[0] for path in _own_paths(component.components))
        rows = []
        for number in range(count):
            values = settled[number] if number < len(settled) else entered[number]
            inner = _row_scope(scope, {**nothing, **values}, number)
            spot = (*here, number)
            rows.append(self.nodes(component.components, entered[number], stored[number], inner, spot))
        return Node(component, here, scope, rows=tuple(rows), stored=tuple(stored[:count]))


def _row_scope(scope: Scope, row: Mapping[str, object], number: int) -> Scope:
    """Inside a row its own values come first; `this` is the row, `parent` what is around, `i` counts from 1."""
    around = {**scope.variables, **row, "this": row, "parent": scope.variables, "i": number + 1}
    return replace(scope, variables=around)


def fixed_count(component: Component, base: object) -> int:
    """Rows of a list that cannot grow: as many as the process holds, else the repetitions it starts with."""
    stored = dig(base, component.path)
    return len(_rows(stored)) if isinstance(stored, list) else first_rows(component)


def first_rows(component: Component) -> int:
    """Rows a list starts with."""
    least = component.limit("properties.minRows", 0)
    return max(0, least, min(component.limit("defaultRepetitions", 1), 20))


def plant(values: Values, path: Sequence[str], value: object) -> None:
    """Set the value along a path of keys, making the objects in between."""
    for key in path[:-1]:
        inner = values.setdefault(key, {})
        if not isinstance(inner, dict):
            inner = values[key] = {}
        values = inner
    values[path[-1]] = value


def _rows(value: object) -> list[Mapping[str, object]]:
    """The rows of a list value; what is no row becomes an empty one, so numbers stay right."""
    if not isinstance(value, list | tuple):
        return []
    return [row if isinstance(row, Mapping) else {} for row in value]


def flatten(nodes: Sequence[Node]) -> Iterator[Node]:
    """Nodes of one level, groups opened, rows left closed."""
    for node in nodes:
        if node.component.shape is Shape.GROUP:
            yield from flatten(node.children)
        else:
            yield node


def collect(components: Sequence[Component], nodes: Sequence[Node], base: object, *, is_row: bool) -> Values:
    """The values the nodes of one level stand for.

    A variable is written whole. So a group's variable starts from what the process holds, less what the form
    decides on; read-only parts are put back from there. A top-level read-only field is not written at all.
    """
    parts = [node for node in flatten(nodes) if node.component.path]
    written = {node.component.path[0] for node in parts if not node.is_locked}
    values = _kept(components, parts, base, None if is_row else written)
    for node in parts:
        path = node.component.path
        if node.is_locked and not is_row and (len(path) == 1 or path[0] not in written):
            continue
        value = node.value
        if node.component.shape is Shape.ROWS:
            value = [
                collect(node.component.components, row, stored, is_row=True)
                for row, stored in zip(node.rows, node.stored, strict=True)
            ]
        plant(values, path, value)
    return values


def _kept(
    components: Sequence[Component], parts: Sequence[Node], base: object, written: set[str] | None
) -> Values:
    """What the process holds beside the form's own values. written: variables in question, None in a row."""
    if not isinstance(base, Mapping) or not base:
        return {}
    if written is not None:
        written = {node.component.path[0] for node in parts if len(node.component.path) > 1} & written
        base = {name: base[name] for name in written if isinstance(base.get(name), Mapping)}
    kept: Values = copy.deepcopy(dict(base))
    for path in _own_paths(components) if kept else ():
        owner = dig(kept, path[:-1])
        if isinstance(owner, dict):
            owner.pop(path[-1], None)
    return kept


def _own_paths(components: Sequence[Component]) -> Iterator[tuple[str, ...]]:
    for component in components:
        if component.shape is Shape.GROUP:
            yield from _own_paths(component.components)
        elif component.path:
            yield component.path
