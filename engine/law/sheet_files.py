"""From `procedure.toml` to a checked Sheet."""

import re
from dataclasses import replace

from engine.law.errors import BadSheet
from engine.law.fee_lines import read_fee_lines
from engine.law.limits import TimeLimit, Unit, working_hours
from engine.law.reading import Table
from engine.law.shares import hours_of
from engine.law.sheets import (
    Case,
    Channel,
    ChannelLimit,
    Component,
    Fee,
    LegalBasis,
    Level,
    LimitDecision,
    Publication,
    Result,
    Sheet,
    SheetStep,
)
from engine.law.sources import read_source

_CODE = re.compile(r"\d\.\d{6}")
_ID = re.compile(r"[a-z][a-z0-9_]*")


def load_sheet(toml: bytes) -> Sheet:
    """The sheet in a `procedure.toml`. Raises BadSheet naming the place, e.g. `case[1].component[2].originals`."""
    file = Table.parse(toml, BadSheet)
    head = file.table("procedure")
    limits = _limits(file)
    sheet = Sheet(
        code=_matching(head, "code", _CODE),
        name=head.text("name"),
        field=head.text("field"),
        level=head.choice("level", Level),
        process_id=_matching(head, "process_id", _ID),
        subjects=head.texts("subjects"),
        public_name=head.flag("public_name", True),
        valid_from=head.day("valid_from"),
        valid_to=head.day_or_none("valid_to"),
        note=head.text("note", ""),
        source=read_source(head),
        publication=_publication(file.table("publication")),
        legal_basis=tuple(_legal_basis(table) for table in file.tables("legal_basis")),
        cases=_cases(file),
        channel_limits=limits,
        fee=_fee(file.table("fee"), limits),
        results=tuple(_result(table) for table in file.tables("result")),
        steps=tuple(_step(table) for table in file.tables("step")),
    )
    sheet = replace(sheet, limit_decision=_limit_decision(file))
    head.close()
    file.close()
    _check_split(file, sheet)
    return sheet


def _publication(table: Table) -> Publication:
    publication = Publication(table.text("decision"), table.text("authority"), read_source(table))
    table.close()
    return publication


def _legal_basis(table: Table) -> LegalBasis:
    basis = LegalBasis(table.text("document"), table.text("title"), read_source(table))
    table.close()
    return basis


def _cases(file: Table) -> tuple[Case, ...]:
    cases: dict[str, Case] = {}
    for table in file.tables("case"):
        case_id = _matching(table, "id", _ID)
        if case_id in cases:
            raise table.fault("id", "duplicate", case_id)
        components = tuple(_component(entry) for entry in table.tables("component"))
        cases[case_id] = Case(case_id, table.text("name"), components)
        table.close()
    return tuple(cases.values())


def _component(table: Table) -> Component:
    component = Component(
        name=table.text("name"),
        originals=table.integer("originals", 0),
        copies=table.integer("copies", 0),
        form=table.text("form", ""),
        required=table.flag("required", True),
        note=table.text("note", ""),
        source=read_source(table),
    )
    if component.originals + component.copies == 0:
        raise table.fault("originals", "no_paper")
    table.close()
    return component


def _limits(file: Table) -> tuple[ChannelLimit, ...]:
    limits: dict[Channel, ChannelLimit] = {}
    for table in file.tables("limit"):
        channel = table.choice("channel", Channel)
        if channel in limits:
            raise table.fault("channel", "duplicate", channel)
        limits[channel] = ChannelLimit(channel, _time_limit(table), read_source(table))
        table.close()
    return tuple(limits.values())


def _limit_decision(file: Table) -> LimitDecision | None:
    for table in file.tables("limit_decision", needed=False):
        found = LimitDecision(
            _matching(table, "decision", _ID),
            table.text("output", ""),
            table.text("reason", ""),
            read_source(table),
        )
        table.close()
        return found
    return None


def _time_limit(table: Table) -> TimeLimit:
    unit = table.choice("unit", Unit)
    if unit is Unit.SAME_DAY:
        return TimeLimit(0, unit)
    return TimeLimit(table.integer("amount", least=1), unit)


def _fee(table: Table, limits: tuple[ChannelLimit, ...]) -> Fee:
    fee = Fee(
        table.text("text"),
        table.flag("refundable", False),
        read_source(table),
        read_fee_lines(table, [entry.channel for entry in limits]),
    )
    table.close()
    return fee


def _result(table: Table) -> Result:
    result = Result(table.text("code", ""), table.text("name"), read_source(table))
    table.close()
    return result


def _step(table: Table) -> SheetStep:
    step = SheetStep(
        table.text("name"),
        table.choice("level", Level),
        _time_limit(table),
        read_source(table),
        table.text("parallel", ""),
        table.text("branch", ""),
    )
    table.close()
    return step


def _check_split(file: Table, sheet: Sheet) -> None:
    """Shares counted in working time must fit into every total counted in working time; branches count once."""
    spent = hours_of(sheet.steps)
    for number, entry in enumerate(sheet.channel_limits, 1):
        total = working_hours(entry.limit)
        if total is not None and spent > total:
            raise file.fault(f"limit[{number}].amount", "less_than_its_steps", f"{total} < {spent} hours")


def _matching(table: Table, key: str, pattern: re.Pattern[str]) -> str:
    text = table.text(key)
    if not pattern.fullmatch(text):
        raise table.fault(key, "not_a_code", text)
    return text
