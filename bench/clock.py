"""What a deadline costs, with its explanation, and the table of a month over a million dossiers. `make bench-clock`.

The last line is JSON with one key for each figure. Every function of FIGURES takes nothing and answers its part of it:
a new figure is one more function.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bench.report import monthly_report
from engine import clock, law

# many short rounds: one of them is not disturbed by whatever else the machine does
CASES = 2_000
ROUNDS = 60
AIM_US = 50
UNITS = {
    law.Unit.WORKING_DAY: 40,
    law.Unit.CALENDAR_DAY: 60,
    law.Unit.WORKING_HOUR: 80,
}


def deadlines() -> Mapping[str, float]:
    """Microseconds a deadline with its explanation, every unit alike, a tenth of them with a supplement.

    The best of the rounds counts. Source of the calendar: the one that ships, 2024 to 2026.
    """
    calendar, cases = law.default_calendar(), _cases(random.Random(5))
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for received, limit, pauses in cases:
            law.due_at(received, limit, calendar, pauses)
        best = min(best, time.perf_counter() - began)
    each = best / len(cases) * 1e6
    print(f"{len(cases)} deadlines, best of {ROUNDS} rounds: {each:.1f} µs each, {1e6 / each:,.0f} a second")
    print(f"aim: {AIM_US} µs: {'reached' if each <= AIM_US else 'MISSED'}")
    return {"deadline_us": round(each, 1)}


def _cases(dice: random.Random) -> list[tuple[datetime, law.TimeLimit, tuple[law.Pause, ...]]]:
    begin, found = datetime(2024, 1, 2, tzinfo=clock.LOCAL), []
    for number in range(CASES):
        received = begin + timedelta(minutes=dice.randrange(2 * 365 * 24 * 60))
        unit = list(law.Unit)[number % 4]
        limit = law.TimeLimit(dice.randint(1, UNITS[unit]) if unit in UNITS else 0, unit)
        asked = received + timedelta(hours=dice.randint(1, 48))
        pauses = (
            (law.Pause(asked, asked + timedelta(hours=dice.randint(1, 240))),) if number % 10 == 0 else ()
        )
        found.append((received, limit, pauses))
    return found


FIGURES: tuple[Callable[[], Mapping[str, float]], ...] = (deadlines, monthly_report)


def main() -> None:
    """Print every figure, the JSON last."""
    summary: dict[str, float] = {}
    for figure in FIGURES:
        summary |= figure()
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
