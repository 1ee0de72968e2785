"""What must hold of every procedure folder before anybody publishes it."""

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from engine import law, people, spiff
from engine.people.unit_files import read_units
from engine.process import check_folder
from tests.bpmn.playing import ROOT, files
from tests.bpmn.reading import (
    BPMN,
    CAMUNDA,
    EVERY,
    SHARED_FILES,
    checkboxes,
    diagram,
    flows,
    form,
    form_refs,
    kind,
    nodes,
    options,
    properties,
)

PROPERTIES = {
    "process": {"mc:maThuTuc", "mc:duocGoi"},
    "participant": {"mc:coQuan"},
    "lane": {"mc:vaiTro", "mc:donVi"},
    "userTask": {"mc:hanXuLy", "mc:canhBaoTruoc", "mc:trangThai", "mc:buoc", "mc:tacDong", "mc:thuPhi"},
    "callActivity": {"mc:buoc"},
    "subProcess": {"mc:buoc"},
    "scriptTask": {"mc:buoc"},
    "boundaryEvent": {"mc:bieuMau", "mc:vaiTro", "mc:donVi", "mc:tacDong"},
    "receiveTask": {"mc:buoc"},
    "businessRuleTask": {"mc:buoc"},
    "startEvent": {"mc:trangThai", "mc:buoc", "mc:tacDong", "mc:bieuMau"},
    "endEvent": {"mc:trangThai", "mc:buoc", "mc:duLieu"},
    "intermediateThrowEvent": {"mc:duLieu", "mc:buoc", "mc:trangThai", "mc:tacDong"},
    "intermediateCatchEvent": {"mc:khoaTuongQuan", "mc:buoc", "mc:trangThai"},
}
AT_RECEPTION = {
    "ma_ho_so", "thu_tuc", "kenh", "co_quan", "nguoi_nop", "thanh_phan", "ngay_nhan", "ngay_hen_tra"
}  # fmt: skip
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
COMPARISON = re.compile(r'([a-z0-9_]+) = (?:"([a-z0-9_]+)"|true)')
COUNTED = "so_lan_bo_sung > 0"
"""What no form asks: whether a supplement was asked for before, counted from 0 in every case."""
CHANNELS = {"kenh": {str(channel) for channel in law.Channel}}


@EVERY
def test_all_text_is_composed_unicode(folder: Path) -> None:
    for path in folder.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), path
        assert not re.search("[\u200b-\u200f\ufeff\u00ad]", text), path


@EVERY
def test_the_engine_accepts_every_process(folder: Path) -> None:
    [path] = folder.glob("*.bpmn")
    content = path.read_bytes()

    assert spiff.refusals(content) == ()
    assert check_folder(files(folder)) == ()


@EVERY
def test_sheet_and_diagram_speak_of_the_same_procedure(folder: Path) -> None:
    sheet = law.load_sheet((folder / "procedure.toml").read_bytes())
    processes = {p.get("id"): p for p in diagram(folder).iter(f"{BPMN}process")}
    pools = {
        p.get("processRef"): properties(p)["mc:coQuan"] for p in diagram(folder).iter(f"{BPMN}participant")
    }

    assert sheet.process_id in processes
    assert {properties(p)["mc:maThuTuc"] for p in processes.values()} == {sheet.code}
    assert level_of(pools[sheet.process_id]) == sheet.level
    assert set(pools) == set(processes)
    assert {step.level for step in sheet.steps} == {level_of(agency) for agency in pools.values()}


@cache
def units() -> dict[str, people.Unit]:
    content = (ROOT.parent / "engine/people/data/gia_lai_2015.toml").read_bytes()
    return {unit.code: unit for unit in read_units(content)}


def agencies(agency: str) -> list[people.Unit]:
    """The agencies that a pool's `mc:coQuan` may mean: of a level, the branches of one, or one by its code."""
    if agency.startswith(people.BRANCH):
        parent = agency.removeprefix(people.BRANCH)
        return [u for u in units().values() if u.parent_code == parent and u.kind == "branch"]
    if agency in people.LEVELS:
        return [u for u in units().values() if u.kind == agency]
    return [units()[agency]]


def level_of(agency: str) -> str:
    """The level that a pool stands on; branches of the province's agencies work beside the district."""
    kind = agencies(agency)[0].kind
    return "district" if kind == "branch" else kind


@EVERY
def test_the_steps_deadlines_fit_into_the_published_time(folder: Path) -> None:
    sheet = law.load_sheet((folder / "procedure.toml").read_bytes())
    if "direct" not in sheet.limits or sheet.limit("direct").unit is law.Unit.SAME_DAY:
        total = 8
    else:
        total = sheet.limit("direct").amount * 8
    # what comes after the due date was put off, such as a verification elsewhere, has the time given then
    put_off = {key for key, n in nodes(folder).items() if properties(n).get("mc:tacDong") == "due.extend"}
    beyond = {flow.get("targetRef") for flow in flows(folder) if flow.get("sourceRef") in put_off}
    limits = {key: properties(n).get("mc:hanXuLy") for key, n in nodes(folder).items() if key not in beyond}
    hours = {key: _hours(text) for key, text in limits.items() if text}

    # alternatives do not add up: only the longest way matters, and no single step may take the whole
    assert max(hours.values()) < total
    for key, node in nodes(folder).items():
        warning = properties(node).get("mc:canhBaoTruoc")
        assert not warning or key in beyond or _hours(warning) < hours[key], key


def _hours(text: str) -> int:
    limit = law.parse_limit(text)
    return limit.amount * (8 if limit.unit is law.Unit.WORKING_DAY else 1)


# ---------------------------------------------------------------- diagrams


@EVERY
def test_ids_are_english_snake_case_and_unique_in_the_file(folder: Path) -> None:
    ids = [n.get("id") for n in diagram(folder).iter() if isinstance(n.tag, str) and n.get("id")]

    assert [key for key, count in Counter(ids).items() if count > 1] == []
    assert [key for key in ids if not SNAKE.fullmatch(key) or key in ("start", "end", "root")] == []


@EVERY
def test_every_node_lies_in_one_lane_with_a_role_and_a_room_that_exist(folder: Path) -> None:
    seats = Counter(ref.text for ref in diagram(folder).iter(f"{BPMN}flowNodeRef"))
    assert seats == Counter(nodes(folder).keys())
    for pool in diagram(folder).iter(f"{BPMN}participant"):
        level = properties(pool)["mc:coQuan"]
        process = next(
            p for p in diagram(folder).iter(f"{BPMN}process") if p.get("id") == pool.get("processRef")
        )
        for lane in process.iter(f"{BPMN}lane"):
            given = properties(lane)
            assert given["mc:vaiTro"] in people.ROLES, lane.get("id")
            assert given["mc:donVi"] in rooms(level), lane.get("id")


@cache
def rooms(agency: str) -> set[str]:
    """Functions that every agency of those has a room for."""
    found = [
        {u.function for u in units().values() if u.parent_code == one.code and u.function and not u.is_agency}
        for one in agencies(agency)
    ]
    return set.intersection(*found)


@EVERY
def test_only_the_dialect_s_properties_are_used(folder: Path) -> None:
    for node in diagram(folder).iter():
        if isinstance(node.tag, str) and node.tag.startswith(BPMN):
            assert set(properties(node)) <= PROPERTIES.get(kind(node), set()), node.get("id")


@EVERY
def test_a_deciding_gateway_asks_names_its_answers_and_has_a_way_out(folder: Path) -> None:
    for key, gateway in nodes(folder).items():
        leaving = [f for f in flows(folder) if f.get("sourceRef") == key]
        if kind(gateway) != "exclusiveGateway" or len(leaving) == 1:
            continue
        assert gateway.get("name", "").endswith("?"), key
        assert all(flow.get("name") for flow in leaving), key
        assert gateway.get("default") in {flow.get("id") for flow in leaving}, key
        bare = [flow.get("id") for flow in leaving if flow.find(f"{BPMN}conditionExpression") is None]
        assert bare == [gateway.get("default")], key


@EVERY
def test_a_condition_is_one_comparison_with_an_answer_that_a_form_demands(folder: Path) -> None:
    for process in diagram(folder).iter(f"{BPMN}process"):
        offered = options(folder, process)
        for path in SHARED_FILES:
            offered |= options(path.parent, diagram(path))
        for other in diagram(folder).iter(f"{BPMN}process"):
            sent = {v for t in other.iter() for v in _sent(t)} if other is not process else set()
            offered |= {name: values for name, values in options(folder, other).items() if name in sent}
        for condition in process.iter(f"{BPMN}conditionExpression"):
            if condition.text == COUNTED:
                continue
            match = COMPARISON.fullmatch(condition.text or "")
            assert match, condition.text
            if match[2] is None:
                assert match[1] in checkboxes(folder, process), condition.text
            else:
                assert match[2] in (offered | CHANNELS).get(match[1], set()), condition.text


def _sent(node: Any) -> list[str]:
    if not isinstance(node.tag, str):
        return []
    return [name.strip() for name in properties(node).get("mc:duLieu", "").split(",") if name.strip()]


@EVERY
def test_every_way_through_ends_with_the_dossier_returned(folder: Path) -> None:
    """That no move between statuses is against the rules is the gate's to say; partners' pools return nothing."""
    lead = law.load_sheet((folder / "procedure.toml").read_bytes()).process_id
    ends = {
        key: node
        for key, node in nodes(folder).items()
        if kind(node) == "endEvent" and not _sent(node) and node.getparent().get("id") == lead
    }
    after_call = {flow.get("targetRef") for flow in flows(folder) if _is_ended_elsewhere(folder, flow)}

    for key, node in ends.items():
        assert properties(node).get("mc:trangThai") == "10" or key in after_call, key


def _is_ended_elsewhere(folder: Path, flow: Any) -> bool:
    """Whether a flow comes from the edge of a shared diagram: its error, or something beside a task."""
    source = nodes(folder)[flow.get("sourceRef")]
    return kind(source) in ("boundaryEvent", "callActivity")


@EVERY
def test_messages_are_thrown_caught_drawn_and_carry_what_the_sender_has(folder: Path) -> None:
    names = {m.get("id"): m.get("name") for m in diagram(folder).iter(f"{BPMN}message")}
    drawn = {(m.get("sourceRef"), m.get("targetRef")) for m in diagram(folder).iter(f"{BPMN}messageFlow")}
    sides: dict[str, dict[bool, str]] = {}
    for key, node in nodes(folder).items():
        definition = node.find(f"{BPMN}messageEventDefinition")
        if "mc:bieuMau" in properties(node):
            names.pop(definition.get("messageRef"), None)  # an officer's act, perhaps at several places
        elif definition is not None:
            throws = kind(node) in ("endEvent", "intermediateThrowEvent")
            sides.setdefault(names[definition.get("messageRef")], {})[throws] = key
            if throws:
                process = node.getparent()
                written = AT_RECEPTION | {
                    name for ref in {n.get(f"{CAMUNDA}formRef") for n in process.iter()} - {None}
                    for name in form(folder, ref).keys
                }  # fmt: skip
                acts = {properties(n).get("mc:bieuMau") for n in nodes(folder).values()} - {None}
                written |= {name for ref in acts for name in form(folder, ref).keys}
                written |= {
                    line.split("=")[0].strip()
                    for script in process.iter(f"{BPMN}script")
                    for line in (script.text or "").splitlines()
                }
                assert set(_sent(node)) - written == set(), key
                assert _sent(node), key

    assert all(SNAKE.fullmatch(name) for name in names.values())
    assert set(sides) == set(names.values())
    assert {(side[True], side[False]) for side in sides.values()} == drawn


# ---------------------------------------------------------------- forms


@EVERY
def test_every_task_has_a_form_and_every_form_a_task(folder: Path) -> None:
    refs = form_refs(folder)

    assert {key for key, node in nodes(folder).items() if kind(node) == "userTask"} <= set(refs)
    assert set(refs.values()) == {path.stem for path in folder.glob("*.form")}
    for ref in refs.values():
        content = json.loads((folder / f"{ref}.form").read_bytes())
        assert (content["id"], content["schemaVersion"], content["executionPlatform"]) == (
            ref,
            19,
            "Camunda Cloud",
        )
        assert form(folder, ref).has_submit_button
