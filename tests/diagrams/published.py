"""The procedures of bpmn/ as diagrams to play."""

import random
import re
from pathlib import Path

from engine import spiff
from tests.diagrams.elements import Diagram

_COMPARISON = re.compile(r">\s*(\w+) = \"(\w+)\"\s*<")
_FOLDER = Path(__file__).parents[2] / "bpmn"


def published() -> list[Diagram]:
    """Every process of bpmn/, its tasks answered with the values that its conditions look for."""
    found = []
    for path in sorted(_FOLDER.rglob("*.bpmn")):
        # the stock library knows no decisions: people answer in their stead
        content = path.read_bytes().replace(b"businessRuleTask", b"userTask")
        answers = _answers(content.decode())
        for process in spiff.processes(content):
            if process.executable:
                definition = spiff.compile_definition(path.stem, content, process.process_id)
                each = dict.fromkeys(definition.elements, answers)
                found.append(
                    Diagram(process.process_id, content, answers=each, process_id=process.process_id)
                )
    return found


def _answers(content: str) -> tuple[dict[str, str], ...]:
    wanted: dict[str, list[str]] = {}
    for name, value in _COMPARISON.findall(content):
        wanted.setdefault(name, ["something else"]).append(value)
    chance = random.Random(1)
    return tuple({name: chance.choice(values) for name, values in wanted.items()} for _ in range(12))
