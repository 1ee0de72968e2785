"""Differences as a designer reads them: grouped by what they are about, every fact by its name."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine import process
from webui import strings

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Told:
    """One change: its sign, what it is about, and each fact before and after."""

    what: str
    title: str
    facts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Changes about the same kind of thing."""

    title: str
    changes: tuple[Told, ...]


def told(found: process.Differences) -> list[Group]:
    """The groups that have changes, in the order of strings.AREAS."""
    groups = []
    for area, title in strings.AREAS.items():
        changes = tuple(_told(change) for change in found.changes if change.area == area)
        if changes:
            groups.append(Group(title, changes))
    return groups


def _told(change: process.Change) -> Told:
    return Told(change.what, _title(change), tuple(_facts(change)))


def _title(change: process.Change) -> str:
    if change.area in ("shape", "flow"):
        return strings.shape_text(change.kind, change.event, change.name or None, change.id)
    if change.area == "rule":
        return strings.RULE.format(number=change.name, decision=change.id.partition(" ")[0])
    if change.area == "sheet":
        kind = strings.SHEET_PARTS.get(change.kind, change.kind)
        return f"{kind} «{change.name}»" if change.name else kind
    name = _short(change.name)
    return f"«{name}» ({change.id})" if name else change.id


def _facts(change: process.Change) -> Iterator[tuple[str, str, str]]:
    for fact in change.facts:
        name, _space, rest = fact.name.partition(" ")
        label = strings.FACTS.get(fact.name) or strings.FACTS.get(name, fact.name)
        if rest and label != fact.name:
            label = f"{label} «{rest}»"
        if change.area == "rule":
            label = strings.CELL.format(number=fact.name)
        yield label, _value(fact.name, fact.old), _value(fact.name, fact.new)


def _value(name: str, text: str) -> str:
    if name == "kind":
        return strings.SHAPES.get(text, text)
    return _short(text)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
