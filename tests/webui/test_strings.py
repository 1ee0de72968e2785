"""The one table of words: nothing in the engine may lack its own."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine
from engine import law, people, soundness
from engine.errors import Conflict, InvalidInput, MotcuaError, NotAllowed, NotFound, Unavailable
from engine.law.rules import RULES
from engine.soundness import reporting
from tests.diagrams import refused as refused_diagrams
from webui import problems, strings

for module in pkgutil.walk_packages(engine.__path__, "engine."):
    if ".migrations" not in module.name:
        importlib.import_module(module.name)


def kinds(kind: type[MotcuaError] = MotcuaError) -> Iterator[type[MotcuaError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from kinds(child)


ENGINE_ERRORS = sorted({k for k in kinds() if k.__module__.startswith("engine")}, key=lambda k: k.__name__)
STATUSES = {
    NotFound: {404},
    NotAllowed: {401, 403, 422},
    InvalidInput: {413, 415, 422, 500},
    Conflict: {409},
    Unavailable: {503, 507},
}


@pytest.mark.parametrize("kind", ENGINE_ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_of_the_engine_has_words_and_a_fitting_status(kind: type[MotcuaError]) -> None:
    problem = strings.PROBLEMS[kind.code]
    assert problem.title
    assert problem.text.endswith((".", "!", "?"))
    for parent, statuses in STATUSES.items():
        if issubclass(kind, parent):
            assert problem.status in statuses


def test_codes_are_not_shared_by_unrelated_errors() -> None:
    by_code: dict[str, type[MotcuaError]] = {}
    for kind in ENGINE_ERRORS:
        other = by_code.setdefault(kind.code, kind)
        assert other is kind or issubclass(kind, other) or issubclass(other, kind), (other, kind)


def test_an_error_that_nobody_has_words_for_speaks_as_its_kind() -> None:
    class Unheard(Conflict):
        """Never heard of."""

        code = "unheard_of"

    assert problems.words(Unheard()).status == 409


def test_a_sentence_survives_a_fact_that_is_missing() -> None:
    assert "{" not in problems.words(people.AccountLocked()).text


def test_every_role_of_the_engine_has_a_name() -> None:
    assert set(strings.ROLES) == people.ROLES


def test_every_channel_unit_and_status_has_a_name() -> None:
    assert set(strings.CHANNELS) == set(law.Channel)
    assert set(strings.UNITS) == set(law.Unit)
    assert set(strings.STATUSES) == set(range(1, 11))


def _finding_codes() -> Iterator[str]:
    """As written where findings are made; those that are put together there, as diagrams that have them say."""
    yield from (refused.code for refused in refused_diagrams.ALL)
    yield from reporting.MESSAGES
    yield soundness.UNDECIDED
    webui = Path(strings.__file__).parent
    for place in [*Path(engine.__path__[0]).rglob("*.py"), *(webui / "commands").rglob("*.py")]:
        for node in ast.walk(ast.parse(place.read_text())):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            if (
                called in ("finding", "Finding", "SoundnessFinding", "_refused", "refused")
                and node.args[0].value
            ):
                yield str(node.args[0].value)


def test_every_reason_to_refuse_a_diagram_has_words_and_no_words_are_left_over() -> None:
    either_of_two = {"error_missing", "escalation_missing"}
    assert set(_finding_codes()) | either_of_two == set(strings.FINDINGS)
    assert set(strings.FINDING_FIXES) == set(strings.FINDINGS)


def test_every_rule_of_a_due_date_has_a_sentence_and_no_sentence_is_left_over() -> None:
    assert set(strings.DUE_STEPS) == set(RULES)


def test_every_reason_to_leave_a_dossier_on_its_version_has_words() -> None:
    """Codes are literals where reasons are made: `Blocker("…", …)` and `_about(…, "…", …)`."""
    found = set()
    for path in (
        *Path(engine.__path__[0]).glob("spiff/*.py"),
        *Path(engine.__path__[0]).glob("process/migration/*.py"),
    ):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and node.value in strings.MIGRATION_REASONS:
                found.add(node.value)
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Blocker"
            ):
                first = node.args[0]
                assert not isinstance(first, ast.Constant) or first.value in strings.MIGRATION_REASONS, first

    assert found == set(strings.MIGRATION_REASONS)
