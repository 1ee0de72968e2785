"""Folders of procedures as they lie on disk."""

from pathlib import Path

from engine.errors import NotFound

PACKAGED = Path(__file__).resolve().parents[1] / "bpmn"
"""The procedures that come with the program."""


class NoProcedureFolder(NotFound):
    """Not a folder with a procedure in it."""

    code = "no_procedure_folder"


def packaged_folders() -> tuple[Path, ...]:
    """The folders of the procedures that come with the program, by name."""
    return tuple(sorted(place for place in PACKAGED.iterdir() if any(place.glob("*.bpmn"))))


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a procedure: those directly in its folder, hidden ones left out. Raises NoProcedureFolder."""
    if not folder.is_dir():
        raise NoProcedureFolder(str(folder), folder=str(folder))
    files = {
        place.name: place.read_bytes()
        for place in sorted(folder.iterdir())
        if place.is_file() and not place.name.startswith(".")
    }
    if not any(name.endswith(".bpmn") for name in files):
        raise NoProcedureFolder(f"{folder} holds no .bpmn file", folder=str(folder))
    return files
