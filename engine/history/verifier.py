"""Is a history whole? A small program of its own: the standard library and a database driver, nothing of ours.

    python verifier.py DATABASE [--heads FILE ...] [--agency CODE] [--json]

DATABASE is a SQLite file or a PostgreSQL URL, read only; `-` takes it from standard input. FILE holds heads of chains kept outside of the database, one
JSON object a line (`agency`, `seq`, `hash`). Exit code: 0 whole, 1 broken, 2 wrong command line, 3 cannot be read.
The chain, its bytes and what each finding means are described in docs/history.md; copy this file anywhere.
"""

import argparse
import hashlib
import json
import sqlite3
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple

GENESIS = "0" * 64
ERASED = "personal_erased"


class Row(NamedTuple):
    """An event with its place, as the database holds it: instants in microseconds, JSON as text."""

    agency_code: str
    seq: int
    dossier_code: str
    instance_id: str | None
    rev: int | None
    kind: str
    element_id: str | None
    element_name: str | None
    actor_id: str
    unit_code: str | None
    done_at: int
    entered_at: int
    data: str
    personal_digest: str
    prev_hash: str
    hash: str
    actor_name: str
    personal: str | None
    personal_salt: str | None


class Head(NamedTuple):
    """What the end of a chain once was."""

    agency: str
    seq: int
    hash: str


@dataclass(frozen=True)
class Break:
    """The first place that does not hold. until: the last that may be meant, when no single one can be named."""

    seq: int
    kind: str
    until: int | None = None


@dataclass(frozen=True)
class Report:
    """One agency's history. events: how many have a place; unplaced: how many wait for one; at: the row at the break."""

    agency: str
    events: int
    unplaced: int
    first_broken: Break | None
    at: Row | None

    def as_json(self) -> dict[str, Any]:
        broken = self.first_broken
        found: dict[str, Any] | None = None
        if broken is not None:
            found = {"seq": broken.seq, "kind": broken.kind}
            if broken.until is not None:
                found["until"] = broken.until
            if self.at is not None:
                row = self.at
                found |= {"dossier": row.dossier_code, "event": row.kind, "element": row.element_id}
                found |= {"done_at": row.done_at, "entered_at": row.entered_at}
        return {
            "agency": self.agency,
            "ok": broken is None,
            "events": self.events,
            "unplaced": self.unplaced,
            "first_broken": found,
        }


def digest(*parts: str | int | None) -> str:
    """SHA-256 over the parts as netstrings, `length:bytes,` in UTF-8, what is missing as `-,`; in hex."""
    known = hashlib.sha256()
    for part in parts:
        raw = b"" if part is None else str(part).encode()
        known.update(b"-," if part is None else b"%d:%s," % (len(raw), raw))
    return known.hexdigest()


def personal_digest(salt: str, actor_name: str, personal: str | None) -> str:
    """What the chain knows of an event's personal part."""
    return digest("motcua-personal-1", salt, actor_name, personal)


def event_hash(prev_hash: str, seq: int, row: Row) -> str:
    """The hash of an event at a place: from `agency_code` to `personal_digest`, after the hash before it."""
    return digest("motcua-history-1", prev_hash, row.agency_code, seq, *row[2:14])


def _is_genuine(row: Row, seq: int) -> bool:
    return event_hash(row.prev_hash, seq, row) == row.hash


def _is_personal_part_genuine(row: Row) -> bool:
    if row.personal_salt is None:  # erased; whether somebody was allowed to is asked at the end
        return row.actor_name == "" and row.personal is None
    return personal_digest(row.personal_salt, row.actor_name, row.personal) == row.personal_digest


def examine(
    rows: Callable[[], Generator[Row, None, None]], end: Head | None, heads: Sequence[Head]
) -> tuple[int, Break | None]:
    """Walk a chain; how many events it has, and the first place where it does not hold.

    end: the head that the database itself keeps. heads: what the end once was, as others remember it.
    """
    heads = [*heads, *([end] if end else [])]
    asked = {head.seq for head in heads}
    seen: dict[int, str] = {}
    nameless, allowed = set[int](), set[int]()
    count, last, holds = 0, GENESIS, True
    breaks: list[Break | None] = []
    with closing(rows()) as found:
        for row in found:
            count += 1
            holds = row.seq == count and row.prev_hash == last and _is_genuine(row, row.seq)
            if not holds:
                break
            last = row.hash
            if row.seq in asked:
                seen[row.seq] = row.hash
            if not _is_personal_part_genuine(row):
                breaks.append(Break(row.seq, "edited"))
            elif row.personal_salt is None:
                nameless.add(row.seq)
            allowed.update(_erased_by(row))
    if not holds:
        everything = list(rows())
        allowed.update(seq for row in everything[count - 1 :] for seq in _erased_by(row))
        breaks.append(_diagnose(everything, count, last, max([len(everything), *asked])))
        count = len(everything)
    breaks.append(_against_heads(count, seen, end, heads))
    if nameless - allowed:
        breaks.append(Break(min(nameless - allowed), "edited"))
    return count, min((one for one in breaks if one), key=lambda one: one.seq, default=None)


def _erased_by(row: Row) -> list[int]:
    """The events whose personal part this one says it erased."""
    if row.kind != ERASED:
        return []
    try:
        return [int(seq) for seq in json.loads(row.data)["erased"]]
    except (ValueError, KeyError, TypeError):
        return []  # a forger's


def _against_heads(count: int, seen: dict[int, str], end: Head | None, heads: Sequence[Head]) -> Break | None:
    top = max((head.seq for head in heads), default=0)
    agreed = 0
    for head in sorted(heads, key=lambda head: head.seq):
        if seen.get(head.seq, head.hash) != head.hash:
            # everything was hashed anew: it happened after the last head that still agrees
            kind = "deleted" if top > count else "edited"
            return Break(agreed + 1, kind, head.seq if head.seq > agreed + 1 else None)
        agreed = head.seq
    if top > count or (count and end is None):
        return Break(count + 1, "truncated")
    return Break(end.seq + 1, "inserted") if end and end.seq < count else None


def _diagnose(rows: list[Row], place: int, last: str, top: int) -> Break:
    """What happened at the first place that does not hold. last: the hash before it; top: the highest number known."""
    row, others = rows[place - 1], rows[place - 1 :]
    top = max(top, *(other.seq for other in others), len(rows)) + 1
    expected = next((o for o in others if o.prev_hash == last and _is_genuine(o, place)), None)
    if row.seq < place:
        return Break(row.seq, "inserted")
    if row.seq > place:
        return Break(place, "deleted" if expected is None else "reordered")
    if _is_genuine(row, place):  # so the event before it is not the one that was there
        moved = any(other.hash == row.prev_hash for other in others)
        return Break(max(place - 1, 1), "reordered" if moved else "edited")
    own = next((seq for seq in range(1, top + 1) if _is_genuine(row, seq)), None)
    if own is None:
        if expected is not None:
            return Break(place, "inserted")
        swapped = any(event_hash(other.prev_hash, other.seq, row) == other.hash for other in rows)
        return Break(place, "reordered" if swapped else "edited")
    if own < place:
        is_copy = rows[own - 1].hash == row.hash
        return Break(place if is_copy else own, "inserted")
    return Break(place, "deleted" if expected is None else "reordered")


_EVENTS = """SELECT agency_code, seq, dossier_code, instance_id, rev, kind, element_id, element_name, actor_id,
unit_code, done_at, entered_at, data, personal_digest, prev_hash, hash, actor_name, personal, personal_salt
FROM history_event WHERE agency_code = ? AND seq IS NOT NULL ORDER BY seq, id"""
_UNPLACED = "SELECT agency_code, count(*) FROM history_event WHERE seq IS NULL GROUP BY agency_code"
_AGENCIES = "SELECT DISTINCT agency_code FROM history_event"
_HEADS = "SELECT agency_code, seq, hash FROM history_head WHERE seq > 0"


class Source:
    """A database to read from, as it was at one moment."""

    def __init__(self, address: str) -> None:
        self._is_sqlite = not address.startswith("postgres")
        if self._is_sqlite:
            place = address.removeprefix("sqlite:///")
            self._link: Any = sqlite3.connect(f"file:{place}?mode=ro", uri=True, isolation_level=None)
            self._link.execute("BEGIN")
        else:
            # only where it is needed: a SQLite history must be readable without it
            import psycopg

            self._link = psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True)
            self._link.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def all(self, query: str) -> list[Any]:
        return list(self._link.execute(query).fetchall())

    def events(self, agency: str) -> Generator[Row, None, None]:
        if self._is_sqlite:
            yield from map(Row._make, self._link.execute(_EVENTS, (agency,)))
        else:
            with self._link.cursor(name="events") as cursor:
                cursor.execute(_EVENTS.replace("?", "%s"), (agency,))
                yield from map(Row._make, cursor)

    def close(self) -> None:
        self._link.close()


def read_heads(places: Iterable[str]) -> list[Head]:
    """Heads from files. Raises OSError, ValueError naming the line."""
    found = []
    for place in places:
        with open(place, encoding="utf-8") as file:  # noqa: PTH123 - a copied file keeps its imports few
            for number, line in enumerate(file, 1):
                try:
                    entry = json.loads(line)
                    found.append(Head(str(entry["agency"]), int(entry["seq"]), str(entry["hash"])))
                except (ValueError, KeyError, TypeError) as error:
                    raise ValueError(f"{place}:{number}: no head of a chain") from error
    return found


def verify(source: Source, heads: Sequence[Head], agency: str | None = None) -> list[Report]:
    """A report for each agency that the database or the heads know."""
    ends = {head.agency: head for head in map(Head._make, source.all(_HEADS))}
    unplaced = dict(source.all(_UNPLACED))
    agencies = (
        {str(code) for (code,) in source.all(_AGENCIES)} | {head.agency for head in heads} | ends.keys()
    )
    return [
        _report(source, code, ends.get(code), [one for one in heads if one.agency == code], unplaced)
        for code in sorted(agencies if agency is None else {agency})
    ]


def _report(
    source: Source, agency: str, end: Head | None, heads: Sequence[Head], unplaced: dict[str, int]
) -> Report:
    count, broken = examine(lambda: source.events(agency), end, heads)
    at = None
    if broken is not None:
        with closing(source.events(agency)) as events:
            at = next((row for row in events if row.seq == broken.seq), None)
    return Report(agency, count, unplaced.get(agency, 0), broken, at)


def _line(report: Report) -> str:
    broken = report.first_broken
    if broken is None:
        return f"{report.agency}: whole, {report.events} events, {report.unplaced} waiting for a place"
    place = f"event {broken.seq}" + (f" to {broken.until}" if broken.until else "")
    named = "" if report.at is None else f": {report.at.kind} of {report.at.dossier_code}"
    return f"{report.agency}: BROKEN, {broken.kind} at {place}{named}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="verify-history", description="Say whether a history is whole.")
    parser.add_argument("database", help="a SQLite file, a PostgreSQL URL, or -")
    parser.add_argument("--heads", action="append", default=[], metavar="FILE", help="heads kept elsewhere")
    parser.add_argument("--agency", metavar="CODE", help="only this agency's")
    parser.add_argument("--json", action="store_true", help="one JSON object per agency and line")
    given = parser.parse_args(arguments)
    try:
        address = sys.stdin.readline().strip() if given.database == "-" else given.database
        with closing(Source(address)) as source:
            reports = verify(source, read_heads(given.heads), given.agency)
    except Exception as error:  # noqa: BLE001 - the driver's own errors are not known here
        sys.stderr.write(f"cannot be read: {error}\n")
        return 3
    for report in reports:
        sys.stdout.write((json.dumps(report.as_json()) if given.json else _line(report)) + "\n")
    return 1 if any(report.first_broken for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
