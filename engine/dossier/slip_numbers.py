"""Running numbers of papers: one row of numbers a year for each kind at each agency."""

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

from engine import store
from engine.dossier.tables import slip_number


def next_number(agency_code: str, kind: str, year: int) -> int:
    """The next number, in the caller's transaction: never given twice, gaps allowed."""
    dialect = sqlite if store.current().is_sqlite else postgresql
    row = dialect.insert(slip_number).values(
        agency_code=bindparam("agency"), kind=bindparam("of_kind"), year=bindparam("of_year"), last=1
    )
    counted = row.on_conflict_do_update(
        index_elements=[slip_number.c.agency_code, slip_number.c.kind, slip_number.c.year],
        set_={"last": slip_number.c.last + 1},
    ).returning(slip_number.c.last)
    values = {"agency": agency_code, "of_kind": kind, "of_year": year}
    return int(store.connection().execute(counted, values).scalar_one())
