"""What the commands share: which node is meant, its database opened and closed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from engine import store
from engine.settings import Settings, from_environment, read_profile
from webui.serving import check_migrated

F = TypeVar("F", bound=Callable[..., Any])

home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the node.  [default: MOTCUA_HOME, else ./node]",
)


@contextmanager
def opened(home: Path | None, *, migrated: bool = True) -> Iterator[store.Database]:
    """The database of a node. Raises BadSetting; NotMigrated unless `migrated` is false."""
    settings = from_environment(home)
    if migrated:
        check_migrated(settings)
    database = database_of(settings)
    try:
        yield database
    finally:
        database.close()


def database_of(settings: Settings) -> store.Database:
    return store.open_database(settings, read_profile(settings.home))
