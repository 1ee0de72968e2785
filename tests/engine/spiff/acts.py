"""Plays the lines of tests/diagrams/expected on the seam."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import clock, spiff
from engine.spiff import moments
from tests.diagrams.expected.model import Expected
from tests.engine.spiff.playing import BEGINNING

_ACT = re.compile(r"(?P<what>[^(]+?)\s*(?:\((?P<values>.*)\))?")
_VALUE = re.compile(r'(\w+)\s*=\s*("[^"]*"|\[[^\]]*\]|[^,\s]+)')


class Player:
    """One instance that is played; reloading: from its stored form after every act."""

    def __init__(self, diagram: Expected, *, reloading: bool) -> None:
        self.definition = spiff.compile_definition(
            f"expected {diagram.name}",
            diagram.xml,
            diagram.process_id,
            tolerated=spiff.PUBLISHING_ONLY if diagram.trial else frozenset(),
        )
        self.reloading = reloading
        self.now: datetime = BEGINNING
        self.left: list[str] = []
        self.sent: list[str] = []
        self.heard: list[str] = []
        with clock.at(self.now):
            if diagram.start is not None:
                self.live = spiff.start_at(self.definition, diagram.start, diagram.given)
            else:
                self.live = spiff.start(self.definition, diagram.given)
            self._note()

    def _note(self) -> None:
        self.left += [s.element.id for s in spiff.take_steps(self.live) if s.what == "left"]
        self.sent += [m.name for m in spiff.take_outgoing(self.live)]
        self.heard += spiff.take_signals(self.live)
        if self.reloading:
            stored = spiff.dump(self.live)
            self.live = spiff.load(self.definition, stored, self.live.variables)
            assert spiff.dump(self.live) == stored

    def waits(self) -> str:
        """What waits, or how it has ended, as in a play's line."""
        with clock.at(self.now):
            outcome = spiff.outcome(self.live)
            if outcome.how != "waiting":
                return " ".join(part for part in (outcome.how, outcome.code) if part)
            open_ids = [t.element.id for t in spiff.user_tasks(self.live)]
            open_ids += [c.element.id for c in spiff.service_calls(self.live)]
            open_ids += [t.element.id for t in spiff.timers(self.live)]
            open_ids += [s.element.id for s in spiff.subscriptions(self.live)]
            return " ".join(sorted(open_ids))

    def do(self, act: str) -> None:
        """Do one act. Raises AssertionError when it is taken although it says `no`, or not taken."""
        refused = act.startswith("no ")
        parsed = _ACT.fullmatch(act.removeprefix("no ").strip())
        assert parsed, act
        values = {name: json.loads(text) for name, text in _VALUE.findall(parsed["values"] or "")}
        with clock.at(self.now):
            taken = self._do(parsed["what"], values)
        assert taken is not refused, act
        with clock.at(self.now):
            self._note()

    def _do(self, what: str, values: Mapping[str, Any]) -> bool:
        if what.startswith(">"):
            return spiff.deliver(self.live, what[1:], values)
        if what.startswith("~"):
            return spiff.signal(self.live, what[1:])
        if what.startswith("+"):
            self.now = moments.duration(what[1:]).after(self.now)
            with clock.at(self.now):
                spiff.tick(self.live)
            return True
        if "!" in what:
            element, code = what.split("!")
            return spiff.raise_error(self.live, self._open(element), code)
        task_id = self._open(what)
        if task_id in [c.task_id for c in spiff.service_calls(self.live)]:
            spiff.finish_call(self.live, task_id, values)
        else:
            spiff.complete(self.live, task_id, values)
        return True

    def _open(self, element: str) -> UUID:
        listed = [*spiff.user_tasks(self.live), *spiff.service_calls(self.live)]
        found = [one.task_id for one in listed if one.element.id == element]
        assert found, f"{element} is not open, but {self.waits()}"
        return found[0]


def play(diagram: Expected, line: str, *, reloading: bool) -> Player:
    """Play one line and compare after every act what waits. Raises AssertionError."""
    first, *rest = (part.strip() for part in line.split(";"))
    player = Player(diagram, reloading=reloading)
    assert player.waits() == _sorted(first), "at the start"
    for part in rest:
        act, then = part.split(": ")
        player.do(act.strip())
        assert player.waits() == _sorted(then), f"after {act}"
    return player


def _sorted(waits: str) -> str:
    parts = waits.split()
    return waits.strip() if parts[0] in ("error", "completed", "terminated") else " ".join(sorted(parts))
