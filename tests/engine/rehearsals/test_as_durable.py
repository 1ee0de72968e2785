"""A rehearsal goes exactly as the real thing: the same steps as dossiers whose every act is committed and reloaded."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import forms
from engine import clock, history, process, rehearsals
from engine.rehearsals.answers import answered
from engine.rehearsals.runs import Open, Run
from tests.bpmn.playing import ROOT, files
from tests.engine.province import COMMUNE, DISTRICT, Province, officer

RUNS = int(os.environ.get("MOTCUA_RUNS", "6"))
MAX_TASKS = 14
PROCEDURES = ("chung_thuc_ban_sao", "dang_ky_ho_kinh_doanh", "tro_cap_xa_hoi")
AGENCY = {"tro_cap_xa_hoi_huyen": DISTRICT, "dang_ky_ho_kinh_doanh": DISTRICT}


@dataclass
class Durable:
    """The same dossier in the database, each pool an instance."""

    code: str
    stage: rehearsals.Stage
    sent: int = 0

    def case(self, process_id: str, variables: Any) -> process.Case:
        agency = AGENCY.get(process_id, COMMUNE)
        return process.Case(self.code, "x", "x", "x", agency, COMMUNE, None, variables)

    def begin(self) -> None:
        lead = next(iter(self.stage.runs.values()))
        found = process.latest_definition(lead.program.process_id)
        process.begin(found, self.case(found.process_id, lead.variables), officer("lan", COMMUNE))
        self.carry()

    def complete(self, one: Open, values: Any) -> None:
        [item] = [i for i in process.items_of(self.code) if i.element_id == one.element.id]
        agency = (
            DISTRICT
            if item.unit_code.startswith(DISTRICT) and not item.unit_code.startswith(COMMUNE)
            else COMMUNE
        )
        process.live_instances.clear()  # every act on an instance read back from its rows
        process.complete_user_task(item.task_id, officer("lan", agency), values)
        self.carry()

    def carry(self) -> None:
        """The messages that the rehearsal has carried since the last time."""
        sent = [(run, one) for run in self.stage.runs.values() for one in run.sent]
        for run, one in sent[self.sent :]:
            target = next(p for p in self.stage.runs if self.stage.runs[p] is not run)
            message = process.IncomingMessage(
                one.name, self.code, target, one.payload, self.case(target, {}), "test"
            )
            assert process.correlate(message)
        self.sent = len(sent)

    def steps(self) -> dict[str, list[tuple[str, str]]]:
        """What was committed to history, by agency."""
        found: dict[str, list[tuple[str, str]]] = {}
        for event in history.events_of(self.code):
            if "steps" in event.data:
                found.setdefault(event.agency_code, []).extend(map(tuple, event.data["steps"]))  # type: ignore[call-overload]
        return found


def chosen(form: forms.Form, dice: random.Random) -> Iterator[tuple[str, str]]:
    """Random choices for the fields that offer some."""
    pending = list(form.components)
    while pending:
        component = pending.pop()
        pending += component.components if component.type.name == "group" else ()
        values = component.settings.get("values")
        if component.type.name == "radio" and isinstance(values, list) and component.path:
            yield ".".join(component.path), dice.choice(values)["value"]


def random_answer(run: Run, one: Open, dice: random.Random) -> Any:
    form = run.program.form(one.element.form_ref or "")
    assert form is not None
    for _ in range(20):
        try:
            answers = dict(chosen(form, dice))
            return answered(
                form,
                one.element.form_ref or "",
                answers,
                run.values(),
                today=clock.local(run.moment.now).date(),
            )
        except rehearsals.RehearsalRefused:
            continue  # a choice that asks for more, such as a reason
    return answered(form, "", {}, run.values(), today=clock.local(run.moment.now).date())


@pytest.mark.parametrize("name", PROCEDURES)
def test_random_walks_take_the_same_steps_as_committed_ones(province: Province, name: str) -> None:
    scenario = rehearsals.read_scenario((sorted((ROOT / name).glob("scenarios/*.toml"))[0]).read_bytes())
    walked = 0
    for seed in range(RUNS):
        dice = random.Random(f"{name} {seed}")
        stage = rehearsals.staged(files(ROOT / name), scenario)
        stage.receive()
        durable = Durable(f"H21.52.21-261123-9{seed:03}", stage)
        with clock.at(stage.moment.now):
            durable.begin()
            for number in range(1, MAX_TASKS):
                every = [(run, one) for run in stage.runs.values() for one in run.open()]
                if not every:
                    break
                run, one = dice.choice(every)
                values = random_answer(run, one, dice)
                stage.take(
                    rehearsals.Step(number=number, act="complete", target=one.waiting.element, values=values)
                )
                durable.complete(one, values)
                walked += 1

        played = {
            AGENCY.get(process_id, COMMUNE): [(mark.what, mark.element) for mark in run.marks]
            for process_id, run in stage.runs.items()
        }
        assert durable.steps() == played
    assert walked >= 2 * RUNS
