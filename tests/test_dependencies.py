"""docs/dependencies.md says why we build on each dependency, no more and no less."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def listed(heading: str) -> set[str]:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    section = page.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| ([\w.@/-]+) \|", section, re.MULTILINE)) - {"package"}


def bare(requirement: str) -> str:
    return re.split(r"[\[<>=~!; ]", requirement, maxsplit=1)[0].lower()


def project() -> dict[str, object]:
    data: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return data


def test_every_runtime_dependency_is_explained() -> None:
    needed = {bare(requirement) for requirement in project()["dependencies"]}  # type: ignore[attr-defined]

    assert {name.lower() for name in listed("Python, always")} == needed


def test_every_optional_dependency_is_explained() -> None:
    groups: dict[str, list[str]] = project()["optional-dependencies"]  # type: ignore[assignment]
    needed = {bare(requirement) for group in groups.values() for requirement in group} - {"motcua"}

    assert {name.lower() for name in listed("Python, optional groups")} == needed


def test_every_browser_dependency_is_explained() -> None:
    package = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    needed = {*package.get("dependencies", {}), *package.get("devDependencies", {})}

    assert listed("Browser") == needed
