"""Numbers printed in advance for days without computers: a block of serials, each used once, or spoilt with a reason."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine import clock, history, law, people, store
from engine.dossier.errors import BlockRefused, CatchUpNotYours, SerialRefused
from engine.dossier.numbering import paper_code
from engine.dossier.tables import paper_block, paper_number

FREE, USED, SPOILT = "free", "used", "spoilt"
EVENTS_OF = "paper"
"""Stands for the dossier in events that belong to none."""
_ROLES = frozenset(("reception", "leader", "unit_admin"))
_N, _B = paper_number.c, paper_block.c


@dataclass(frozen=True, slots=True)
class PaperNumber:
    """One slip. code: as printed, with a blank for the date until it is used. reason: why it was spoilt."""

    serial: int
    state: str
    dossier_code: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class PaperBlock:
    """Serials from first to last, printed together."""

    id: str
    agency_code: str
    first: int
    last: int
    created_name: str
    created_at: datetime
    numbers: tuple[PaperNumber, ...]

    def count(self, state: str) -> int:
        return sum(number.state == state for number in self.numbers)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes as they are printed."""
        return tuple(paper_code(self.agency_code, None, number.serial) for number in self.numbers)


def print_block(size: int, officer: people.Officer) -> PaperBlock:
    """Take the next serials for paper. Raises CatchUpNotYours, BlockRefused when that many are not left or too many."""
    if not officer.roles & _ROLES:
        raise CatchUpNotYours(officer.account_id)
    agency, rules = officer.agency_code, law.outage_rules(clock.today())
    if not 1 <= size <= rules.most_printed:
        raise BlockRefused("bad_size", most=rules.most_printed)
    block = uuid.uuid4().hex
    with store.transaction() as link:
        serials = _next_serials(agency, size, rules)
        link.execute(
            paper_block.insert(),
            {
                "id": block,
                "agency_code": agency,
                "first": serials[0],
                "last": serials[-1],
                "created_name": officer.name,
                "created_at": clock.now(),
            },
        )
        rows = [
            {"block_id": block, "serial": serial, "agency_code": agency, "state": FREE} for serial in serials
        ]
        link.execute(paper_number.insert(), [{**row, "dossier_code": None, "reason": None} for row in rows])
        facts = {"block": block, "first": serials[0], "last": serials[-1]}
        _remember(officer, "paper_block_made", facts)
    return paper_block_of(block, officer)


def _next_serials(agency: str, size: int, rules: law.OutageRules) -> range:
    """Serials in a row behind the last block's; from the start again where slips of that number are all used up."""
    link = store.connection()
    last = link.execute(
        select(_B.last)
        .where(_B.agency_code == agency)
        .order_by(_B.created_at.desc(), _B.last.desc())
        .limit(1)
    ).scalar()
    taken = set(link.execute(select(_N.serial).where(_N.agency_code == agency, _N.state == FREE)).scalars())
    follows = rules.paper_first if last is None else last + 1
    for first in (follows, rules.paper_first):
        serials = range(first, first + size)
        if serials[-1] <= rules.paper_last and taken.isdisjoint(serials):
            return serials
    raise BlockRefused("none_left", most=rules.most_printed)


def paper_blocks(officer: people.Officer) -> tuple[PaperBlock, ...]:
    """The blocks of the officer's agency, the latest first."""
    agency = officer.agency_code
    with store.reading() as link:
        blocks = link.execute(
            select(paper_block)
            .where(_B.agency_code == agency)
            .order_by(_B.created_at.desc(), _B.first.desc())
        ).all()
        rows = link.execute(select(paper_number).where(_N.agency_code == agency).order_by(_N.serial)).all()
    numbers: dict[str, list[PaperNumber]] = {}
    for row in rows:
        number = PaperNumber(row.serial, row.state, row.dossier_code, row.reason)
        numbers.setdefault(row.block_id, []).append(number)
    return tuple(PaperBlock(**b._mapping, numbers=tuple(numbers.get(b.id, ()))) for b in blocks)


def paper_block_of(block_id: str, officer: people.Officer) -> PaperBlock:
    """One block of the officer's agency. Raises BlockRefused."""
    for block in paper_blocks(officer):
        if block.id == block_id:
            return block
    raise BlockRefused("unknown_block")


def spoil_number(serial: int, reason: str, officer: people.Officer) -> None:
    """Say that a slip was spoilt or lost: its number is not used any more. Raises CatchUpNotYours, SerialRefused."""
    if not officer.roles & _ROLES:
        raise CatchUpNotYours(officer.account_id)
    if not reason.strip():
        raise SerialRefused("reason_missing", serial=serial)
    with store.transaction():
        _take(serial, officer.agency_code, SPOILT, reason=reason.strip())
        _remember(officer, "paper_number_spoilt", {"serial": serial, "reason": reason.strip()})


def use_number(serial: int, agency_code: str, dossier_code: str) -> None:
    """In the caller's transaction: a dossier carries the number. Raises SerialRefused unless the slip is free."""
    _take(serial, agency_code, USED, dossier_code=dossier_code)


def is_free(serial: int, agency_code: str) -> bool:
    """Whether a slip with this number was printed and is neither used nor spoilt."""
    query = select(_N.serial).where(_N.agency_code == agency_code, _N.serial == serial, _N.state == FREE)
    with store.reading() as link:
        return link.execute(query).first() is not None


def _take(serial: int, agency: str, state: str, **values: str) -> None:
    done = store.connection().execute(
        paper_number.update()
        .where(_N.agency_code == agency, _N.serial == serial, _N.state == FREE)
        .values(state=state, **values)
    )
    if done.rowcount != 1:
        raise SerialRefused("not_free", serial=serial)


def _remember(officer: people.Officer, kind: str, data: dict[str, object]) -> None:
    history.record(history.act_of(officer, kind, EVENTS_OF, data=data))
