"""Days off of a coming year, proposed for an administrator to confirm."""

import click

from engine import law


@click.group()
def calendar() -> None:
    """Days off and days made up for."""


@calendar.command()
@click.argument("year", type=click.IntRange(1976, 2099))
def seed(year: int) -> None:
    """Print the special days of YEAR as far as they can be known ahead, as a calendar file.

    A node takes the same proposals for years it knows nothing better about; an administrator confirms them on the
    calendar's page, or corrects them first.
    """
    click.echo(law.proposed_file(year), nl=False)


COMMANDS = (calendar,)
