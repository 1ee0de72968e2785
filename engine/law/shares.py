"""One total, shared out among the agencies of a chain: until when each of them has the dossier."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from engine.law.calendars import Calendar
from engine.law.deadlines import due_at
from engine.law.explanations import Step
from engine.law.limits import TimeLimit, working_hours
from engine.law.sheets import Level, Sheet, SheetStep


@dataclass(frozen=True, slots=True)
class Share:
    """What a step of the sheet has of the total. starts_at, due_at: aware, UTC; steps: the explanation of its own limit."""

    step: SheetStep
    starts_at: datetime
    due_at: datetime
    steps: tuple[Step, ...]


def shares_of(
    received_at: datetime,
    sheet: Sheet,
    channel: str,
    calendar_of: Callable[[Level], Calendar],
    limit: TimeLimit | None = None,
) -> tuple[Share, ...]:
    """Until when each step of a sheet has to be done so that the whole is done in time, in the sheet's order.

    A step begins when the one before it is due; branches of a parallel group begin together, and what follows begins
    when the last of them is due. No step is due after the total. calendar_of: of the agency of a level.
    limit: decided for the case, instead of the channel's.
    Raises ChannelNotOffered, NoCalendar.
    """
    total = due_at(received_at, limit or sheet.limit(channel), calendar_of(sheet.level)).due_at
    shares: list[Share] = []
    here = received_at
    for branches in _stages(sheet.steps):
        made = [_in_sequence(here, total, branch, calendar_of) for branch in branches]
        shares += (share for branch in made for share in branch)
        here = max(branch[-1].due_at for branch in made)
    return tuple(shares)


def late_share(shares: Iterable[Share], done_at: Sequence[datetime | None], now: datetime) -> Share | None:
    """The first share that was not done in time: its agency owes the apology. done_at: by share, None while open."""
    for share, done in zip(shares, done_at, strict=True):
        if (done or now) > share.due_at:
            return share
    return None


def hours_of(steps: Sequence[SheetStep]) -> int:
    """Working hours that steps take together; parallel branches count once, the longest. Other units count nothing."""
    return sum(
        max(sum(working_hours(step.limit) or 0 for step in branch) for branch in branches)
        for branches in _stages(steps)
    )


def _in_sequence(
    here: datetime, total: datetime, steps: Sequence[SheetStep], calendar_of: Callable[[Level], Calendar]
) -> list[Share]:
    shares = []
    for step in steps:
        own = due_at(here, step.limit, calendar_of(step.level))
        shares.append(Share(step, here, min(own.due_at, total), own.steps))
        here = shares[-1].due_at
    return shares


def _stages(steps: Sequence[SheetStep]) -> Iterator[list[list[SheetStep]]]:
    """The stages of a chain, each as its branches; a step outside a parallel group is a stage with one branch."""
    for group, members in groupby(steps, key=lambda step: step.parallel):
        if not group:
            yield from ([[step]] for step in members)
            continue
        branches: dict[str, list[SheetStep]] = {}
        for step in members:
            branches.setdefault(step.branch or step.name, []).append(step)
        yield list(branches.values())
