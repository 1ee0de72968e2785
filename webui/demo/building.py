"""Makes the province: homes, keys, registry, databases, units, accounts, procedures. Then others may play or run it."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from engine import clock, people, process, spiff, store
from engine.errors import InvalidInput
from engine.node import Node, init_node, open_node
from webui.demo.databases import SQLITE, Databases
from webui.demo.province import HOST, NodePlan, Plan
from webui.procedures import packaged_folders, read_folder
from webui.registry_files import members_of, write_registry

NODES = "nodes"
"""Folder of the homes inside the demo's folder. It appears by a rename: it is whole or it is not there."""
PARTIAL = "partial"
STATE = "province.json"
KEYS_SINCE = timedelta(days=90)
AUTHOR = "motcua demo"


class OtherDatabase(InvalidInput):
    """The province was built on another kind of database; give the same options as on the first start."""

    code = "other_database"


@dataclass(frozen=True, slots=True)
class State:
    """What later starts must know of the first one. examples: codes of finished dossiers, for the guided tour."""

    port_base: int
    seed: int
    weeks: int
    on_postgresql: bool
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A node of the province opened in this process, with its officers."""

    plan: NodePlan
    node: Node
    officers: tuple[people.Officer, ...]


def homes(home: Path) -> Path:
    """The folder that holds the nodes' homes."""
    return home / NODES


def is_built(home: Path) -> bool:
    return homes(home).exists()


def read_state(home: Path) -> State:
    """What the first start has noted."""
    data = json.loads((homes(home) / STATE).read_text(encoding="utf-8"))
    return State(**{**data, "examples": tuple(data["examples"])})


def write_state(folder: Path, state: State) -> None:
    (folder / STATE).write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")


def build(
    home: Path,
    plan: Plan,
    state: State,
    *,
    databases: Databases = SQLITE,
    say: Callable[[str], None] = lambda _line: None,
    play: Callable[[Sequence[Site]], tuple[str, ...]] = lambda _sites: (),
    procedures: Iterable[Path] = (),
) -> None:
    """Make the whole province in `home`, or nothing that a later start would take for one.

    play: what happens in it before it opens; answers the examples. procedures: folders to deploy, default all.
    """
    folder = home / PARTIAL
    clear_partial(home, databases)
    folder.mkdir(parents=True)
    now = clock.now()
    for node in plan.nodes:
        _make_home(folder, plan, node, state, databases, now)
    _write_registries(folder, plan)
    with opened(folder, plan, databases, durable=False) as nodes:
        sites = [_prepare(nodes[node.key], node, plan, procedures, say) for node in plan.nodes]
        examples = play(sites)
    write_state(folder, replace(state, examples=examples))
    # nothing waited for the disk until here
    os.sync()
    folder.rename(homes(home))


def clear_partial(home: Path, databases: Databases) -> None:
    """Remove what an interrupted start has left behind."""
    folder = home / PARTIAL
    if folder.exists():
        databases.drop_noted(folder)
        shutil.rmtree(folder)


def _make_home(
    folder: Path, plan: Plan, node: NodePlan, state: State, databases: Databases, now: datetime
) -> None:
    home = folder / node.key
    names = {unit.code: unit.name for unit in people.read_units(people.bundled_units())}
    # keys are as old as the oldest message that was ever signed with them
    since = now - max(KEYS_SINCE, timedelta(weeks=state.weeks + 1))
    init_node(home, plan.profile(node, names[node.agency], state.port_base), since)
    databases.create(folder, home, node.key)


def _write_registries(folder: Path, plan: Plan) -> None:
    members = [member for node in plan.nodes for member in members_of(folder / node.key)]
    for node in plan.nodes:
        write_registry(folder / node.key / "registry.toml", members, allow_plain_http=True)


@contextmanager
def opened(
    folder: Path, plan: Plan, databases: Databases, *, durable: bool = True
) -> Iterator[dict[str, Node]]:
    """The nodes of a folder of homes, all open in this process, by key.

    durable: false while they are being made: a power cut then costs the whole first start and not a wait per commit.
    """
    with ExitStack() as stack:
        nodes = {}
        for node in plan.nodes:
            settings = databases.settings(folder / node.key, node.key)
            if not durable:
                # nobody who could hear is there yet
                settings = replace(settings, redis_url=None)
            engine = store.create_engine_for(settings.database_url, durable=durable)
            nodes[node.key] = open_node(settings, engine=engine)
            stack.callback(nodes[node.key].close)
        # the cache tells nodes apart by their databases' addresses in memory, which may be given out again
        stack.callback(process.live_instances.clear)
        yield nodes


def _prepare(
    node: Node, planned: NodePlan, plan: Plan, procedures: Iterable[Path], say: Callable[[str], None]
) -> Site:
    say(f"{planned.key}: {node.profile.name}")
    with store.using(node.database):
        store.migrate(node.database)
        people.load_units(people.bundled_units())
        officers = tuple(_open_account(plan, planned, number) for number in range(len(planned.officers)))
        # the portal receives nothing, but shows everybody the sheets
        for folder in procedures or manned_folders(plan):
            process.deploy(read_folder(folder), key=folder.name, author=AUTHOR)
    return Site(planned, node, officers)


def manned_folders(plan: Plan) -> tuple[Path, ...]:
    """The procedures that come with the program and that the plan's agencies and officers can carry to the end."""
    return tuple(folder for folder in packaged_folders() if _is_manned(folder, plan))


def _is_manned(folder: Path, plan: Plan) -> bool:
    """Whether every pool of a folder's own diagrams has an agency, and every lane somebody to work in it."""
    seats = {(one.unit, role) for node in plan.nodes for one in node.officers for role in one.roles}
    for place in folder.glob("*.bpmn"):
        for shape in spiff.shapes(place.read_bytes()).values():
            agency = shape.properties.get("mc:coQuan")
            seat = (shape.properties.get("mc:donVi", ""), shape.properties.get("mc:vaiTro", ""))
            if agency and not any(people.runs_at(agency, node.agency) for node in plan.nodes):
                return False
            if shape.kind == "lane" and seat not in seats:
                return False
    return True


def _open_account(plan: Plan, node: NodePlan, number: int) -> people.Officer:
    officer = node.officers[number]
    unit = people.unit_for(node.agency, officer.unit or None).code
    account = people.create_account(
        people.NewAccount(
            username=officer.username,
            officer_id=officer.officer_id,
            name=officer.name,
            title=officer.title,
            unit_code=unit,
            password=plan.password,
        )
    )
    for role in officer.roles:
        people.grant(account.id, role, unit)
    return people.officer_by_id(account.id)


def readdress(home: Path, plan: Plan, port_base: int) -> State:
    """Move the province to other ports, before its nodes run. Answers the state as it is then."""
    state = read_state(home)
    if state.port_base == port_base:
        return state
    for node in plan.nodes:
        for name in ("node.toml", "registry.toml"):
            place = homes(home) / node.key / name
            written = place.read_text(encoding="utf-8")
            place.write_text(_moved(written, plan, state.port_base, port_base), encoding="utf-8")
    moved = replace(state, port_base=port_base)
    write_state(homes(home), moved)
    return moved


def _moved(text: str, plan: Plan, old: int, new: int) -> str:
    # by way of a mark: the old and the new ports may overlap
    for number in range(len(plan.nodes)):
        text = text.replace(f'"http://{HOST}:{old + number}"', f'"http://{HOST}:#{number}"')
    for number in range(len(plan.nodes)):
        text = text.replace(f'"http://{HOST}:#{number}"', f'"http://{HOST}:{new + number}"')
    return text


def check_database(state: State, databases: Databases) -> None:
    """Raises OtherDatabase when a later start is not run on what the first one built."""
    if state.on_postgresql != (databases.template is not None):
        raise OtherDatabase("PostgreSQL" if state.on_postgresql else "SQLite")


def bring_up_to_date(home: Path, plan: Plan, databases: Databases) -> None:
    """Give the nodes of an earlier start, by an earlier program perhaps, the tables that this program expects."""
    with opened(homes(home), plan, databases) as nodes:
        for node in nodes.values():
            store.migrate(node.database)
