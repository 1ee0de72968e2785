"""What a durable completion costs: against the library in memory, the naive way and a peer; early and late; in memory.

One run, all variants in turn, round after round; per step the best of the rounds counts, so that a busy machine
disturbs less. Then what grows (bench/long_dossiers.py) and bpmn-engine of npm (bench/engine_peer.py), whose states are
parsed, resumed and saved at each step, beside our own when nothing is cached. `make bench-engine`.
"""

import json
import logging
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

import forms
from bench import engine_peer, long_dossiers
from engine import clock, dossier, people, process, store
from engine.dossier.tables import dossier as dossier_table
from engine.settings import Profile, from_environment
from tests import servers
from tests.diagrams import big

ROUNDS = 12
PROFILE = Profile("agency", "bench", ("H21.52.21",), "H21.00.99", "", "")
GRANTS = frozenset(people.Grant(role, "H21.52.21") for role in (*big._LANES, "specialist"))
OFFICER = people.Officer("bench", "bench", "Bench", "", "H21.52.21", "H21.52.21", GRANTS)
FORM_FIELDS = 15

# the answers that the diagram's gateways ask about
DECISIVE = orjson.dumps(
    {
        "id": "decisive",
        "schemaVersion": 19,
        "components": [
            {"type": "textfield", "id": name, "key": name, "label": name}
            for name in ("complete", "draft_ok", "approved", "again")
        ],
    }
)

Steps = list[float]


def form_data() -> dict[str, Any]:
    """About 2 KB of answers, the same for every variant and every step."""
    return {f"truong_{i:02}": "Nội dung khai của công dân, " * 4 for i in range(FORM_FIELDS)}


def stock_xml() -> bytes:
    """The same diagram in the library's own dialect: Python conditions, quoted timers."""
    text = big.xml().decode()
    for name in ("complete", "draft_ok", "approved"):
        text = text.replace(f"{name} = &quot;no&quot;", f"{name} == &quot;no&quot;")
        text = text.replace(f'{name} = "no"', f'{name} == "no"')
    return text.replace(">P30D<", ">&quot;P30D&quot;<").encode()


def stock_workflow() -> BpmnWorkflow:
    parser = BpmnParser()
    parser.add_bpmn_str(stock_xml())
    spec = parser.get_spec(big.PROCESS_ID)
    workflow = BpmnWorkflow(spec, parser.get_subprocess_specs(big.PROCESS_ID))
    workflow.do_engine_steps()
    return workflow


def ready(workflow: BpmnWorkflow) -> list[Any]:
    return [t for t in workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual]


def stock() -> Steps:
    """The library in memory: nothing is kept."""
    workflow, answers, taken = stock_workflow(), big.Answers(), []
    while waiting := ready(workflow):
        given = {**form_data(), **answers.to(waiting[0].task_spec.bpmn_id)}
        begun = time.perf_counter()
        waiting[0].data.update(given)
        waiting[0].run()
        workflow.do_engine_steps()
        taken.append(time.perf_counter() - begun)
    return taken


def naive(engine: sa.Engine, table: sa.Table) -> Steps:
    """Load the library's JSON, complete, save the JSON: one row, nothing else."""
    serializer = BpmnWorkflowSerializer()
    workflow, answers, taken = stock_workflow(), big.Answers(), []
    with engine.begin() as link:
        key = link.execute(
            table.insert().returning(table.c.id), {"state": serializer.serialize_json(workflow)}
        ).scalar_one()
    load = sa.select(table.c.state).where(table.c.id == key)
    save = table.update().where(table.c.id == key)
    waiting = [t.id for t in ready(workflow)]
    while waiting:
        given = {**form_data(), **answers.to(workflow.get_task_from_id(waiting[0]).task_spec.bpmn_id)}
        begun = time.perf_counter()
        with engine.begin() as link:
            workflow = serializer.deserialize_json(link.execute(load).scalar_one())
            task = workflow.get_task_from_id(waiting[0])
            task.data.update(given)
            task.run()
            workflow.do_engine_steps()
            link.execute(save, {"state": serializer.serialize_json(workflow)})
        taken.append(time.perf_counter() - begun)
        waiting = [t.id for t in ready(workflow)]
    return taken


def durable(database: store.Database, number: int, *, cold: bool = False) -> Steps:
    """Our public function: state, work items, due time, dossier, history, answers, outbox, all committed.

    cold: nothing is cached, the instance comes back from its row each time.
    """
    with store.using(database):
        code, answers, taken = _started(number), big.Answers(), []
        while waiting := process.items_of(code):
            given = {**form_data(), **answers.to(waiting[0].element_id)}
            if cold:
                process.live_instances.clear()
            begun = time.perf_counter()
            process.complete_user_task(waiting[0].task_id, OFFICER, given)
            taken.append(time.perf_counter() - begun)
    return taken


def _started(number: int, process_id: str = big.PROCESS_ID) -> str:
    code = f"H21.52.21-240415-{number:04}"
    now = clock.now()
    with store.transaction() as link:
        row = dict.fromkeys(column.name for column in dossier_table.c)
        known = {
            "code": code,
            "agency_code": OFFICER.agency_code,
            "lead_agency": OFFICER.agency_code,
            "procedure_code": "0.000000",
            "procedure_name": "big",
            "secret": False,
            "channel": "direct",
            "applicant": {},
            "subject": "Siu Blơh",
            "search_text": code,
            "status": 2,
            "received_at": now,
            "entered_at": now,
            "due_steps": [],
            "received_by": "bench",
            "payment": "none",
            "delivery": "none",
        }
        link.execute(dossier_table.insert(), {**row, **known})
        case = process.Case(
            dossier_code=code,
            procedure_code="0.000000",
            procedure_name="big",
            subject="Siu Blơh",
            agency_code=OFFICER.agency_code,
            lead_agency=OFFICER.agency_code,
            due_at=now,
            variables={"n": 0, "ngay_nhan": now.isoformat()},
        )
        process.begin(process.latest_definition(process_id), case, OFFICER)
    return code


@contextmanager
def opened(url: str) -> Iterator[store.Database]:
    with tempfile.TemporaryDirectory() as home:
        settings = from_environment(Path(home), {"DATABASE_URL": url} if url else {})
        database = store.open_database(settings, PROFILE)
        store.migrate(database)
        process.deploy({"big.bpmn": big.xml(), "decisive.form": DECISIVE}, key="big", author="bench")
        for name, content in long_dossiers.files().items():
            process.deploy({name: content, "decisive.form": DECISIVE}, key=name, author="bench")
        try:
            yield database
        finally:
            database.close()


def naive_table(engine: sa.Engine) -> sa.Table:
    table = sa.Table(
        "naive", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("state", sa.Text)
    )
    table.create(engine)
    return table


def cleaning() -> float:
    """What checking one submission of the 2 KB form takes, in milliseconds."""
    components = [
        {"type": "textarea", "id": f"f{i}", "key": key, "label": key, "validate": {"maxLength": 2000}}
        for i, key in enumerate(form_data())
    ]
    form = forms.load_form(orjson.dumps({"id": "bench", "schemaVersion": 19, "components": components}))
    submitted = {key: [value] for key, value in form_data().items()}
    taken = []
    for _ in range(200):
        begun = time.perf_counter()
        assert not forms.clean(form, submitted, {}, today=clock.today()).errors
        taken.append(time.perf_counter() - begun)
    return min(taken) * 1000


def mean_of_best(rounds: list[Steps]) -> float:
    """Milliseconds a step: the best of the rounds for each step, averaged over the steps."""
    assert len({len(steps) for steps in rounds}) == 1, "every round completes the same tasks"
    return statistics.mean(min(times) for times in zip(*rounds, strict=True)) * 1000


def main() -> None:
    for name in ("spiff.task", "spiff.workflow", "spiff.data"):
        logging.getLogger(name).setLevel(logging.WARNING)
    process.observe(dossier.follow)
    with ExitStack() as stack:
        sqlite = stack.enter_context(opened(""))
        postgres = stack.enter_context(opened(stack.enter_context(servers.postgresql(durable=True))))
        plain = {id(database): naive_table(database.engine) for database in (sqlite, postgres)}
        numbers = count(1)
        variants: dict[str, Callable[[], Steps]] = {
            "stock": stock,
            "sqlite_full": lambda: durable(sqlite, next(numbers)),
            "postgres": lambda: durable(postgres, next(numbers)),
            "naive_sqlite_full": lambda: naive(sqlite.engine, plain[id(sqlite)]),
            "naive_postgres": lambda: naive(postgres.engine, plain[id(postgres)]),
            "resumed": lambda: durable(sqlite, next(numbers), cold=True),
        }
        rounds: dict[str, list[Steps]] = {name: [] for name in variants}
        for _ in range(ROUNDS):
            for name, run in variants.items():
                rounds[name].append(run())
        milliseconds = {name: mean_of_best(found) for name, found in rounds.items()}
        resumed_ms = milliseconds.pop("resumed")
        result = report(milliseconds, cleaning())
        result |= report_growth(sqlite, postgres, numbers)
    result |= report_peer(resumed_ms)
    print(json.dumps(result))


def report(milliseconds: dict[str, float], form_ms: float) -> dict[str, float | None]:
    stock_ms = milliseconds.pop("stock")
    print(f"{'a completed user task':34}{'ms':>8}{'× stock':>9}")
    print(f"{'library, in memory':34}{stock_ms:8.3f}{1.0:9.2f}")
    for name, value in milliseconds.items():
        print(f"{name:34}{value:8.3f}{value / stock_ms:9.2f}")
    print(f"{'cleaning the 2 KB form':34}{form_ms:8.3f}{form_ms / stock_ms:9.2f}")
    result: dict[str, float | None] = {"stock_ms": round(stock_ms, 4), "form_ms": round(form_ms, 4)}
    return result | {name: round(value / stock_ms, 2) for name, value in milliseconds.items()}


def report_growth(
    sqlite: store.Database, postgres: store.Database, numbers: Iterator[int]
) -> dict[str, float | None]:
    """The table of what grows. step_1000_over_10: the worse of time and bytes on PostgreSQL."""

    def begin(process_id: str) -> str:
        return _started(next(numbers), process_id)

    def complete(task_id: str, values: dict[str, Any]) -> None:
        process.complete_user_task(task_id, OFFICER, {**form_data(), **values})

    with store.using(sqlite):
        statements = [cost.statements for cost in long_dossiers.growth(sqlite, begin, complete).values()]
        live = long_dossiers.live_kib(begin, complete)
    with store.using(postgres):
        costs = long_dossiers.growth(postgres, begin, complete)
        items = long_dossiers.many(postgres, begin, complete)
    print(f"\n{'a completion, PostgreSQL':34}{'ms':>8}{'bytes':>9}")
    for number, cost in costs.items():
        print(f"{f'the {number:,}th of one dossier':34}{cost.ms:8.3f}{cost.written:9,.0f}")
    print(f"{'one of 200 items at once':34}{items.ms:8.3f}{items.written:9,.0f}")
    print(f"{'statements, SQLite':34}{' / '.join(map(str, statements))}")
    print(f"{'memory of a live dossier, KiB':34}{live:8.1f}")
    first, last = costs[long_dossiers.AT[0]], costs[long_dossiers.AT[-1]]
    return {
        "step_1000_over_10": round(max(last.ms / first.ms, last.written / first.written), 2),
        "step_1000_over_10_ms": round(last.ms / first.ms, 2),
        "step_1000_over_10_bytes": round(last.written / first.written, 2),
        "statements": max(statements),
        "live_kib": round(live, 1),
        "item_of_200_ms": round(items.ms, 3),
    }


def report_peer(resumed_ms: float) -> dict[str, float | None]:
    """bpmn-engine beside ours when nothing is cached; None where npm's registry can't be had."""
    steps = engine_peer.resumed(form_data(), ROUNDS)
    peer_ms = None if steps is None else mean_of_best(steps)
    print(f"\n{'resumed, completed, saved':34}{'ms':>8}")
    print(f"{'ours, SQLite':34}{resumed_ms:8.3f}")
    if peer_ms is None:
        print("bpmn-engine cannot be had: no node, or no registry of npm")
        return {"peer_resume_ratio": None}
    print(f"{'bpmn-engine, no database':34}{peer_ms:8.3f}")
    return {"peer_resume_ratio": round(peer_ms / resumed_ms, 2)}


if __name__ == "__main__":
    main()
