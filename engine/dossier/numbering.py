"""Dossier codes: `{agency}-{yymmdd}-{serial}`, serial starting at 1 each day at each agency.

Serials of a range (law.outage_rules) are never counted to: they are printed on paper in advance.
"""

import re
from datetime import date

from sqlalchemy import case

from engine import law, store
from engine.dossier.tables import dossier_number

# agency codes old (000.00.12.H62) and new (H21.52.21); two- or four-digit years; three to seven digits of serial
CODE = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{2,4})*)-\d{6}(?:\d{2})?-\d{3,7}")


def next_code(agency_code: str, day: date) -> str:
    """The next code of an agency's day, in the caller's transaction: never given twice, gaps allowed."""
    rules = law.outage_rules(day)
    rules = law.outage_rules(day)
    following = dossier_number.c.last + 1
    after = case((following == rules.paper_first, rules.paper_last + 1), else_=following)
    serial = store.count_up(dossier_number, {"agency_code": agency_code, "day": day.isoformat()}, after)
    return paper_code(agency_code, day, serial)


def paper_code(agency_code: str, day: date | None, serial: int) -> str:
    """The code with a serial that was printed in advance. day: None for the blank that the officer fills in."""
    return f"{agency_code}-{day:%y%m%d}-{serial:04d}" if day else f"{agency_code}-______-{serial:04d}"


def normalise_code(typed: str) -> str | None:
    """A dossier code as printed, from what a person typed or scanned; None if it cannot be one.

    Takes lower case, spaces and missing or wrong dashes: `h21.52.21 260811 0001` → `H21.52.21-260811-0001`.
    """
    text = re.sub(r"[\s_/–—-]+", "-", typed.strip().upper()).strip("-")
    text = re.sub(r"^(HS|TCHS|TTHC)-", "", text)
    if CODE.fullmatch(text):
        return text
    joined = re.fullmatch(r"(.*?\.?\d{2,4})-?(\d{6})-?(\d{4})", text)
    if joined:
        guess = "-".join(joined.groups())
        if CODE.fullmatch(guess):
            return guess
    return None
