"""Days off of a year nobody has announced yet, proposed by the `holidays` package. Proposals, to be confirmed."""

import re
from datetime import date, datetime
from functools import cache
from importlib.metadata import version

from engine.law.calendars import DayKind, SpecialDay
from engine.law.sources import Evidence, Source

_SWAPPED_WITH = re.compile(r"\d{2}/\d{2}/\d{4}")
"""The day that is worked instead stands in the label of a swapped day, and nowhere else in the package."""


@cache
def proposed_days(year: int) -> tuple[SpecialDay, ...]:
    """The special days of a year as far as they can be known ahead, in order. Lunar dates are computed.

    Swaps are known only once they are announced and the package has been brought up to date.
    """
    # some hundred modules, which whoever asks for no unknown year need not wait for
    import holidays

    source = Source(Evidence.REMEMBERED, f"holidays {version('holidays')}")
    found: dict[date, SpecialDay] = {}
    for day, label in holidays.country_holidays("VN", years=year, language="vi").items():
        swapped = _SWAPPED_WITH.search(label)
        kind = DayKind.SWAP_OFF if swapped else DayKind.HOLIDAY
        found[day] = SpecialDay(day, kind, label, source)
        if swapped:
            made_up = datetime.strptime(swapped[0] + "+0000", "%d/%m/%Y%z").date()
            found[made_up] = SpecialDay(made_up, DayKind.MAKEUP_WORK, label, source, open_for_reception=True)
    return tuple(found[day] for day in sorted(found) if day.year == year)


def proposed_file(year: int) -> str:
    """The proposals in the form of `engine/law/data/days_YEAR.toml`."""
    lines = [f"year = {year}", 'status = "computed"']
    for special in proposed_days(year):
        lines += [
            "",
            "[[day]]",
            f"date = {special.date.isoformat()}",
            f'kind = "{special.kind.value}"',
            f'name = "{special.name}"',
            f'evidence = "{special.source.evidence.value}"',
            f'basis = "{special.source.basis}"',
        ]
    return "\n".join(lines) + "\n"
