"""Folders of procedures as they lie on disk."""

from collections.abc import Mapping
from pathlib import Path

from engine import process
from engine.errors import NotFound

PACKAGED = Path(__file__).resolve().parents[1] / "bpmn"
"""The procedures that come with the program."""
SHARED = "mau_chung"
"""The folder of the diagrams that others call, beside theirs."""


class NoProcedureFolder(NotFound):
    """Not a folder with a procedure in it."""

    code = "no_procedure_folder"


def packaged_folders() -> tuple[Path, ...]:
    """The folders of the procedures that come with the program, by name."""
    return tuple(sorted(place for place in PACKAGED.iterdir() if (place / "procedure.toml").is_file()))


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a procedure: those directly in its folder, and the shared diagrams that it calls with their forms.

    Hidden files are left out. Shared ones lie in the folder `mau_chung` beside, else in the program's own.
    Raises NoProcedureFolder.
    """
    if not folder.is_dir():
        raise NoProcedureFolder(str(folder), folder=str(folder))
    files = _read(folder)
    if not any(name.endswith(".bpmn") for name in files):
        raise NoProcedureFolder(f"{folder} holds no .bpmn file", folder=str(folder))
    return with_shared(files, folder)


def with_shared(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """A folder's files with the shared diagrams that they call, as `read_folder` adds them."""
    beside = folder.resolve().parent / SHARED
    return process.with_called(files, _read(beside if beside.is_dir() else PACKAGED / SHARED))


def _read(folder: Path) -> dict[str, bytes]:
    return {
        place.name: place.read_bytes()
        for place in sorted(folder.iterdir())
        if place.is_file() and not place.name.startswith(".")
    }
