"""What changes from one version of a procedure to the next, as its designer means it: data, not lines of files.

Steps, flows, decisions with their rules, forms with their fields, the sheet with its times, fees and papers. A file whose
meaning stays the same (a shape moved on the canvas, another order of lines) is told apart.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from lxml import etree

from decisions.dmn.xml import parse
from engine import spiff
from engine.process.gate import SHEET_FILE

Area = Literal["shape", "flow", "decision", "rule", "form", "field", "sheet", "file"]
What = Literal["added", "removed", "changed"]
Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was said, and what is said now; "" for nothing."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is new, gone or different. kind: of a shape its BPMN tag, of a field its type; event: its event.

    id: of rules the decision's and the rule's place; of sheet entries their place in the file.
    """

    area: Area
    what: What
    file: str
    id: str
    kind: str
    event: str | None
    name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Between two versions. redrawn: files with other bytes and the same meaning."""

    changes: tuple[Change, ...]
    redrawn: tuple[str, ...]

    @property
    def renamed(self) -> dict[str, str]:
        """Elements that seem to have got another id only: the same kind under the same name."""
        gone, new = (
            [c for c in self.changes if c.area == "shape" and c.what == w] for w in ("removed", "added")
        )
        names = Counter((c.kind, c.name) for c in [*gone, *new] if c.name)
        by_name = {(c.kind, c.name): c.id for c in new}
        return {
            c.id: by_name[c.kind, c.name]
            for c in gone
            if names[c.kind, c.name] == 2 and (c.kind, c.name) in by_name
        }

    def as_json(self) -> dict[str, Any]:
        """JSON data: `changes`, `redrawn`, `renamed`."""
        changes = [asdict(change) for change in self.changes]
        return {"changes": changes, "redrawn": list(self.redrawn), "renamed": self.renamed}


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that has an identity over versions."""

    area: Area
    id: str
    kind: str
    event: str | None
    name: str
    facts: Facts


def differences(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Differences:
    """Everything that differs between two folders of files (name → content). Raises as the readers of the files."""
    changes: list[Change] = []
    redrawn: list[str] = []
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        found = list(_changes(name, before, after))
        changes += found
        if not found:
            redrawn.append(name)
    return Differences(tuple(changes), tuple(redrawn))


def _changes(name: str, before: bytes | None, after: bytes | None) -> Iterator[Change]:
    old, new = _things(name, before), _things(name, after)
    if before is None or after is None:
        what: What = "added" if before is None else "removed"
        yield Change("file", what, name, name, "", None, "", ())
    for key in [*old, *(key for key in new if key not in old)]:
        one, other = old.get(key), new.get(key)
        if one is None or other is None:
            thing = one or other
            assert thing is not None
            yield _change(name, "added" if one is None else "removed", thing, ())
        else:
            facts = tuple(_facts(one, other))
            if facts:
                yield _change(name, "changed", other, facts)


def _change(file: str, what: What, thing: _Thing, facts: tuple[Fact, ...]) -> Change:
    return Change(thing.area, what, file, thing.id, thing.kind, thing.event, thing.name, facts)


def _facts(one: _Thing, other: _Thing) -> Iterator[Fact]:
    if one.kind != other.kind:
        yield Fact("kind", one.kind, other.kind)
    for name in [*one.facts, *(name for name in other.facts if name not in one.facts)]:
        old, new = one.facts.get(name, ""), other.facts.get(name, "")
        if old != new:
            yield Fact(name, old, new)


def _things(name: str, content: bytes | None) -> dict[str, _Thing]:
    if content is None:
        return {}
    if name.endswith(".bpmn"):
        found = _diagram(content)
    elif name.endswith(".dmn"):
        found = _decisions(content)
    elif name.endswith(".form"):
        found = _form(name, content)
    elif name == SHEET_FILE:
        found = _sheet(content)
    else:
        found = [_Thing("file", name, "", None, "", {"content": content.decode("utf-8", "replace")})]
    return {f"{thing.area} {thing.id}": thing for thing in found}


def _diagram(content: bytes) -> list[_Thing]:
    return [
        _Thing(
            "flow" if shape.kind in ("sequenceFlow", "messageFlow") else "shape",
            shape.id,
            shape.kind,
            shape.event,
            shape.name or "",
            shape.facts,
        )
        for shape in spiff.shape_facts(content).values()
    ]


def _decisions(content: bytes) -> list[_Thing]:
    root = parse(content)
    found = []
    for node in root.iter():
        tag = etree.QName(node).localname if isinstance(node.tag, str) else ""
        if tag not in ("decision", "businessKnowledgeModel", "inputData"):
            continue
        place = node.get("id", "")
        facts = dict(_flat(node, "", leave_out=("rule",)))
        found.append(_Thing("decision", place, tag, None, node.get("name") or "", facts))
        rules = [
            one for one in node.iter() if isinstance(one.tag, str) and etree.QName(one).localname == "rule"
        ]
        for number, rule in enumerate(rules, 1):
            cells = [" ".join("".join(map(str, cell.itertext())).split()) for cell in rule]
            facts = {str(index): cell for index, cell in enumerate(cells, 1)}
            identity = rule.get("id") or str(number)
            found.append(_Thing("rule", f"{place} {identity}", "rule", None, str(number), facts))
    return found


def _flat(node: Any, path: str, leave_out: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for key, value in node.attrib.items():
        if key != "id":
            yield f"{path}{etree.QName(key).localname}", value
    counted = Counter[str]()
    for child in node:
        tag = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if not tag or tag in leave_out:
            continue
        counted[tag] += 1
        below = f"{path}{tag}[{counted[tag]}]" if counted[tag] > 1 else f"{path}{tag}"
        text = " ".join((child.text or "").split())
        if text:
            yield below, text
        yield from _flat(child, f"{below}/", leave_out)


def _form(name: str, content: bytes) -> list[_Thing]:
    form = json.loads(content)
    found = []
    places = Counter[str]()
    for component in _components(form.get("components", [])):
        key = component.get("key") or component.get("path") or component.get("id") or ""
        places[key] += 1
        place = key if places[key] == 1 else f"{key} {places[key]}"
        label = component.get("label") or component.get("text") or ""
        own = {k: v for k, v in component.items() if k not in ("id", "key", "type", "layout", "components")}
        facts = dict(_texts(own, ""))
        found.append(_Thing("field", place, component.get("type", ""), None, str(label), facts))
    return [_Thing("form", name.removesuffix(".form"), "form", None, "", {}), *found]


def _components(listed: list[Any]) -> Iterator[dict[str, Any]]:
    for component in listed:
        yield component
        yield from _components(component.get("components", []))


def _sheet(content: bytes) -> list[_Thing]:
    found: list[_Thing] = []
    for section, value in tomllib.loads(content.decode()).items():
        entries = value if isinstance(value, list) else [value]
        for number, entry in enumerate(entries, 1):
            found += _entries(section, number, entry)
    return found


def _entries(section: str, number: int, entry: Any) -> Iterator[_Thing]:
    if not isinstance(entry, dict):
        yield _Thing("sheet", section, section, None, "", {"": str(entry)})
        return
    inner = {
        key: value
        for key, value in entry.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    own = dict(_texts({key: value for key, value in entry.items() if key not in inner}, ""))
    name = str(entry.get("name") or entry.get("document") or entry.get("channel") or "")
    identity = str(
        entry.get("id") or entry.get("channel") or entry.get("document") or entry.get("name") or number
    )
    place = section if section in ("procedure", "fee", "publication") else f"{section} {identity}"
    yield _Thing("sheet", place, section, None, name, own)
    for key, values in inner.items():
        for index, value in enumerate(values, 1):
            for thing in _entries(f"{section}.{key}", index, value):
                yield _Thing("sheet", f"{place} {thing.id}", thing.kind, None, thing.name, thing.facts)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Nested data as path → text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{path}{key}.")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, inner in enumerate(value, 1):
            yield from _texts(inner, f"{path}{number}.")
    elif isinstance(value, list):
        yield path.removesuffix("."), ", ".join(map(str, value))
    elif value is not None:
        yield path.removesuffix("."), str(value)
