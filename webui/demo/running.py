"""`motcua demo`: build the province once, then run it until somebody stops it."""

import fcntl
import json
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from random import Random
from string import Template

import click

from engine import clock
from engine.errors import Conflict
from engine.settings import read_profile
from webui.demo import building
from webui.demo.building import Site, State
from webui.demo.databases import SQLITE, Databases
from webui.demo.playing import Play
from webui.demo.province import HOST, Plan
from webui.demo.supervising import Program, Supervisor
from webui.serving import check_port

READY = "ready.json"
LOGS = "logs"
_LOOK = 0.5


class DemoRunning(Conflict):
    """Another demo runs in this folder."""

    code = "demo_running"


@dataclass(frozen=True, slots=True)
class Options:
    """What the first start builds. weeks: of played work, 0 for an empty province."""

    port_base: int
    weeks: int
    seed: int
    databases: Databases = SQLITE


def run(home: Path, plan: Plan, options: Options) -> None:
    """Build if need be, start everything, say so, wait for Ctrl-C or SIGTERM, stop everything.

    Raises PortTaken, DemoRunning, ChildDied, OtherDatabase.
    """
    home.mkdir(parents=True, exist_ok=True)
    # a polite kill ends the demo as Ctrl-C does
    # whoever starts us in the background of a shell has us born deaf to Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _alone(home):
        (home / READY).unlink(missing_ok=True)
        for number in range(len(plan.nodes)):
            check_port(HOST, options.port_base + number)
        state = prepare(home, plan, options)
        with Supervisor(programs(home, plan, state.port_base, options.databases), home / LOGS) as supervisor:
            try:
                supervisor.start()
                supervisor.wait_ready()
                write_ready(home, plan, state)
                click.echo(tour(home, plan, state))
                while True:
                    time.sleep(_LOOK)
                    supervisor.check()
            except KeyboardInterrupt:
                # impatience while everything stops would leave something running
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                click.echo("Stopping ...")
            finally:
                (home / READY).unlink(missing_ok=True)


def prepare(home: Path, plan: Plan, options: Options) -> State:
    """The province in `home`, built now or earlier."""
    if building.is_built(home):
        state = building.readdress(home, plan, options.port_base)
        building.check_database(state, options.databases)
        building.bring_up_to_date(home, plan, options.databases)
        return state
    on_postgresql = options.databases.template is not None
    state = State(options.port_base, options.seed, options.weeks, on_postgresql)
    building.build(
        home,
        plan,
        state,
        databases=options.databases,
        say=click.echo,
        play=lambda sites: _played(sites, options) if options.weeks else (),
    )
    return building.read_state(home)


def _played(sites: Sequence[Site], options: Options) -> tuple[str, ...]:
    end = clock.now().replace(microsecond=0)
    start = end - timedelta(weeks=options.weeks)
    play = Play(sites, Random(options.seed), start, end)
    total = int((end - start).total_seconds())
    done = 0
    with click.progressbar(length=total, label=f"{options.weeks} weeks of work") as bar:

        def progress(at: datetime) -> None:
            nonlocal done
            moved = int((at - start).total_seconds()) - done
            done += moved
            bar.update(moved)

        play.run(progress)
        progress(end)
    return play.examples()


def programs(home: Path, plan: Plan, port_base: int, databases: Databases) -> list[Program]:
    """The processes of the province: a server for each node, and with Redis a worker for each."""
    found = []
    for node in plan.nodes:
        settings = databases.settings(building.homes(home) / node.key, node.key)
        base_url = plan.base_url(node.key, port_base)
        bind = base_url.removeprefix("http://")
        found.append(Program(node.key, ("serve", "--bind", bind), settings, f"{base_url}/healthz"))
        if settings.redis_url:
            found.append(Program(f"{node.key}-worker", ("worker",), settings))
    return found


def write_ready(home: Path, plan: Plan, state: State) -> None:
    """Tell other programs that everything answers, and where."""
    nodes = [
        {
            "key": node.key,
            "role": node.role,
            "name": read_profile(building.homes(home) / node.key).name,
            "agency": node.agency,
            "base_url": plan.base_url(node.key, state.port_base),
        }
        for node in plan.nodes
    ]
    accounts = [
        {
            "node": node.key,
            "username": officer.username,
            "password": plan.password,
            "name": officer.name,
            "roles": list(officer.roles),
        }
        for node in plan.nodes
        for officer in node.officers
    ]
    fresh = home / f"{READY}.new"
    content = {"nodes": nodes, "accounts": accounts, "examples": list(state.examples)}
    fresh.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(home / READY)


def tour(home: Path, plan: Plan, state: State) -> str:
    """What to look at first, for people."""
    template = resources.files("webui.demo").joinpath("tour.txt").read_text(encoding="utf-8")
    width = max(len(officer.username) for node in plan.nodes for officer in node.officers)
    urls = {node.key: plan.base_url(node.key, state.port_base) for node in plan.nodes}
    places, people = [], []
    for node in plan.nodes:
        name = read_profile(building.homes(home) / node.key).name
        places.append(f"  {urls[node.key]}  {name}")
        people += ["", f"  {name}  {urls[node.key]}"] if node.role == "agency" else []
        for officer in node.officers if node.role == "agency" else ():
            people.append(f"    {officer.username:<{width}}  {officer.name}, {officer.title}")
    return Template(template).substitute(
        urls,
        places="\n".join(places),
        people="\n".join(people),
        password=plan.password,
        examples="\n".join(f"       {code}" for code in state.examples) or "       -",
        logs=home / LOGS,
    )


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DemoRunning(str(home)) from error
        yield
