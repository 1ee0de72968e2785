"""Files of units (`data/*.toml`): read, checked, written to the database.

`unit` is a list of units; `desks.<set>` lists rooms that many agencies have alike, and a unit with `desks = "<set>"`
gets them all, each with its own code followed by the room's `suffix` and the unit's own validity.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources
from types import NoneType
from typing import Any

from sqlalchemy import bindparam, select

from engine import store
from engine.people.errors import BadUnits
from engine.people.tables import org_unit
from engine.people.units import COLUMNS, KINDS, Unit

_EVIDENCE = frozenset("VM")
_DEFAULTS: Mapping[str, Any] = {"evidence": "M", "is_agency": False}
_KEYS = frozenset(COLUMNS) - {"parent_code"} | {"parent", "desks"}
_DESK_KEYS = frozenset(("suffix", "name", "kind", "function"))
_INSERT = org_unit.insert().inline()
_UPDATE = org_unit.update().where(org_unit.c.code == bindparam("known_code"))


def bundled_units(name: str = "gia_lai_2015") -> bytes:
    """A file of units that comes with the program."""
    return resources.files("engine.people").joinpath("data", f"{name}.toml").read_bytes()


def load_units(toml: bytes) -> int:
    """Add the units of a file, or bring them up to date; units the file does not name stay. Answers how many.

    Raises BadUnits naming the unit.
    """
    listed = read_units(toml)
    with store.transaction() as link:
        known = dict(link.execute(select(org_unit.c.code, org_unit.c.parent_code)).all())
        parents = known | {unit.code: unit.parent_code for unit in listed}
        ordered = sorted(listed, key=lambda unit: _depth(unit, parents))
        rows = [{name: getattr(unit, name) for name in COLUMNS} for unit in ordered]
        new = [row for row in rows if row["code"] not in known]
        if new:
            link.execute(_INSERT, new)
        changed = [{**row, "known_code": row["code"]} for row in rows if row["code"] in known]
        if changed:
            link.execute(_UPDATE, changed)
        # names and lines of units are remembered; servers that run meanwhile learn of them when they are restarted
        store.after_commit(store.current().memo.clear)
    return len(rows)


def read_units(toml: bytes) -> tuple[Unit, ...]:
    """The units of a file with their desks, each checked by itself. Raises BadUnits naming the unit."""
    try:
        data = tomllib.loads(toml.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadUnits("file", str(error)) from error
    desks, entries = data.get("desks", {}), data.get("unit", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadUnits("unit", "is no list of tables")
    found: dict[str, Unit] = {}
    for entry in entries:
        for unit in _expand(entry, desks):
            if unit.code in found:
                raise BadUnits(unit.code, "occurs twice")
            found[unit.code] = unit
    return tuple(found.values())


def _expand(entry: Mapping[str, Any], desks: Mapping[str, Any]) -> Iterator[Unit]:
    unit = _unit(entry)
    yield unit
    name = entry.get("desks")
    if name is None:
        return
    if name not in desks:
        raise BadUnits(unit.code, f"there is no set of desks {name!r}")
    for desk in desks[name]:
        if desk.keys() != _DESK_KEYS:
            raise BadUnits(f"desks.{name}", f"a desk has {', '.join(sorted(_DESK_KEYS))}")
        yield _unit(
            {
                "code": f"{unit.code}.{desk['suffix']}",
                "name": desk["name"],
                "kind": desk["kind"],
                "function": desk["function"],
                "parent": unit.code,
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
            }
        )


def _unit(entry: Mapping[str, Any]) -> Unit:
    code = entry.get("code")
    if not isinstance(code, str) or not code:
        raise BadUnits(str(entry.get("name", "unit")), "has no code")
    unknown = sorted(entry.keys() - _KEYS)
    if unknown:
        raise BadUnits(code, f"unknown keys {', '.join(unknown)}")
    given = {**_DEFAULTS, **entry, "parent_code": entry.get("parent")}
    values: dict[str, Any] = {name: given.get(name) for name in COLUMNS}
    unit = Unit(**values)
    _check(unit)
    return unit


def _check(unit: Unit) -> None:
    if not isinstance(unit.name, str) or not unit.name.strip():
        raise BadUnits(unit.code, "has no name")
    if unit.kind not in KINDS:
        raise BadUnits(unit.code, f"kind {unit.kind!r} is none of {', '.join(sorted(KINDS))}")
    if unit.evidence not in _EVIDENCE:
        raise BadUnits(unit.code, f"evidence {unit.evidence!r} is neither V nor M")
    if not isinstance(unit.is_agency, bool):
        raise BadUnits(unit.code, "is_agency is neither true nor false")
    for name in ("function", "parent_code", "gso_code", "old_code"):
        if not isinstance(getattr(unit, name), str | NoneType):
            raise BadUnits(unit.code, f"{name} is no text")
    for name in ("valid_from", "valid_to"):
        # type, not isinstance: TOML's date with a time is a date too
        if type(getattr(unit, name)) not in (date, type(None)):
            raise BadUnits(unit.code, f"{name} is no date")
    if unit.valid_from and unit.valid_to and unit.valid_from > unit.valid_to:
        raise BadUnits(unit.code, "ends before it begins")


def _depth(unit: Unit, parents: Mapping[str, str | None]) -> int:
    """How many units lie above. Raises BadUnits when the way up ends nowhere or turns in a circle."""
    above: list[str] = []
    code = unit.parent_code
    while code is not None:
        if code not in parents:
            raise BadUnits(unit.code, f"parent {code} does not exist")
        if code in above or code == unit.code:
            raise BadUnits(unit.code, f"parent {unit.parent_code} leads back to it")
        above.append(code)
        code = parents[code]
    return len(above)
