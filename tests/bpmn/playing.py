"""The procedures that come with the program, and their scenarios on stage."""

from functools import cache
from pathlib import Path

from engine import rehearsals
from webui.procedures import read_folder

ROOT = Path(__file__).parents[2] / "bpmn"
FOLDERS = sorted(path.parent for path in ROOT.glob("*/procedure.toml"))
SCENARIOS = sorted(ROOT.glob("*/scenarios/*.toml"))


@cache
def files(folder: Path) -> dict[str, bytes]:
    return read_folder(folder)


def staged(path: Path, steps: int | None = None) -> rehearsals.Stage:
    """A procedure after a scenario, or after its first steps."""
    stage = rehearsals.staged(files(path.parents[1]), rehearsals.read_scenario(path.read_bytes()))
    stage.play(steps)
    return stage
