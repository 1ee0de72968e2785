"""Versions of procedures: which there are, what differs, and dossiers that go over from one to another."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from engine import people, process
from engine.errors import NotFound
from webui.commands.homes import home_option, opened
from webui.procedures import read_folder
from webui.strings import MIGRATION_REASONS

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


class NoVersion(NotFound):
    """There is no such version."""

    code = "unknown_process"


@click.command()
@home_option
@click.argument("key", required=False)
def versions(home: Path | None, key: str | None) -> None:
    """Published versions of the procedure KEY, or of all."""
    with opened(home):
        in_force = {found.id for found in process.latest_deployments()}
        overrides = process.overrides(key)
        for found in process.versions(key):
            mark = "*" if found.id in in_force else " "
            facts = (
                f"{found.created_at:%Y-%m-%d}",
                f"from {found.valid_from}",
                found.sha256[:12],
                found.author,
            )
            click.echo(
                f"{mark} {found.key}@{found.version}  " + "  ".join(facts) + f"  {found.note}".rstrip()
            )
            if found.id in overrides:
                click.echo(_overridden(overrides[found.id]))


def _overridden(one: process.OverrideRecord) -> str:
    codes = ", ".join(one.codes)
    return f"    {one.verdict} ({codes}), overridden by {one.by_name} {one.decided_at:%Y-%m-%d}: {one.reason}"


@click.command()
@home_option
@click.argument("old")
@click.argument("new")
@json_option
def diff(home: Path | None, old: str, new: str, as_json: bool) -> None:
    """What changes from OLD to NEW, each a .bpmn file, a folder, or a published version as KEY@NUMBER.

    Exit code: 0 nothing but drawing, 1 something.
    """
    found = process.differences(_files(home, old), _files(home, new))
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        _show(found)
    if found.changes:
        raise click.exceptions.Exit(1)


def _show(found: process.Differences) -> None:
    for change in found.changes:
        name = f" «{change.name}»" if change.name else ""
        click.echo(f"{SIGNS[change.what]} {change.file}: {change.area} {change.kind} {change.id}{name}")
        for fact in change.facts:
            click.echo(f"    {fact.name or 'value'}: {fact.old or '-'} -> {fact.new or '-'}")
    for name in found.redrawn:
        click.echo(f"= {name}: drawn or written otherwise, the same meaning")
    for before, after in found.renamed.items():
        click.echo(f"? {before} seems to be {after} now")


def _files(home: Path | None, given: str) -> Mapping[str, bytes]:
    place = Path(given)
    if place.is_dir():
        return read_folder(place)
    if place.is_file():
        # two files by different names are compared as one that has changed
        return {"diagram.bpmn" if place.suffix == ".bpmn" else f"file{place.suffix}": place.read_bytes()}
    with opened(home):
        return process.all_files(_version(given).id)


def _version(given: str) -> process.Deployment:
    """A published version by KEY@NUMBER; NUMBER left out: the newest."""
    key, _at, number = given.partition("@")
    for found in process.versions(key):
        if not number or str(found.version) == number:
            return found
    raise NoVersion(given)


@click.group()
def move() -> None:
    """Dossiers that go over to another version of their procedure."""


map_option = click.option(
    "--map", "pairs", multiple=True, metavar="OLD=NEW", help="What became of an element; repeatable."
)


@move.command()
@home_option
@click.argument("old")
@click.argument("new")
@map_option
@json_option
def plan(home: Path | None, old: str, new: str, pairs: tuple[str, ...], as_json: bool) -> None:
    """Which dossiers on OLD may go over to NEW (KEY@NUMBER each), and why the others may not. Changes nothing."""
    with opened(home):
        found = process.dry_run(_version(old).id, _version(new).id, process.read_mapping("\n".join(pairs)))
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
        return
    for verdict in found.verdicts:
        why = "; ".join(f"{r.element}: {MIGRATION_REASONS[r.code]} [{r.code}]" for r in verdict.reasons)
        click.echo(f"{verdict.dossier_code}  at {', '.join(verdict.at)}  {why or 'ok'}")
    click.echo(f"{found.may_move} of {len(found.verdicts)} may move")


def _as_json(found: process.DryRun) -> dict[str, object]:
    return {
        "from": found.old.version,
        "to": found.new.version,
        "mapping": dict(found.mapping),
        "may_move": found.may_move,
        "dossiers": [
            {
                "dossier": verdict.dossier_code,
                "process": verdict.process_id,
                "at": list(verdict.at),
                "verdict": "move" if verdict.may_move else "stay",
                "reasons": [
                    {"code": r.code, "element": r.element, "detail": r.detail} for r in verdict.reasons
                ],
            }
            for verdict in found.verdicts
        ],
    }


@move.command()
@home_option
@click.argument("old")
@click.argument("new")
@map_option
@click.option("--note", default="", help="Why they go over.")
def start(home: Path | None, old: str, new: str, pairs: tuple[str, ...], note: str) -> None:
    """Begin to move the dossiers on OLD to NEW; the node's sweep does the work. Prints the migration's id."""
    with opened(home):
        mapping = process.read_mapping("\n".join(pairs))
        begun = process.start_migration(
            _version(old).id, _version(new).id, people.SYSTEM, mapping=mapping, note=note
        )
        click.echo(begun)


@move.command()
@home_option
@click.argument("migration_id")
def status(home: Path | None, migration_id: str) -> None:
    """How far a migration is."""
    with opened(home):
        found = process.migration_of(migration_id)
        counts = ", ".join(f"{state} {many}" for state, many in sorted(found.counts.items()))
        click.echo(f"{found.old.key} {found.old.version} -> {found.new.version}: {counts or 'no dossiers'}")
        for one in process.migrated_dossiers(migration_id, limit=100_000):
            for reason in one.reasons:
                click.echo(f"  {one.dossier_code} {one.status}: {reason['code']} {reason['element']}")


@move.command()
@home_option
@click.argument("migration_id")
def undo(home: Path | None, migration_id: str) -> None:
    """Begin to take a migration back: every dossier that has not moved on."""
    with opened(home):
        click.echo(f"{process.undo_migration(migration_id, people.SYSTEM)} to look at")


COMMANDS = (versions, diff, move)
