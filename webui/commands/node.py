"""Making a node and bringing it up to date."""

from datetime import datetime
from pathlib import Path

import click

from engine import clock, people, process, store
from engine.node import init_node, open_node
from engine.settings import Profile, from_environment
from webui.commands.homes import home_option, opened
from webui.procedures import packaged_folders, read_folder
from webui.registry_files import members_of, write_registry


@click.command()
@home_option
@click.option("--role", type=click.Choice(["agency", "portal"]), default="agency", show_default=True)
@click.option(
    "--agency", "agencies", multiple=True, required=True, help="Code of an agency run here; repeatable."
)
@click.option("--name", required=True, help="Name of the agency.")
@click.option("--portal", help="Code of the portal that shows this node's dossiers to the public.")
@click.option("--base-url", required=True, help="Where other nodes and browsers reach this one.")
@click.option("--lookup-url", default="", help="Address of the public look-up, printed on receipts.")
def init(
    home: Path | None,
    role: str,
    agencies: tuple[str, ...],
    name: str,
    portal: str | None,
    base_url: str,
    lookup_url: str,
) -> None:
    """Make a node's folder: profile, secret, a signing key for each agency, a registry with itself in it."""
    folder = from_environment(home).home
    profile = Profile(role, name, agencies, portal, base_url.rstrip("/"), lookup_url.rstrip("/"))
    for key in init_node(folder, profile, clock.now()):
        click.echo(f"{key.code} {key.fingerprint}")
    write_registry(folder / "registry.toml", members_of(folder), allow_plain_http=False)
    click.echo(f"made {folder}; next: motcua migrate, motcua units load, motcua deploy, motcua account add")


@click.command()
@home_option
def migrate(home: Path | None) -> None:
    """Bring the database to this program's version."""
    with opened(home, migrated=False) as database:
        before = store.revision(database)
        store.migrate(database)
        click.echo(f"{before or 'empty'} -> {store.head()}")


@click.group()
def units() -> None:
    """The organisation tree."""


@units.command()
@home_option
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
def load(home: Path | None, file: Path | None) -> None:
    """Add the units of a TOML FILE or bring them up to date. Default: the units of Gia Lai that come with the program."""
    content = people.bundled_units() if file is None else file.read_bytes()
    with opened(home):
        click.echo(f"{people.load_units(content)} units")


@click.command()
@home_option
@click.option("--author", default="operator", show_default=True, help="Who answers for this version.")
@click.option("--note", default="", help="Why there is a new version.")
@click.option(
    "--override-by",
    metavar="USERNAME",
    help="The system administrator who publishes what the gate could not decide about.",
)
@click.option("--override-reason", metavar="TEXT", help="Why that is right; kept beside the version.")
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day it starts dossiers.  [default: today; of a first version any day]",
)
@click.option("--legal-basis", default="", help="What it implements.  [default: as its sheet says]")
@click.argument("folders", type=click.Path(path_type=Path), nargs=-1)
def deploy(
    home: Path | None,
    author: str,
    note: str,
    override_by: str | None,
    override_reason: str | None,
    valid_from: datetime | None,
    legal_basis: str,
    folders: tuple[Path, ...],
) -> None:
    """Check and publish procedures, one per FOLDER. Default: all that come with the program."""
    if (override_by is None) != (override_reason is None):
        raise click.UsageError("--override-by and --override-reason go together")
    refused = 0
    with opened(home):
        override = None
        if override_by is not None and override_reason is not None:
            account = people.account_by_username(override_by)
            override = process.Override(people.officer_by_id(account.id), override_reason)
        for folder in folders or packaged_folders():
            files = read_folder(folder)
            try:
                deployed = process.deploy(
                    files,
                    key=folder.resolve().name,
                    author=author,
                    note=note,
                    override=override,
                    valid_from=valid_from.date() if valid_from else None,
                    legal_basis=legal_basis,
                )
            except process.DeploymentRefused as error:
                refused += 1
                for finding in error.findings:
                    click.echo(f"{folder}/{finding}", err=True)
                continue
            click.echo(f"{deployed.key} version {deployed.version}")
    if refused:
        raise click.exceptions.Exit(1)


@click.command()
@home_option
def sweep(home: Path | None) -> None:
    """One round of everything that waits: timers, messages out and in."""
    with opened(home):
        pass
    node = open_node(from_environment(home))
    try:
        click.echo(f"{node.sweep()} done")
    finally:
        node.close()


COMMANDS = (init, migrate, units, deploy, sweep)
