"""Many dossiers at once: the rows of whole lives, as the projection would have written them one by one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from engine import store
from engine.law import ReportRules
from engine.reports.projecting import STILL, rows_of
from engine.reports.tables import report_dossier, report_stretch
from engine.reports.timelines import KnownFact, versions

Whole = tuple[str, str, Mapping[str, Any], Sequence[KnownFact], ReportRules]
_CHUNK = 5_000


def load(lives: Iterable[Whole]) -> int:
    """Write the rows of whole lives (agency, code, attributes, facts, rules) in the caller's transaction. Answers
    how many dossiers. They must not have been projected before.
    """
    link, done, waiting = store.connection(), 0, iter(lives)
    while chunk := list(islice(waiting, _CHUNK)):
        rows: list[dict[str, Any]] = []
        stretches: list[dict[str, Any]] = []
        for life in chunk:
            for own, of_life in _rows(life):
                rows += own
                stretches += of_life
        link.execute(report_dossier.insert(), rows)
        if stretches:
            link.execute(report_stretch.insert(), stretches)
        done += len(chunk)
    return done


def _rows(life: Whole) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    agency, code, attributes, facts, rules = life
    keys = {"agency_code": agency, "dossier_code": code}
    row: dict[str, Any] = {}
    stretches: list[dict[str, Any]] = []
    for version in versions(facts, rules):
        own, of_life = rows_of(version.life)
        new = {**keys, **attributes, **own}
        if any(row.get(name) != value for name, value in new.items()):
            if row:
                yield [{**row, "known_to": version.known_from}], []
            row = {**new, "known_from": version.known_from, "known_to": STILL}
        bare = [{name: s[name] for name in ("first_day", "end_day", "due_on")} for s in stretches]
        if bare != of_life:
            yield [], [{**s, "known_to": version.known_from} for s in stretches]
            stretches = [{**keys, **s, "known_from": version.known_from, "known_to": STILL} for s in of_life]
    yield ([row] if row else []), stretches
