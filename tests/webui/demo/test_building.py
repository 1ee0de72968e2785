"""The first start builds everything or nothing, and can be tried again."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import create_engine, make_url, text

from engine import people, store
from engine.settings import read_profile
from tests.webui.demo.conftest import Province, template
from webui.demo import building
from webui.demo.building import OtherDatabase, Site, State
from webui.demo.databases import SQLITE, BadTemplate, Databases, DatabaseTaken
from webui.demo.province import Plan, load_plan

pytestmark = pytest.mark.xdist_group("demo")

STATE = State(port_base=8400, seed=1, weeks=0, on_postgresql=False)
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@pytest.fixture
def small() -> Plan:
    """A portal and a commune, with one officer each: password hashes take their time."""
    plan = load_plan()
    return replace(plan, nodes=tuple(replace(node, officers=node.officers[:1]) for node in plan.nodes[:2]))


def interrupt(_sites: Sequence[Site]) -> tuple[str, ...]:
    raise KeyboardInterrupt


def test_an_interrupted_start_leaves_no_province_and_the_next_one_succeeds(
    tmp_path: Path, small: Plan
) -> None:
    with pytest.raises(KeyboardInterrupt):
        building.build(tmp_path, small, STATE, play=interrupt)
    assert not building.is_built(tmp_path)

    building.build(tmp_path, small, STATE)

    assert building.read_state(tmp_path) == STATE
    assert [place.name for place in tmp_path.iterdir()] == ["nodes"]


def test_an_interrupted_start_leaves_no_database_in_the_way(
    tmp_path: Path, small: Plan, postgresql_url: str
) -> None:
    databases = Databases(template(postgresql_url, "interrupted"))
    with pytest.raises(KeyboardInterrupt):
        building.build(tmp_path, small, STATE, databases=databases, play=interrupt)

    building.build(tmp_path, small, STATE, databases=databases)

    assert building.is_built(tmp_path)


def test_a_database_that_is_there_already_is_not_touched(
    tmp_path: Path, small: Plan, postgresql_url: str
) -> None:
    taken = template(postgresql_url, "taken")
    server = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with server.connect() as link:
        link.execute(text("CREATE DATABASE taken_commune"))
    theirs = create_engine(make_url(postgresql_url).set(database="taken_commune"))
    with theirs.begin() as link:
        link.execute(text("CREATE TABLE precious (id int)"))

    for _ in range(2):
        with pytest.raises(DatabaseTaken):
            building.build(tmp_path, small, STATE, databases=Databases(taken))

    with theirs.connect() as link:
        assert link.execute(text("SELECT count(*) FROM precious")).scalar() == 0


def test_a_template_without_a_place_for_the_key_is_refused() -> None:
    with pytest.raises(BadTemplate):
        Databases("postgresql://localhost/all_in_one")


def test_a_province_on_sqlite_is_not_run_on_postgresql() -> None:
    with pytest.raises(OtherDatabase):
        building.check_database(STATE, Databases("postgresql://localhost/{key}"))


def test_other_ports_are_written_wherever_an_address_stands(tmp_path: Path, small: Plan) -> None:
    building.build(tmp_path, small, STATE)

    building.readdress(tmp_path, small, 8401)

    profile = read_profile(tmp_path / "nodes" / "commune")
    assert (profile.base_url, profile.lookup_url) == ("http://127.0.0.1:8402", "http://127.0.0.1:8401")
    with building.opened(building.homes(tmp_path), small, SQLITE) as nodes:
        agencies = nodes["portal"].identity.registry.agencies
    assert [agency.endpoint for agency in agencies] == ["http://127.0.0.1:8401", "http://127.0.0.1:8402"]
    assert building.read_state(tmp_path).port_base == 8401


def test_a_province_of_an_earlier_program_gets_the_tables_of_this_one(tmp_path: Path, small: Plan) -> None:
    building.build(tmp_path, small, STATE)
    with building.opened(building.homes(tmp_path), small, SQLITE) as nodes:
        older = nodes["commune"].database
        with store.using(older), store.transaction() as link:
            for table in ("fee_handover_line", "fee_handover", "fee_handover_book"):
                link.execute(text(f"DROP TABLE {table}"))
            link.execute(text("UPDATE alembic_version SET version_num = '0021'"))

    building.bring_up_to_date(tmp_path, small, SQLITE)

    with building.opened(building.homes(tmp_path), small, SQLITE) as nodes:
        assert {store.revision(node.database) for node in nodes.values()} == {store.head()}
        with store.using(nodes["commune"].database), store.reading() as link:
            assert link.execute(text("SELECT count(*) FROM fee_handover")).scalar_one() == 0


def lanes(plan: Plan) -> set[tuple[str | None, str | None, str | None]]:
    """Agency kind or code, function and role of every lane of every procedure."""
    found = set()
    for folder in building.manned_folders(plan):
        for place in folder.glob("*.bpmn"):
            root = etree.parse(place).getroot()
            pools = {pool.get("processRef"): _properties(pool) for pool in root.iter(f"{BPMN}participant")}
            for lane in root.iter(f"{BPMN}lane"):
                owner = next(parent for parent in lane.iterancestors(f"{BPMN}process"))
                facts = _properties(lane)
                pool = pools.get(owner.get("id"), {})
                found.add((pool.get("mc:coQuan"), facts.get("mc:donVi"), facts.get("mc:vaiTro")))
    return found


def test_only_procedures_that_the_province_can_carry_to_the_end_are_shown(played: Province) -> None:
    with played.opened() as nodes, store.using(nodes["portal"].database):
        shown = {folder.name for folder in building.manned_folders(played.plan)}

    assert {"chung_thuc_ban_sao", "dang_ky_ho_kinh_doanh", "tro_cap_xa_hoi"} <= shown
    assert not shown & {"khai_sinh_lien_thong", "phieu_ly_lich_tu_phap", "thanh_lap_van_phong_cong_chung"}


def _properties(element: etree._Element) -> dict[str | None, str | None]:
    own = element.find(f"{BPMN}extensionElements")
    return {} if own is None else {found.get("name"): found.get("value") for found in own.iter("{*}property")}


def test_somebody_works_in_every_lane_that_runs_in_the_province(played: Province) -> None:
    unmanned = []
    with played.opened() as nodes:
        for node in played.plan.nodes:
            with store.using(nodes[node.key].database):
                for runs_at, function, role in lanes(played.plan):
                    if node.role == "portal" or not people.runs_at(runs_at, node.agency):
                        continue
                    unit = people.unit_for(node.agency, function).code
                    held = {
                        grant for account in people.accounts(unit) for grant in people.grants_of(account.id)
                    }
                    if people.Grant(role or "specialist", unit) not in held:
                        unmanned.append((node.key, function, role))
    assert unmanned == []
