"""Files are read as they are meant, never trusted, compiled once, and shared by threads."""

import re
import threading
from pathlib import Path

import pytest

from engine import spiff
from tests.diagrams import big
from tests.diagrams import builder as b
from tests.engine.spiff.acting import begin, do, open_ids

PLAIN = b.diagram(b.start(), b.end(), b.user("u"), b.chain("s", "u", "e"))
RICH = b.definitions(
    b.ROOTS,
    b.tag("collaboration",
          b.tag("participant", b.properties({"mc:coQuan": "commune"}), id="pool", name="UBND", processRef="p"),
          b.tag("participant", id="citizen", name="Citizen"),
          b.tag("messageFlow", id="mf", name="paper", sourceRef="citizen", targetRef="c"), id="col"),
    b.process(
        b.properties({"mc:maThuTuc": "1.001612"}),
        b.tag("laneSet",
              b.tag("lane", b.properties({"mc:vaiTro": "reception"}), b.text("flowNodeRef", "u"),
                    b.text("flowNodeRef", "sp"), id="l1", name="Reception"), id="ls"),
        b.start(), b.start("s2", b.message("m2")), b.end(),
        b.user("u", b.text("documentation", "Look closely."), b.properties({"mc:hanXuLy": "4 hours"}), name="Check",
               camunda_formRef="check"),
        b.catch("c", b.message(), b.properties({"mc:trangThai": "4"})),
        b.subprocess("sp", b.start("ss"), b.end("se"), b.user("su", camunda_formKey="old_form"),
                     b.boundary("bd", "su", b.signal()), b.end("e2"), b.chain("bd", "e2"), b.chain("ss", "su", "se")),
        b.chain("s", "u", "c", "sp", "e"), b.chain("s2", "c"), name="Procedure",
    ),
    b.process(process_id="drawing", executable=False),
)  # fmt: skip


def test_processes_are_listed_with_their_pools() -> None:
    process, drawing = spiff.processes(RICH)

    assert (process.process_id, process.name, process.executable) == ("p", "Procedure", True)
    assert process.properties == {"mc:maThuTuc": "1.001612"}
    assert process.participant == spiff.Participant("pool", "UBND", {"mc:coQuan": "commune"})
    assert process.lanes == (spiff.Lane("l1", "Reception", {"mc:vaiTro": "reception"}),)
    assert (process.has_none_start, process.message_starts) == (True, ("msg2",))
    assert (drawing.process_id, drawing.executable, drawing.participant) == ("drawing", False, None)


def test_arrows_between_pools_are_listed() -> None:
    assert spiff.message_flows(RICH) == (spiff.MessageFlow("mf", "paper", None, "citizen", "c", "pool"),)


def test_elements_are_read_as_the_modeller_wrote_them() -> None:
    elements = spiff.compile_definition("rich", RICH, "p").elements

    task = elements["u"]
    assert (task.kind, task.name, task.form_ref) == ("userTask", "Check", "check")
    assert task.properties == {"mc:hanXuLy": "4 hours"}
    assert task.documentation == "Look closely."
    assert task.lane is not None
    assert task.lane.properties == {"mc:vaiTro": "reception"}
    assert (elements["c"].event, elements["c"].message_name) == ("message", "msg")
    assert (elements["bd"].signal_name, elements["bd"].attached_to) == ("sig", "su")


def test_sequence_flows_are_read_with_their_own_properties() -> None:
    said = b.tag(
        "sequenceFlow", b.properties({"mc:nhan": "late"}), id="f", name="Late", sourceRef="s", targetRef="e"
    )

    flow = spiff.compile_definition("flows", b.diagram(b.start(), b.end(), said), "p").flows["f"]

    assert flow == spiff.SequenceFlow("f", "Late", "s", "e", None, {"mc:nhan": "late"})


def test_what_is_inside_a_subprocess_lies_in_its_lane() -> None:
    elements = spiff.compile_definition("rich", RICH, "p").elements

    assert [elements[i].lane for i in ("su", "bd")] == [elements["u"].lane] * 2
    assert (elements["su"].subprocess, elements["u"].subprocess) == ("sp", None)
    assert elements["su"].form_ref == "old_form"
    assert elements["c"].lane is None


def test_a_called_process_may_come_from_another_file() -> None:
    caller = b.diagram(
        b.start(), b.end(), b.tag("callActivity", id="x", calledElement="q"), b.chain("s", "x", "e")
    )
    called = b.definitions(
        b.process(b.start("qs"), b.end("qe"), b.user("qu"), b.chain("qs", "qu", "qe"), process_id="q")
    )

    live = spiff.start(spiff.compile_definition("caller", caller, "p", {"q": called}), {})

    assert open_ids(live) == ["qu"]
    with pytest.raises(spiff.DefinitionRefused):
        spiff.compile_definition("caller alone", caller, "p")


def test_a_definition_is_compiled_once_per_key_and_again_for_another_file() -> None:
    first = spiff.compile_definition("same", PLAIN, "p")

    assert spiff.compile_definition("same", bytes(bytearray(PLAIN)), "p") is first
    assert spiff.compile_definition("same", RICH, "p") is not first


def test_a_process_that_is_not_there_is_refused() -> None:
    with pytest.raises(spiff.DefinitionRefused) as refused:
        spiff.compile_definition("missing", PLAIN, "q")

    assert [f.code for f in refused.value.findings] == ["process_missing"]


def test_running_changes_nothing_in_the_definition() -> None:
    definition = spiff.compile_definition("frozen", big.xml(), "big")

    def picture() -> object:
        specs = [definition.spec, *definition.subprocess_specs.values()]
        return [(n, list(t._inputs), list(t._outputs)) for s in specs for n, t in s.task_specs.items()]

    before = picture()
    run_big(definition)

    assert picture() == before


def run_big(definition: spiff.Definition) -> int:
    live, answers, done = spiff.start(definition, {}), big.Answers(), 0
    while spiff.user_tasks(live):
        task = spiff.user_tasks(live)[0]
        spiff.complete(live, task.task_id, answers.to(task.element.id))
        live = spiff.load(definition, spiff.dump(live), live.variables)
        done += 1
    assert spiff.finished(live)
    return done


def test_threads_share_a_definition() -> None:
    definition = spiff.compile_definition("shared", big.xml(), "big")
    done: list[int] = []

    def work() -> None:
        done.extend(run_big(definition) for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert done == [25] * 20


def test_threads_that_compile_the_same_get_the_same() -> None:
    found: list[spiff.Definition] = []
    threads = [
        threading.Thread(target=lambda: found.append(spiff.compile_definition("race", PLAIN, "p")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert all(one is found[0] for one in found)


def hostile(tmp_path: Path) -> dict[str, bytes]:
    (tmp_path / "secret").write_text("secret")
    body = PLAIN.split(b"?>", 1)[1].replace(b'name="u"', b'name="&x;"')

    def doctype(inside: str) -> bytes:
        return f"<!DOCTYPE d [{inside}]>".encode() + body

    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "x" * 100}">' for n in range(9))
    return {
        "xml.doctype": doctype('<!ENTITY x "y">'),
        "external entity": doctype(f'<!ENTITY x SYSTEM "file://{tmp_path}/secret">'),
        "network": b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">' + PLAIN.split(b"?>", 1)[1],
        "billion laughs": doctype(bomb + '<!ENTITY x "&a8;">'),
        "deep": b"<a>" * 5000 + b"</a>" * 5000,
        "not xml": b"\x00\x01",
        "empty": b"",
        "not bpmn": b"<html/>",
        "half": PLAIN[:-30],
        "wrong encoding": b'<?xml version="1.0" encoding="nonsense"?>' + body,
        "huge": PLAIN + b" " * 5_000_001,
    }


def test_hostile_files_are_refused_without_being_obeyed(tmp_path: Path) -> None:
    for name, content in hostile(tmp_path).items():
        found = spiff.refusals(content)
        assert [f.code[:4] for f in found] == ["xml."], name
        with pytest.raises(spiff.DefinitionRefused):
            spiff.compile_definition("hostile", content, "p")
        with pytest.raises(spiff.DefinitionRefused):
            spiff.processes(content)


def test_comments_and_processing_instructions_are_not_read() -> None:
    live = begin(PLAIN.replace(b"<bpmn:userTask", b"<!-- <bpmn:x/> --><?php evil() ?><bpmn:userTask"))

    assert open_ids(live) == ["u"]


@pytest.mark.parametrize("begins", [b.start("s1", b.message()), b.start("s1", b.timer("Duration", "P1D"))])
def test_a_process_that_only_something_outside_begins_cannot_be_called(begins: str) -> None:
    # it was entered all the same, and waited for its start event for ever
    call = b.process(
        b.start() + b.end(), b.tag("callActivity", id="x", calledElement="q"), b.chain("s", "x", "e")
    )
    called = b.definitions(b.ROOTS, b.process(begins, b.users("u"), b.chain("s1", "u"), process_id="q"))

    with pytest.raises(spiff.DefinitionRefused) as refused:
        spiff.compile_definition("calls", b.definitions(call), "p", {"q": called})

    assert [(f.code, f.element) for f in refused.value.findings if f.code != "start_not_served"] == [
        ("called_without_start", "x")
    ]


def test_references_are_qualified_names() -> None:
    # BPMN's schema says so, and several tools write the prefix: what they name was not found
    plain = b.definitions(
        b.ROOTS,
        b.tag("collaboration",
              b.tag("participant", id="pool", processRef="p"), b.tag("participant", id="citizen", name="Citizen"),
              b.tag("messageFlow", id="mf", sourceRef="c", targetRef="citizen"), id="col"),
        b.process(
            b.start() + b.end() + b.end("e2", b.signal()) + b.throw("c", b.message()),
            b.subprocess("sp", b.start("ss"), b.end("se", b.error()), b.chain("ss", "se")),
            b.boundary("bd", "sp", b.error()) + b.tag("callActivity", id="x", calledElement="q"),
            b.chain("s", "c", "x", "sp", "e") + b.chain("bd", "e2"),
        ),
        b.process(b.start("s3"), b.users("u"), b.chain("s3", "u"), process_id="q"),
    ).decode()  # fmt: skip
    names = "calledElement|attachedToRef|processRef|messageRef|errorRef|signalRef|sourceRef|targetRef"
    content = re.sub(rf'({names})="', r'\1="tns:', plain).replace(
        "<bpmn:definitions", '<bpmn:definitions xmlns:tns="urn:test"'
    )

    live = begin(content.encode())

    assert spiff.refusals(content.encode()) == ()
    assert dict(live.definition.targets) == {"c": "citizen"}
    do(live, "u")
    assert spiff.finished(live)
    assert [step.element.id for step in spiff.take_steps(live) if step.what == "left"][-2:] == ["bd", "e2"]
