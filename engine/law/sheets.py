"""A published procedure sheet: what the law says about one procedure at one level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.law.errors import ChannelNotOffered
from engine.law.fee_lines import FeeLine
from engine.law.limits import TimeLimit
from engine.law.sources import Source


class Level(StrEnum):
    """Which kind of agency receives the procedure."""

    COMMUNE = "commune"
    DISTRICT = "district"
    DEPARTMENT = "department"
    PROVINCE = "province"


class Channel(StrEnum):
    """How a dossier reaches the counter."""

    DIRECT = "direct"
    POST = "post"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Publication:
    """The decision that published the procedure."""

    decision: str
    authority: str
    source: Source


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document the procedure rests on."""

    document: str
    title: str
    source: Source


@dataclass(frozen=True, slots=True)
class Component:
    """A paper of the dossier. originals, copies: how many; form: the form's number, "" when it has none."""

    name: str
    originals: int
    copies: int
    form: str
    required: bool
    note: str
    source: Source


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of applicant or request with papers of its own."""

    id: str
    name: str
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class ChannelLimit:
    """The total time limit for one channel; a channel without one is not offered."""

    channel: Channel
    limit: TimeLimit
    source: Source


@dataclass(frozen=True, slots=True)
class LimitDecision:
    """Which decision of the folder gives the amount of a case's limit, in the unit of its channel's limit.

    output: of a decision with several, "" for the only one. reason: the start form's choice that tells the cases apart,
    "" when several answers together do.
    """

    decision: str
    output: str
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class Fee:
    """What the applicant pays: as the sheet says it to people, and line by line as it is charged."""

    text: str
    refundable: bool
    source: Source
    lines: tuple[FeeLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What the applicant gets. code: of the national catalogue of results, "" when it has none."""

    code: str
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class SheetStep:
    """One agency's share of the total time, in the order of the process.

    parallel: name of the group of branches that run side by side, "" for none; branch: which of them.
    """

    name: str
    level: Level
    limit: TimeLimit
    source: Source
    parallel: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version of a published procedure. Facts in Vietnamese are for people; codes are stable.

    public_name: false when the procedure's very name must not be shown to the public.
    valid_to: last day of reception, None while it is open.
    """

    code: str
    name: str
    field: str
    level: Level
    process_id: str
    subjects: tuple[str, ...]
    public_name: bool
    valid_from: date
    valid_to: date | None
    note: str
    source: Source
    publication: Publication
    legal_basis: tuple[LegalBasis, ...]
    cases: tuple[Case, ...]
    channel_limits: tuple[ChannelLimit, ...]
    fee: Fee
    results: tuple[Result, ...]
    steps: tuple[SheetStep, ...]
    limit_decision: LimitDecision | None = None

    @property
    def limits(self) -> Mapping[str, TimeLimit]:
        """Total time limits by channel; a channel that is not here is not offered."""
        return {entry.channel: entry.limit for entry in self.channel_limits}

    def limit(self, channel: str) -> TimeLimit:
        """The total time limit of a channel. Raises ChannelNotOffered."""
        try:
            return self.limits[channel]
        except KeyError:
            raise ChannelNotOffered(
                f"{channel} for {self.code}", channel=channel, procedure=self.code
            ) from None

    def is_receivable(self, day: date) -> bool:
        """Whether new dossiers are taken on a day; dossiers taken earlier finish under the sheet all the same."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
