"""Accounts of officers."""

from collections.abc import Iterator
from pathlib import Path

import click

from engine import people
from engine.settings import from_environment, read_profile
from webui.commands.homes import home_option, opened


@click.group()
def account() -> None:
    """Accounts of officers."""


@account.command()
@home_option
@click.argument("username")
@click.option("--name", required=True, help="Full name.")
@click.option("--officer-id", required=True, help="Number of the officer's card; one account per number.")
@click.option("--unit", "unit_code", required=True, help="Code of the desk.")
@click.option("--title", default="", help="Position.")
@click.option("--role", "roles", multiple=True, help="ROLE at the desk, or ROLE@UNIT; repeatable.")
@click.password_option(help="Asked for when not given.")
def add(
    home: Path | None,
    username: str,
    name: str,
    officer_id: str,
    unit_code: str,
    title: str,
    roles: tuple[str, ...],
    password: str,
) -> None:
    """Open the account USERNAME at a desk."""
    with opened(home):
        made = people.create_account(
            people.NewAccount(username, officer_id, name, title, unit_code, password)
        )
        for text in roles:
            role, _, at = text.partition("@")
            people.grant(made.id, role, at or unit_code)
        click.echo(_line(made))


@account.command("list")
@home_option
@click.option("--unit", "unit_code", help="Only those at this desk.")
def list_(home: Path | None, unit_code: str | None) -> None:
    """List accounts with their roles."""
    with opened(home):
        for code in (unit_code,) if unit_code else _desks(home):
            for found in people.accounts(code):
                click.echo(_line(found))


@account.command()
@home_option
@click.argument("username")
@click.password_option(help="Asked for when not given.")
def password(home: Path | None, username: str, password: str) -> None:
    """Give USERNAME another password; ends the account's sessions and unlocks it."""
    with opened(home):
        people.set_password(people.account_by_username(username).id, password)


@account.command()
@home_option
@click.argument("username")
@click.argument("role")
@click.argument("unit")
def grant(home: Path | None, username: str, role: str, unit: str) -> None:
    """Give USERNAME the ROLE at UNIT."""
    with opened(home):
        found = people.account_by_username(username)
        people.grant(found.id, role, unit)
        click.echo(_line(found))


def _desks(home: Path | None) -> Iterator[str]:
    """The units of the node's agencies, rooms within rooms too."""
    for agency in read_profile(from_environment(home).home).agencies:
        yield from _within(agency)


def _within(code: str) -> Iterator[str]:
    yield code
    for child in people.units(parent=code):
        if not child.is_agency:
            yield from _within(child.code)


def _line(found: people.Account) -> str:
    grants = sorted(f"{grant.role}@{grant.unit_code}" for grant in people.grants_of(found.id))
    return "\t".join((found.username, found.name, found.unit_code, " ".join(grants)))


COMMANDS = (account,)
