"""`motcua`: the operator's commands. Output is English and made for logs; exit codes are stable."""

import importlib
import pkgutil
from typing import Any

import click
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from connectors.errors import ConnectorError
from engine.errors import Conflict, InvalidInput, NotAllowed, NotFound, Unavailable
from webui import commands
from webui.assets import AssetsFailed

EXIT_CODES: dict[type[Exception], int] = {
    InvalidInput: 1,
    NotFound: 3,
    NotAllowed: 4,
    Conflict: 5,
    Unavailable: 6,
    ConnectorError: 1,
    FileExistsError: 5,
    OSError: 6,
    OperationalError: 6,
    RedisError: 6,
    AssetsFailed: 6,
}
"""By kind of error, the first that fits; 0 is success, 2 is click's for a wrong command line, 130 Ctrl-C."""
INTERRUPTED = 130


class Commands(click.Group):
    """Turns the errors that an operator can mend into one line and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except tuple(EXIT_CODES) as error:
            click.echo(f"Error: {_line(error)}", err=True)
            ctx.exit(next(number for kind, number in EXIT_CODES.items() if isinstance(error, kind)))
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)


def _line(error: Exception) -> str:
    """`code: reason`; what the database driver or the system says, as it says it."""
    if isinstance(error, OperationalError):
        return f"database: {str(error.orig).strip()}"
    code = getattr(error, "code", None)
    return f"{code}: {error}" if isinstance(code, str) and not str(error).startswith(code) else str(error)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run and look after a node of Mot Cua."""


for place in pkgutil.iter_modules(commands.__path__, f"{commands.__name__}."):
    for command in getattr(importlib.import_module(place.name), "COMMANDS", ()):
        main.add_command(command)


if __name__ == "__main__":
    main()
