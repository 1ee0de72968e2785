"""Whether a diagram can go wrong by its shape: deadlocks, runaway tokens, endless rounds, work that never comes.

Pure functions over the XML; conditions of gateways are taken as free choice. A file is read into graphs (`reading`),
each made smaller without changing the answer (`reducing`), compiled to a net (`compiling`) and searched within
bounds (`searching`); what is found is told as steps of the diagram (`reporting`). Meaning of the codes and of the
bounds: docs/soundness.md.
"""

from collections.abc import Callable

from engine import spiff
from engine.soundness.files import MAX_STATES, UNDECIDED, check_graphs
from engine.soundness.model import Soundness, SoundnessFinding, Verdict
from engine.soundness.positions import Place, Positions, Possible, positions
from engine.soundness.reading import graphs
from engine.spiff import xml


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
        root = xml.parse(content)
    except spiff.DefinitionRefused:
        return Soundness("ok", (), 0)
    return check_graphs(graphs(root), max_states, expired)


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
