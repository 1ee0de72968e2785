"""Reckoning a due date from the command line, with the sentences that lead to it; needs no node."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click

from engine import clock, law
from webui import formats
from webui.commands.faults import Fault, TellingCommand, law_data_fault, read_file


def _instant(text: str, place: str, code: str = "bad_instant") -> datetime:
    """`2026-08-21T10:00`, with or without an offset; without one it is the counter's time."""
    try:
        found = datetime.fromisoformat(text.strip())
        if len(text.strip()) <= len("2026-08-21"):
            raise ValueError("no time of day")
        return clock.local(found if found.tzinfo else found.replace(tzinfo=clock.LOCAL))
    except (ValueError, OverflowError):
        raise Fault(code, place, given=text) from None


def _received(ctx: click.Context, param: click.Parameter, text: str) -> datetime:
    return _instant(text, "--received")


def _pauses(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> list[law.Pause]:
    """In order of time, whatever the order on the command line."""
    found = []
    for text in texts:
        start, stroke, end = text.partition("/")
        if not stroke:
            raise Fault("bad_pause", "--pause", given=text)
        try:
            ends = (_instant(start, "--pause"), _instant(end, "--pause"))
            found.append(law.Pause(*ends))
        except law.BadPause:
            raise Fault("pause_backwards", "--pause", given=text) from None
    return sorted(found, key=lambda pause: (pause.start, pause.end))


def _limit(ctx: click.Context, param: click.Parameter, text: str | None) -> law.TimeLimit | None:
    try:
        return None if text is None else law.parse_limit(text)
    except law.BadLimit as problem:
        raise law_data_fault("--limit", problem, given=text) from None


@click.command(cls=TellingCommand)
@click.option(
    "--received", callback=_received, required=True, help="When it was accepted; local time unless told."
)
@click.option(
    "--limit", callback=_limit, help='Time limit, such as "3 wd", "10 days", "8 hours", "same day".'
)
@click.option(
    "--sheet", callback=read_file, metavar="FILE", help="procedure.toml whose limit is taken, by --channel."
)
@click.option(
    "--channel", type=click.Choice([c.value for c in law.Channel]), default="direct", show_default=True
)
@click.option(
    "--calendar", callback=read_file, metavar="FILE", help="TOML of hours, days, rules: docs/deadlines.md."
)
@click.option(
    "--pause",
    "pauses",
    callback=_pauses,
    multiple=True,
    metavar="FROM/TO",
    help="A finished wait for the applicant.",
)
@click.option(
    "--rule", type=click.Choice([r.value for r in law.SupplementRule]), default="pause", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def due(
    received: datetime,
    limit: law.TimeLimit | None,
    sheet: bytes | None,
    channel: str,
    calendar: bytes | None,
    pauses: list[law.Pause],
    rule: str,
    as_json: bool,
) -> None:
    """Say when a result is due, and why.

    The explanation is in Vietnamese, as officers and citizens read it.
    """
    if (limit is None) == (sheet is None):
        raise Fault("limit_or_sheet", "--limit")
    with _naming("--calendar"):
        kept = law.default_calendar() if calendar is None else law.read_calendar(calendar)
    with _naming("--sheet"):
        limit = limit or law.load_sheet(sheet or b"").limit(channel)
    with _naming("--pause" if pauses else "--received", received):
        deadline = law.due_at(received, limit, kept, pauses, law.SupplementRule(rule))
    steps = [step.as_json() for step in deadline.steps]
    due_at = clock.local(deadline.due_at)
    if as_json:
        explanation = [{"code": step["code"], "text": formats.due_step(step), **step} for step in steps]
        told = {"due_at": due_at.isoformat(), "unconfirmed": list(deadline.unconfirmed)}
        click.echo(json.dumps(told | {"explanation": explanation}, ensure_ascii=False))
        return
    click.echo(due_at.isoformat(timespec="minutes"))
    for step in steps:
        click.echo(f"- {formats.due_step(step)}")


@click.command("due-check", cls=TellingCommand)
@click.argument("file", callback=read_file, default="-")
def due_check(file: bytes) -> None:
    """Reckon every step anew of what `due --json` printed.

    FILE: - for standard input. Prints the instant that the steps lead to. Exit code: 0 it is the one that was
    printed, 1 it is not, 2 there is nothing to reckon.
    """
    try:
        told: Mapping[str, Any] = json.loads(file)
        steps = [law.step_from(step) for step in told["explanation"]]
        printed = datetime.fromisoformat(told["due_at"])
    except (ValueError, KeyError, TypeError, law.BadExplanation) as problem:
        raise Fault("no_explanation", "FILE", complaint=problem) from None
    found = law.reckon_again(steps)
    if found != printed:
        raise law.BadExplanation(f"the steps lead to {found}, printed was {printed}")
    click.echo(clock.local(found).isoformat(timespec="minutes"))


@contextmanager
def _naming(option: str, received: datetime | None = None) -> Iterator[None]:
    """What is wrong with the law's data is told with the option it came by."""
    try:
        yield
    except law.NoCalendar as problem:
        raise Fault("no_calendar", "--calendar / --received", year=problem.day.year) from None
    except law.BadLawData as problem:
        raise law_data_fault(option, problem) from None
    except law.BadPause as problem:
        code = "pause_before_receipt" if problem.facts["earliest"] == received else "pauses_overlap"
        raise Fault(code, option, **{name: formats.when(at) for name, at in _instants(problem)}) from None
    except law.ChannelNotOffered:
        raise Fault("channel_not_offered", "--channel / --sheet") from None
    except OverflowError:
        raise Fault("out_of_reckoning", option) from None


def _instants(problem: law.BadPause) -> Iterator[tuple[str, datetime]]:
    for name, at in problem.facts.items():
        if isinstance(at, datetime):
            yield name, at


COMMANDS = (due, due_check)
