"""Reckoning a due date from the command line, with the sentences that lead to it; needs no node."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO

import click

from engine import clock, law
from webui import formats


def _instant(text: str) -> datetime:
    """`2026-08-21T10:00`, with or without an offset; without one it is the counter's time."""
    try:
        found = datetime.fromisoformat(text.strip())
        if len(text.strip()) <= len("2026-08-21"):
            raise ValueError("no time of day")
        return clock.local(found if found.tzinfo else found.replace(tzinfo=clock.LOCAL))
    except (ValueError, OverflowError) as problem:
        raise click.BadParameter(f"{text!r}: write 2026-08-21T10:00 ({problem})") from None


def _received(ctx: click.Context, param: click.Parameter, text: str) -> datetime:
    return _instant(text)


def _pauses(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> list[law.Pause]:
    """In order of time, whatever the order on the command line."""
    found = []
    for text in texts:
        start, stroke, end = text.partition("/")
        if not stroke:
            raise click.BadParameter(f"{text!r}: write 2026-05-13T10:00/2026-05-20T10:00")
        try:
            found.append(law.Pause(_instant(start), _instant(end)))
        except law.BadPause as problem:
            raise click.BadParameter(str(problem)) from None
    return sorted(found, key=lambda pause: (pause.start, pause.end))


def _limit(ctx: click.Context, param: click.Parameter, text: str | None) -> law.TimeLimit | None:
    try:
        return None if text is None else law.parse_limit(text)
    except law.BadLimit as problem:
        example = "write for example 3 wd, 10 days, 8 hours, same day"
        raise click.BadParameter(f"{problem}; {example}") from None


@click.command()
@click.option(
    "--received", callback=_received, required=True, help="When it was accepted; local time unless told."
)
@click.option(
    "--limit", callback=_limit, help='Time limit, such as "3 wd", "10 days", "8 hours", "same day".'
)
@click.option("--sheet", type=click.File("rb"), help="procedure.toml whose limit is taken, by --channel.")
@click.option(
    "--channel", type=click.Choice([c.value for c in law.Channel]), default="direct", show_default=True
)
@click.option(
    "--calendar", "file", type=click.File("rb"), help="TOML of hours, days, rules: docs/deadlines.md."
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
    sheet: BinaryIO | None,
    channel: str,
    file: BinaryIO | None,
    pauses: list[law.Pause],
    rule: str,
    as_json: bool,
) -> None:
    """Say when a result is due, and why.

    The explanation is in Vietnamese, as officers and citizens read it.
    """
    with _naming("--calendar"):
        calendar = law.read_calendar(file.read()) if file else law.default_calendar()
    if (limit is None) == (sheet is None):
        raise click.UsageError("give either --limit or --sheet")
    with _naming("--sheet" if sheet else "--limit"):
        limit = law.load_sheet(sheet.read()).limit(channel) if sheet else limit
    assert limit is not None
    with _naming("--pause" if pauses else "--received"):
        deadline = law.due_at(received, limit, calendar, pauses, law.SupplementRule(rule))
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


@click.command("due-check")
@click.argument("file", type=click.File("rb"), default="-")
def due_check(file: BinaryIO) -> None:
    """Reckon every step anew of what `due --json` printed.

    FILE: - for standard input. Prints the instant that the steps lead to. Exit code: 0 it is the one that was
    printed, 1 it is not, 2 there is nothing to reckon.
    """
    try:
        told: Mapping[str, Any] = json.loads(file.read())
        steps = [law.step_from(step) for step in told["explanation"]]
        printed = datetime.fromisoformat(told["due_at"])
    except (ValueError, KeyError, TypeError, law.BadExplanation) as problem:
        raise click.BadParameter(f"no explanation: {problem}", param_hint="FILE") from None
    found = law.reckon_again(steps)
    if found != printed:
        raise law.BadExplanation(f"the steps lead to {found}, printed was {printed}")
    click.echo(clock.local(found).isoformat(timespec="minutes"))


@contextmanager
def _naming(option: str) -> Iterator[None]:
    """What is wrong with the law's data is told with the option it came by."""
    try:
        yield
    except law.NoCalendar as problem:
        year = f"the days off of {problem.day.year} are not laid down"
        raise click.BadParameter(year, param_hint="--calendar / --received") from None
    except (law.BadLawData, law.BadPause, law.ChannelNotOffered, OverflowError) as problem:
        raise click.BadParameter(str(problem), param_hint=option) from None


COMMANDS = (due, due_check)
