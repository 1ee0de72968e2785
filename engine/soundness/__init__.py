"""Whether a diagram can go wrong by its shape: deadlocks, runaway tokens, endless rounds, work that never comes.

Pure functions over the XML; conditions of gateways are taken as free choice. A file is read into graphs (`reading`),
each made smaller without changing the answer (`reducing`), compiled to a net (`compiling`) and searched within
bounds (`searching`); what is found is told as steps of the diagram (`reporting`). Meaning of the codes and of the
bounds: docs/soundness.md.
"""

from collections.abc import Callable
from dataclasses import replace

from engine import spiff
from engine.soundness.compiling import compile_net
from engine.soundness.model import Graph, Soundness, SoundnessFinding, Verdict
from engine.soundness.positions import Place, Positions, Possible, positions
from engine.soundness.reading import graphs
from engine.soundness.reducing import reduce
from engine.soundness.reporting import findings
from engine.soundness.searching import search
from engine.spiff import xml

MAX_STATES = 50_000
UNDECIDED = "soundness.undecided"


def never() -> bool:
    """A time limit that never comes."""
    return False


def check_soundness(
    content: bytes, *, max_states: int = MAX_STATES, expired: Callable[[], bool] = never
) -> Soundness:
    """Every finding of a BPMN file, and the verdict; a file that cannot be read has none (other rules say so).

    max_states: markings looked at for the whole file. expired: says when the time is up.
    """
    try:
        parts = graphs(xml.parse(content))
    except spiff.DefinitionRefused:
        return Soundness("ok", (), 0)
    found: list[SoundnessFinding] = []
    states = 0
    for graph in parts:
        some, looked_at = _check(graph, max_states - states, expired)
        found += some
        states += looked_at
    return Soundness(_verdict(found), tuple(found), states)


def _check(graph: Graph, max_states: int, expired: Callable[[], bool]) -> tuple[list[SoundnessFinding], int]:
    reduce(graph)
    net = compile_net(graph)
    result = search(net, max_states, expired)
    found = list(findings(net, result, graph.activities))
    if not result.whole:
        message = f"too many ways to go through it: {len(result.parents)} markings were looked at"
        found.append(SoundnessFinding("soundness.undecided", _drawn(graph.label), message))
    return [replace(finding, element=_drawn(finding.element)) for finding in found], len(result.parents)


def _drawn(name: str | None) -> str | None:
    return name.partition(">")[0] if name else None


def _verdict(found: list[SoundnessFinding]) -> Verdict:
    codes = {finding.code for finding in found}
    if codes - {UNDECIDED}:
        return "refused"
    return "undecided" if codes else "ok"


__all__ = [
    "MAX_STATES",
    "UNDECIDED",
    "Place",
    "Positions",
    "Possible",
    "Soundness",
    "SoundnessFinding",
    "Verdict",
    "check_soundness",
    "never",
    "positions",
]
