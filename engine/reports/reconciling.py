"""Every night a part of what reports count is reckoned again from the history and held against what is kept.

In a month every dossier has been looked at. What differs is told in the history of its dossier and in the log; it is not
mended here: somebody should know why, then `rebuild` gives the rows of the history.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import structlog
from sqlalchemy import select

from engine import clock, history, people, store
from engine.reports.growing import Known
from engine.reports.projecting import growth_of
from engine.reports.tables import report_cursor, report_dossier, report_stretch

log = structlog.get_logger()

NIGHTS = 30
CHUNK = 200
_LAST = "reports.reconciled"


def reconcile_nightly() -> int:
    """Once a day, for each agency of this node, the day's part of its dossiers. Answers how many differ."""
    memo, today = store.current().memo, clock.today()
    if memo.get(_LAST) == today:
        return 0
    memo[_LAST] = today
    return sum(len(reconcile(agency, today)) for agency in store.current().profile.agencies)


def reconcile(agency_code: str, day: date | None = None) -> tuple[str, ...]:
    """Codes of the dossiers whose rows are not those of their history, told once a day each.

    day: only the part that is looked at on this day; None for all.
    """
    with store.reading() as link:
        cursor = select(report_cursor.c.seq).where(report_cursor.c.agency_code == agency_code)
        until = link.execute(cursor).scalar() or 0
    codes = [
        code for code in history.dossiers_received(agency_code, until) if day is None or _is_part(code, day)
    ]
    parts = [codes[start : start + CHUNK] for start in range(0, len(codes), CHUNK)]
    differing = tuple(code for part in parts for code in _differing(agency_code, part, until))
    for code in differing:
        _tell(agency_code, code)
    return differing


def _is_part(code: str, day: date) -> bool:
    return zlib.crc32(code.encode()) % NIGHTS == day.toordinal() % NIGHTS


def _differing(agency_code: str, codes: Sequence[str], until: int) -> list[str]:
    growth = growth_of(agency_code, codes, defaultdict(Known), after=0, until=until)
    with store.reading() as link:
        kept: dict[str, Counter[str]] = defaultdict(Counter)
        told: dict[str, Counter[str]] = defaultdict(Counter)
        for table, rows in ((report_dossier, growth.rows), (report_stretch, growth.stretches)):
            columns = [column for column in table.c if column.name != "id"]
            names = [column.name for column in columns]
            here = (table.c.agency_code == agency_code, table.c.dossier_code.in_(codes))
            for row in link.execute(select(*columns).where(*here)):
                kept[row.dossier_code][repr((table.name, *row))] += 1
            for one in rows:
                told[one["dossier_code"]][repr((table.name, *(one[name] for name in names)))] += 1
    return [code for code in codes if kept[code] != told[code]]


def _tell(agency_code: str, code: str) -> None:
    log.error("report_differs", agency=agency_code, dossier=code)
    known = history.latest_of_kind("report_differs", [code]).get(code)
    if known is not None and clock.now() - known.done_at < timedelta(days=1):
        return
    event = history.Event(agency_code, code, "report_differs", people.SYSTEM.account_id, people.SYSTEM.name)
    with store.transaction():
        history.record(event)
