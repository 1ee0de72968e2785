"""Running a node, and the demonstration province."""

from pathlib import Path

import click

from engine.settings import from_environment
from webui import serving
from webui.commands.homes import home_option
from webui.demo import running
from webui.demo.databases import Databases
from webui.demo.province import load_plan

end_with_parent_option = click.option("--end-with-parent", is_flag=True, hidden=True)


@click.command()
@home_option
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="HOST:PORT to listen at.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1, 256), default=8, show_default=True, help="Threads of each.")
@end_with_parent_option
def serve(home: Path | None, bind: str, workers: int, threads: int, end_with_parent: bool) -> None:
    """Run the node's web server, which also sweeps."""
    if not bind.rpartition(":")[2].isdecimal():
        raise click.BadParameter("must be HOST:PORT", param_hint="--bind")
    if end_with_parent:
        serving.end_with_parent()
    serving.serve(from_environment(home), bind, workers=workers, threads=threads)


@click.command()
@home_option
@end_with_parent_option
def worker(home: Path | None, end_with_parent: bool) -> None:
    """Answer the node's bell in Redis (REDIS_URL), and sweep every few seconds."""
    if end_with_parent:
        serving.end_with_parent()
    serving.work(from_environment(home))


@click.command()
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=".demo",
    show_default=True,
    help="Folder of the province.",
)
@click.option(
    "--port-base", type=click.IntRange(1, 65_000), default=8400, show_default=True, help="First port."
)
@click.option(
    "--weeks", type=click.IntRange(0, 26), default=6, show_default=True, help="Weeks of played work."
)
@click.option("--no-play", is_flag=True, help="Begin with an empty province.")
@click.option("--seed", type=int, default=2026, show_default=True, help="The same seed plays the same work.")
@click.option(
    "--database-url-template", help="PostgreSQL URL with {key}; databases are made.  [default: SQLite]"
)
@click.option("--redis-url", help="Ring workers through this Redis.  [default: none]")
def demo(
    home: Path,
    port_base: int,
    weeks: int,
    no_play: bool,
    seed: int,
    database_url_template: str | None,
    redis_url: str | None,
) -> None:
    """Run a small province: a portal, a commune, a district, a department. The first start builds and fills it."""
    databases = Databases(database_url_template, redis_url)
    options = running.Options(port_base, 0 if no_play else weeks, seed, databases)
    running.run(home.resolve(), load_plan(), options)


COMMANDS = (serve, worker, demo)
