"""Checking and erasing histories."""

import subprocess
import sys
from pathlib import Path

import click

from engine import history, people
from engine.settings import from_environment, read_profile
from webui.commands.homes import home_option, opened


@click.command("verify-history")
@home_option
@click.option("--agency", metavar="CODE", help="Only this agency's.")
@click.option(
    "--heads",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Heads kept elsewhere, as JSON lines; those in the node's folder are always used.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per agency and line.")
def verify_history(home: Path | None, agency: str | None, heads: tuple[Path, ...], as_json: bool) -> None:
    """Say whether the history is whole: nothing edited, deleted, inserted, reordered or cut off.

    Exit code: 0 whole, 1 broken, 3 cannot be read. The work is done by a program of its own that imports nothing of
    this one (engine/history/verifier.py).
    """
    settings = from_environment(home)
    kept = [history.heads_file(settings.home, code) for code in read_profile(settings.home).agencies]
    files = [*(place for place in kept if place.exists()), *heads]
    # -I: neither the current folder nor the environment can slip anything in; a password is nobody else's to see
    command = [sys.executable, "-I", str(history.VERIFIER), "-"]
    command += [part for place in files for part in ("--heads", str(place))]
    command += [*(("--agency", agency) if agency else ()), *(("--json",) if as_json else ())]
    done = subprocess.run(command, input=settings.database_url, capture_output=True, text=True, check=False)
    click.echo(done.stdout, nl=False)
    click.echo(done.stderr, nl=False, err=True)
    raise click.exceptions.Exit(done.returncode)


@click.command("history-heads")
@home_option
@click.argument("agency")
def history_heads(home: Path | None, agency: str) -> None:
    """Print what AGENCY told this portal of its history's ends, as `verify-history --heads` reads it."""
    with opened(home):
        for head, at in history.witnessed(agency):
            click.echo(history.head_line(head, at))


@click.command("erase-history")
@home_option
@click.option("--by", "username", required=True, help="Account in whose name it is done.")
@click.option("--reason", required=True, help="Why; kept for ever, so it should name nobody.")
@click.argument("agency")
@click.argument("dossier")
def erase_history(home: Path | None, username: str, reason: str, agency: str, dossier: str) -> None:
    """Erase names and personal facts from AGENCY's events of a DOSSIER. The chain stays whole."""
    with opened(home):
        account = people.account_by_username(username)
        officer = people.Officer(
            account.id, account.username, account.name, account.title, account.unit_code, agency, frozenset()
        )
        click.echo(f"{history.erase(agency, dossier, officer, reason)} events")


COMMANDS = (verify_history, history_heads, erase_history)
