"""The rules of the house that a program can check."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("engine", "forms", "connectors", "decisions", "webui")
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")
# where words for people live; everything else speaks English
HOMES = ("forms/", "webui/strings.py", "webui/templates/")
# these read Vietnamese that people or machines wrote; they show none
READERS = (
    "engine/dossier/identity.py",
    "engine/dossier/places.py",
    "engine/process/projections.py",
    "engine/law/limits.py",
    "engine/people/passwords.py",
)


def modules() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for place in sorted((ROOT / package).rglob("*.py")):
            yield place.relative_to(ROOT).as_posix(), place.read_text(encoding="utf-8")


def offenders(pattern: str, *allowed: str) -> list[str]:
    found = re.compile(pattern, re.MULTILINE)
    return [
        f"{name}: {match.group(0).strip()}"
        for name, source in modules()
        if not name.startswith(allowed)
        for match in found.finditer(source)
    ]


def test_words_for_people_live_in_their_homes_only() -> None:
    strangers = []
    for name, source in modules():
        if name.startswith((*HOMES, *READERS)):
            continue
        for node in ast.walk(ast.parse(source)):
            # docstrings and comments may quote a term; what a program could show to people may not
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and VIETNAMESE.search(node.value)
            ):
                strangers.append(f"{name}:{node.lineno}: {node.value[:60]}")
    docstrings = {
        f"{name}:{node.body[0].lineno}"
        for name, source in modules()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    assert [s for s in strangers if ":".join(s.split(":")[:2]) not in docstrings] == []


def test_nothing_is_evaluated_or_unpickled() -> None:
    called = {"eval", "exec", "compile", "__import__"}
    found = [
        f"{name}:{node.lineno}: {node.func.id}"
        for name, source in modules()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in called
    ]
    assert found == []
    assert offenders(r"^\s*(?:import|from) (?:pickle|marshal|shelve)\b.*") == []


def test_only_the_store_commits() -> None:
    assert offenders(r"\.commit\(\)", "engine/store/") == []


def test_the_wall_clock_has_one_reader() -> None:
    readers = r"datetime\.(?:now|utcnow|today)\(|date\.today\(|time\.time\("
    assert offenders(readers, "engine/clock.py") == []


def test_the_environment_has_one_reader() -> None:
    # the build hook and the asset builder run before anything is installed; the demo passes its own on to children
    allowed = ("engine/settings.py", "webui/assets.py", "webui/demo/")
    assert offenders(r"os\.environ|os\.getenv|getenv\(", *allowed) == []


def test_xml_from_outside_enters_by_hardened_doors_only() -> None:
    doors = ("connectors/lt1/xml.py", "engine/spiff/xml.py", "decisions/dmn/")
    assert offenders(r"etree\.(?:fromstring|parse|XML)\(", *doors) == []


def test_docker_is_no_package() -> None:
    # an __init__.py there would shadow the docker package
    assert not (ROOT / "docker" / "__init__.py").exists()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [tool, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder)},
    )


def test_import_contracts_hold(copy: Path) -> None:
    result = contracts(copy)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("engine/law", "from engine import process"),
        ("engine/process", "import SpiffWorkflow"),
        ("engine/mail", "import flask"),
        ("forms", "import sqlalchemy"),
        ("decisions/feel", "import engine"),
        ("connectors", "import webui"),
    ],
)
def test_a_broken_import_contract_is_red(copy: Path, room: str, forbidden: str) -> None:
    (copy / room / "intruder.py").write_text(forbidden + "\n")

    assert contracts(copy).returncode != 0


def test_a_new_room_must_be_placed(copy: Path) -> None:
    (copy / "engine" / "attic").mkdir()
    (copy / "engine" / "attic" / "__init__.py").write_text("")

    assert contracts(copy).returncode != 0
