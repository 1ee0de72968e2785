"""docs/regulation.md: each clause of the Decision, what the system does about it, and what shows it.

    python -m tests.regulation.checking --document docs/regulation.md

A clause is met when every test that it names exists and every published procedure meets every requirement that it
makes of diagrams. Requirements look at what a diagram and the shared diagrams that it calls declare.
"""

from __future__ import annotations

import argparse
import ast
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[2]
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
_CALLED = ROOT / "bpmn" / "mau_chung"
_SUPPLEMENTS = frozenset(["yeu_cau_bo_sung", "bo_sung_ho_so"])

Tree = etree._Element


@dataclass(frozen=True)
class Clause:
    """A clause as `clauses.toml` has it."""

    id: str
    text: str
    does: str
    tests: tuple[str, ...]
    diagrams: tuple[str, ...] = ()
    exempt: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    later: str = ""


def clauses() -> tuple[Clause, ...]:
    """Every clause, in order."""
    read = tomllib.loads((Path(__file__).parent / "clauses.toml").read_text())["clause"]
    return tuple(
        Clause(
            c["id"], c["text"], c["does"], tuple(c["tests"]), tuple(c.get("diagrams", ())),
            c.get("except", {}), c.get("later", ""),
        )
        for c in read
    )  # fmt: skip


def procedures() -> dict[str, tuple[Tree, ...]]:
    """The diagrams of every published procedure, by folder."""
    folders = sorted(path.parent for path in (ROOT / "bpmn").glob("*/procedure.toml"))
    return {folder.name: tuple(_read(path) for path in sorted(folder.glob("*.bpmn"))) for folder in folders}


def _read(path: Path) -> Tree:
    return etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))


@cache
def _shared() -> dict[str, Tree]:
    """The shared diagrams by the process that they hold."""
    found = {}
    for path in sorted(_CALLED.glob("*.bpmn")):
        tree = _read(path)
        found |= {str(process.get("id")): tree for process in tree.iter(f"{_BPMN}process")}
    return found


def _statuses(status: str, besides: frozenset[str] = frozenset()) -> Callable[[Sequence[Tree]], list[Tree]]:
    """besides: shared diagrams that come to the status for another reason."""
    return lambda trees: [shape for tree in trees for shape in _shapes_with(tree, status, besides)]


def _shapes_with(tree: Tree, status: str, seen: frozenset[str]) -> list[Tree]:
    """Shapes of a diagram that declare a status, or call what does."""
    found = [
        shape
        for p in tree.iter(f"{_CAMUNDA}property")
        if p.get("name") == "mc:trangThai" and p.get("value") == status
        for shape in [next(a for a in p.iterancestors() if a.get("id"))]
    ]
    for call in tree.iter(f"{_BPMN}callActivity"):
        called = str(call.get("calledElement"))
        if (
            called in _shared()
            and called not in seen
            and _shapes_with(_shared()[called], status, seen | {called})
        ):
            found.append(call)
    return found


def _counter(trees: Sequence[Tree]) -> list[Tree]:
    starts = [e for tree in trees for e in tree.iter(f"{_BPMN}startEvent") if e.get(f"{_CAMUNDA}formRef")]
    return [e for e in starts if e.getparent() is not None]


def _supplements(trees: Sequence[Tree]) -> list[Tree]:
    calls = [e for tree in trees for e in tree.iter(f"{_BPMN}callActivity")]
    return [e for e in calls if e.get("calledElement") in _SUPPLEMENTS]


def _hand_overs(trees: Sequence[Tree]) -> list[Tree]:
    """Message flows of a chain; a procedure of one pool hands nothing over."""
    return [e for tree in trees for e in tree.iter(f"{_BPMN}messageFlow")]


REQUIREMENTS: Mapping[str, Callable[[Sequence[Tree]], list[Tree]]] = {
    "starts_at_the_counter": _counter,
    "asks_for_supplements": _supplements,
    "is_worked_on": _statuses("4"),
    "can_be_refused": _statuses("8", besides=frozenset({"rut_ho_so", "dung_giai_quyet"})),
    "has_a_result": _statuses("9"),
    "is_returned": _statuses("10"),
    "handed_over_and_back": _hand_overs,
}
"""By name, the shapes of a procedure that meet it."""


def meets(requirement: str, trees: Sequence[Tree]) -> bool:
    """Whether a procedure's diagrams meet a requirement."""
    found = REQUIREMENTS[requirement](trees)
    if requirement == "handed_over_and_back":
        pools = [e for tree in trees for e in tree.iter(f"{_BPMN}participant")]
        # to every other pool, and back from one at least
        return len(pools) < 2 or len(found) >= 2 * (len(pools) - 1)
    return bool(found)


def faults(clause: Clause, published: Mapping[str, Sequence[Tree]] | None = None) -> list[str]:
    """Why a clause is not met; empty when it is."""
    found = [f"no test {name}" for name in clause.tests if not _exists(name)]
    for requirement in clause.diagrams:
        exempt = clause.exempt.get(requirement, {})
        for folder, trees in (published if published is not None else procedures()).items():
            if folder not in exempt and not meets(requirement, trees):
                found.append(f"{folder}: {requirement}")
    return found


@cache
def _exists(name: str) -> bool:
    file, _, function = name.partition("::")
    if not (ROOT / file).is_file():
        return False
    names = {n.name for n in ast.walk(ast.parse((ROOT / file).read_text())) if isinstance(n, ast.FunctionDef)}
    return function in names if function else any(n.startswith("test_") for n in names)


def document() -> str:
    """The page as Markdown."""
    lines = [
        "# The Decision, clause by clause",
        "",
        "Decision 18/2015/QĐ-UBND of Gia Lai, Articles 4, 8 and 13 to 17, with Articles 6 and 7 of QĐ 09/2015/QĐ-TTg to which",
        "it points. Written by `python -m tests.regulation.checking --document docs/regulation.md`; a test keeps it current and",
        "turns a clause red when a test is gone or a published diagram no longer has the steps that the clause asks for.",
        "",
        f"Published procedures: {', '.join(f'`{name}`' for name in procedures())}.",
        "",
        "| clause | asks for | what the system does | shown by | not built yet |",
        "|---|---|---|---|---|",
    ]
    for c in clauses():
        shown = [f"`{name}`" for name in c.tests]
        shown += [f"every diagram: {r.replace('_', ' ')}" + _exempt(c, r) for r in c.diagrams]
        mark = "" if not faults(c) else " **NOT MET**"
        lines.append(f"| {c.id}{mark} | {c.text} | {c.does} | {'<br>'.join(shown)} | {c.later} |")
    return "\n".join(lines) + "\n"


def _exempt(clause: Clause, requirement: str) -> str:
    left_out = clause.exempt.get(requirement, {})
    return f" (not {'; '.join(f'`{name}`: {why}' for name, why in left_out.items())})" if left_out else ""


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--document", type=Path, required=True)
    parser.parse_args().document.write_text(document())


if __name__ == "__main__":
    main()
