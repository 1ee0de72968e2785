"""Incidents from the command line: what cannot go on by itself at this node, and trying it again."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from engine import mail, people, process
from webui.commands.homes import home_option, opened

_SHOWN = (
    "id",
    "dossier_code",
    "procedure_code",
    "element_id",
    "kind",
    "cause",
    "attempts",
    "opened_at",
    "last_at",
)

_OF_MESSAGES = (
    "no",
    "dossier",
    "sender",
    "recipient",
    "mtype",
    "state",
    "tries",
    "last_error",
    "received_at",
    "behind",
)


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def incidents(home: Path | None, as_json: bool) -> None:
    """List the open incidents, the latest first, and the messages in that take no effect. Exit code 1 when there are any."""
    with opened(home):
        found = _open()
        messages = process.stuck_messages(people.SYSTEM)
    for one in found:
        facts = {name: value for name, value in asdict(one).items() if name in _SHOWN}
        if as_json:
            click.echo(json.dumps(facts, default=str, ensure_ascii=False))
        else:
            place = f"{one.dossier_code} {one.element_id or '-'}"
            click.echo(
                f"{one.id} {one.opened_at:%Y-%m-%dT%H:%MZ} {place} {one.kind} ({one.attempts}): {one.cause}"
            )
    for message in messages:
        _show(message, as_json)
    if found or messages:
        raise click.exceptions.Exit(1)


def _show(one: mail.Stuck, as_json: bool) -> None:
    if as_json:
        facts = {name: value for name, value in asdict(one).items() if name in _OF_MESSAGES}
        click.echo(json.dumps({"kind": "message", **facts}, default=str, ensure_ascii=False))
        return
    place = f"{one.dossier} from {one.sender} {one.mtype}"
    click.echo(
        f"message {one.no} {one.received_at:%Y-%m-%dT%H:%MZ} {place} {one.state} ({one.tries}): {one.last_error}"
    )


def _open() -> list[process.Incident]:
    first = process.incidents(people.SYSTEM)
    rest = (process.incidents(people.SYSTEM, page=number).items for number in range(2, first.pages + 1))
    return [*first.items, *(one for items in rest for one in items)]


@click.command()
@home_option
@click.option("--all", "everything", is_flag=True, help="Every open incident.")
@click.argument("incident_ids", nargs=-1)
def retry(home: Path | None, everything: bool, incident_ids: tuple[str, ...]) -> None:
    """Try incidents again. Exit code 1 when one is still open; calls to services are made by the next sweep."""
    if everything == bool(incident_ids):
        raise click.UsageError("name incidents, or say --all")
    remaining = 0
    with opened(home):
        for incident_id in [one.id for one in _open()] if everything else incident_ids:
            settled = process.retry(incident_id, people.SYSTEM)
            remaining += not settled
            click.echo(f"{incident_id} {'goes on' if settled else 'still open'}")
    if remaining:
        raise click.exceptions.Exit(1)


COMMANDS = (incidents, retry)
