"""The registry: whom a node exchanges dossiers with."""

from pathlib import Path
from typing import TextIO

import click

from connectors.lt1 import load_registry
from engine import clock
from engine.settings import from_environment
from webui.commands.homes import home_option
from webui.registry_files import members_of, registry_toml


@click.group()
def registry() -> None:
    """Whom a node exchanges dossiers with."""


@registry.command()
@home_option
def show(home: Path | None) -> None:
    """Agencies, addresses, certificates, and whether these may be relied on now."""
    for agency in load_registry(from_environment(home).home / "registry.toml").agencies:
        click.echo(f"{agency.code}\t{agency.endpoint}\t{agency.name}")
        for pinned in agency.certificates:
            state = pinned.objection_at(clock.now()) or "ok"
            click.echo(
                f"  {pinned.fingerprint}\t{pinned.valid_from:%Y-%m-%d}..{pinned.valid_to:%Y-%m-%d}\t{state}"
            )


@registry.command()
@click.argument("homes", type=click.Path(path_type=Path, file_okay=False), nargs=-1, required=True)
@click.option("--allow-plain-http", is_flag=True, help="For a closed demonstration network only.")
@click.option("--output", type=click.File("w", encoding="utf-8"), default="-", help="File to write.")
def collect(homes: tuple[Path, ...], allow_plain_http: bool, output: TextIO) -> None:
    """Make a registry.toml of the nodes in HOMES, to be copied to each of them."""
    members = [member for home in homes for member in members_of(home)]
    output.write(registry_toml(members, allow_plain_http=allow_plain_http))


COMMANDS = (registry,)
