"""The publishing gate for files on disk: what would be refused, before anybody publishes it."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import click

from engine import process, spiff
from engine.process import Finding
from webui.diagnoses import sentence, way
from webui.procedures import with_shared
from webui.strings import WAY

EXIT_CODES = {"ok": 0, "refused": 1, "undecided": 3}
"""The worst file's; 2 is click's for a wrong command line."""

MAX_BYTES = 20_000_000  # far above what any reader takes; keeps a disk image out of memory
SHEET = "procedure.toml"


@dataclass(frozen=True, slots=True)
class Checked:
    """One file and what speaks against it. shapes: what its elements are called."""

    file: str
    findings: tuple[Finding, ...]
    content: bytes = b""

    @property
    def verdict(self) -> str:
        return process.verdict_of(self.findings)

    def as_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        shapes = spiff.shapes(self.content) if self.findings else {}
        findings = [
            {
                "code": found.code,
                "severity": found.severity,
                "element": found.element,
                "message": sentence(found, shapes),
                "trace": list(found.trace),
            }
            for found in self.findings
        ]
        return {"file": self.file, "verdict": self.verdict, "findings": findings}

    def lines(self) -> Iterator[str]:
        """What people read."""
        shapes = spiff.shapes(self.content) if self.findings else {}
        yield f"{self.file}: {self.verdict}"
        for found in self.findings:
            place = f"#{found.element}" if found.element else ""
            yield f"  {found.code}{place}: {sentence(found, shapes)}"
            if found.trace:
                yield f"    {WAY}: {way(found, shapes)}"
                yield f"    {' > '.join(found.trace)}"


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line and file.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Say whether diagrams could be published, and if not why.

    FILES are diagrams, decisions, forms, procedure sheets, or folders of them. A file is checked with the forms and
    decisions that lie beside it; where a procedure.toml lies, with everything in the folder. Exit code: 0 all is
    well, 1 something is refused (also what is missing or cannot be read), 3 nothing is refused but something could
    not be decided, 2 a wrong command line.
    """
    beside = cache(_beside)
    checked = [one for place in files for one in _checked(place, beside)]
    for one in checked:
        if as_json:
            click.echo(json.dumps(one.as_json(), ensure_ascii=False))
        else:
            for line in one.lines():
                click.echo(line)
    verdicts = {one.verdict for one in checked}
    worst = next(verdict for verdict in ("refused", "undecided", "ok") if verdict in verdicts)
    if worst != "ok":
        raise click.exceptions.Exit(EXIT_CODES[worst])


def _checked(place: Path, neighbours: Callable[[Path], dict[str, bytes]]) -> Iterator[Checked]:
    try:
        if place.is_dir():
            yield from _folder(place)
        else:
            content = _read(place)
            beside = {name: other for name, other in neighbours(place.parent).items() if name != place.name}
            around = with_shared({**beside, place.name: content}, place.parent)
            del around[place.name]
            yield Checked(_shown(place), process.check_file(place.name, content, around), content)
    except FileNotFoundError:
        yield _lost(place, Finding("file.missing", place.name, None, "no such file"))
    except (OSError, ValueError) as error:
        yield _lost(place, Finding("file.unreadable", place.name, None, str(error)))


def _shown(place: Path) -> str:
    """A path as it can be printed, whatever bytes it is made of."""
    return str(place).encode("utf-8", "replace").decode()


def _lost(place: Path, finding: Finding) -> Checked:
    return Checked(_shown(place), (finding,))


def _read(place: Path) -> bytes:
    if not place.is_file():
        place.stat()  # a missing one says so itself
        raise ValueError("not a regular file")
    with place.open("rb") as opened:
        content = opened.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES} bytes")
    return content


def _beside(folder: Path) -> dict[str, bytes]:
    """What a single file may refer to: forms and decisions; all that makes a procedure where there is a sheet."""
    endings = {".form", ".dmn"} | ({".bpmn"} if (folder / SHEET).is_file() else set())
    found = {}
    for place in sorted(folder.iterdir()):
        if place.suffix in endings and _belongs(place):
            with suppress(OSError, ValueError):  # then it is missing, which the finding says
                found[place.name] = _read(place)
    return found


def _folder(place: Path) -> Iterator[Checked]:
    """Its files, where it holds a diagram; else the folders in it that do."""
    files = {inner.name: _read(inner) for inner in sorted(place.iterdir()) if _belongs(inner)}
    deeper = sorted({found.parent for found in place.glob("*/**/*.bpmn")})
    if deeper and not any(name.endswith(".bpmn") for name in files):
        for folder in deeper:
            yield from _folder(folder)
        return
    files = with_shared(files, place)
    findings = process.check_folder(files)
    if not any(name.endswith(".bpmn") for name in files):
        yield Checked(_shown(place), tuple(found for found in findings if not found.file))
    for name, content in files.items():
        found = tuple(finding for finding in findings if finding.file == name)
        if found or name.endswith(".bpmn"):
            yield Checked(_shown(place / name), found, content)


def _belongs(place: Path) -> bool:
    return place.is_file() and not place.name.startswith(".")


COMMANDS = (check,)
