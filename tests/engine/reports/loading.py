"""Many dossiers at once: the rows of whole lives, as the projection would have written them one by one."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from engine import store
from engine.law import ReportRules
from engine.reports.growing import Growth, Known, grow
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
        growth = Growth()
        for agency, code, attributes, facts, rules in chunk:
            keys = {"agency_code": agency, "dossier_code": code}
            grow(growth, keys, attributes, Known(), versions(facts, rules))
        if growth.rows:
            link.execute(report_dossier.insert(), growth.rows)
        if growth.stretches:
            link.execute(report_stretch.insert(), growth.stretches)
        done += len(chunk)
    return done
