"""What a report is asked for, from the address of its page and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from engine import clock, law, people, reports, store
from webui.fields import Error
from webui.strings import REPORTS

CUSTOM = "custom"
_FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as typed: what the form shows again, the question itself unless something is wrong with it."""

    kind: str
    day: str
    first: str
    last: str
    as_of: str
    group_by: str
    agency: str
    procedure: str
    question: reports.Question
    errors: tuple[Error, ...]

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with a field, by its HTML id."""
        return {error.target: error.message for error in self.errors}

    def address(self, **more: str) -> dict[str, str]:
        """The parameters that lead to this question again."""
        own = {
            "ky": self.kind,
            "ngay": self.day,
            "tu": self.first,
            "den": self.last,
            "chot": self.as_of,
            "nhom": self.group_by,
            "don-vi": self.agency,
            "thu-tuc": self.procedure,
            **more,
        }
        return {name: value for name, value in own.items() if value}


def agencies_for(officer: people.Officer) -> Mapping[str, str]:
    """Agencies of this node whose figures an officer may see: names by code."""
    codes = store.current().profile.agencies
    return {code: people.name_of(code) for code in codes if reports.may_see(officer, code)}


def read(args: "MultiDict[str, str]", officer: people.Officer) -> Asked:
    """The question in an address. What is missing gets its usual value; what is wrong is told beside it.

    Raises NotYourReport when there is no agency to report on.
    """
    seen = agencies_for(officer)
    if not seen:
        raise reports.NotYourReport(officer.agency_code)
    today = clock.today()
    errors: list[Error] = []

    def day(name: str, usual: date) -> date:
        text = args.get(name, "").strip()
        if not text:
            return usual
        found = _day(text)
        if found is None:
            errors.append(Error(f"f-{name}", REPORTS["bad_day"].format(text=text[:20])))
        return found or usual

    kinds = {kind.id for kind in law.period_kinds()} | {CUSTOM}
    kind = args.get("ky", "month") if args.get("ky", "month") in kinds else "month"
    inside = day("ngay", today)
    if kind == CUSTOM:
        period = law.Period(day("tu", today.replace(day=1)), day("den", today))
        if period.last < period.first:
            errors.append(Error("f-den", REPORTS["period_backwards"]))
            period = law.Period(period.first, period.first)
    else:
        period = law.period_of(kind, inside)
    as_of = min(day("chot", min(today, period.last)), today)
    if as_of < period.first:
        errors.append(Error("f-chot", REPORTS["as_of_too_early"]))
        as_of = period.first
    agency = args.get("don-vi", "")
    chosen = (agency,) if agency in seen else tuple(seen)
    usual_group = reports.GroupBy.AGENCY if len(chosen) > 1 else reports.GroupBy.FIELD
    groups = {group.value for group in reports.GroupBy}
    group = reports.GroupBy(args["nhom"]) if args.get("nhom") in groups else usual_group
    return Asked(
        kind=kind,
        day=f"{inside:%d/%m/%Y}",
        first=f"{period.first:%d/%m/%Y}",
        last=f"{period.last:%d/%m/%Y}",
        as_of=f"{as_of:%d/%m/%Y}",
        group_by=group.value,
        agency=agency if agency in seen else "",
        procedure=args.get("thu-tuc", "")[:40],
        question=reports.Question(chosen, period, as_of, group),
        errors=tuple(errors),
    )


def _day(text: str) -> date | None:
    parts = text.replace("-", "/").replace(".", "/").split("/")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if len(parts[0]) == 4:
        numbers.reverse()
    try:
        found = date(numbers[2], numbers[1], numbers[0])
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None
