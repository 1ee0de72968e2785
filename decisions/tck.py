"""Runs the DMN Technology Compatibility Kit: python -m decisions.tck DIRECTORY [--failures].

Prints one line for each folder and one JSON object at the end. A number counts as right within 1e-8 of the
expected one, as kit files round irrational results.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from lxml import etree

from decisions.dmn import DmnError, Model, load_model
from decisions.dmn.reader import read
from decisions.dmn.xml import parse
from decisions.feel import FeelError
from decisions.feel.compare import equal
from decisions.feel.convert import show_value
from decisions.feel.limits import Run
from decisions.feel.numbers import literal_number
from decisions.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from decisions.feel.values import Value

_TC = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_TOLERANCE = Decimal("1e-8")
_NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LEVELS = {"level2": "compliance-level-2", "level3": "compliance-level-3"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expected result. problem: "" when it came out. unsupported: its model could not be loaded at all."""

    level: str
    folder: str
    case: str
    decision: str
    problem: str
    unsupported: bool = False


def run_kit(directory: Path) -> Iterator[Outcome]:
    """Every expected result of the kit, in the order of its files. Raises FileNotFoundError without a kit there."""
    for level, name in LEVELS.items():
        if not (directory / name).is_dir():
            raise FileNotFoundError(f"{directory / name}: the kit is public at github.com/dmn-tck/tck")
        for folder in sorted((directory / name).iterdir()):
            for cases in sorted(folder.glob("*.xml")):
                yield from _run_file(level, folder, cases)


def _run_file(level: str, folder: Path, path: Path) -> Iterator[Outcome]:
    root = parse(path.read_bytes())
    name = (root.findtext(f"{_TC}modelName") or "").strip()
    model, problem = _load(folder, name)
    for case in root.iter(f"{_TC}testCase"):
        inputs = {node.get("name", ""): _value(node) for node in case.findall(f"{_TC}inputNode")}
        for result in case.findall(f"{_TC}resultNode"):
            failure = problem or _check(model, case, result, inputs)
            place = f"{path.stem}/{case.get('id', '')}"
            yield Outcome(level, folder.name, place, result.get("name", ""), failure, bool(problem))


def _load(folder: Path, name: str) -> tuple[Model | None, str]:
    files = {file: file.read_bytes() for file in sorted(folder.glob("*.dmn"))}
    try:
        imports = {read(xml).namespace: xml for file, xml in files.items() if file.name != name}
        return load_model((folder / name).read_bytes(), imports), ""
    except (DmnError, FeelError, OSError) as error:
        return None, f"not loaded: {error}"


def _check(
    model: Model | None, case: etree._Element, result: etree._Element, inputs: dict[str, Value]
) -> str:
    """What differs from the expectation, "" for nothing."""
    assert model is not None  # noqa: S101 - narrows the type only
    name = result.get("name", "")
    service = case.get("invocableName", "") if case.get("type") == "decisionService" else ""
    expected_node = result.find(f"{_TC}expected")
    expected = None if expected_node is None else _value(expected_node)
    try:
        actual = model.decide(service or name, inputs, now=_NOW).value
    except (DmnError, FeelError) as error:
        return f"{type(error).__name__}: {error}"
    if service and isinstance(actual, dict) and name in actual:
        actual = actual[name]
    if _same(actual, expected):
        return ""
    return f"expected {show_value(expected)[:200]}, got {show_value(actual)[:200]}"


def _value(node: etree._Element) -> Value:
    """The value a node of the kit holds: a value, components or a list."""
    if node.get(f"{_XSI}nil") == "true":
        return None
    components = node.findall(f"{_TC}component")
    if components:
        return {component.get("name", ""): _value(component) for component in components}
    items = node.find(f"{_TC}list")
    if items is not None:
        return None if items.get(f"{_XSI}nil") == "true" else [_value(i) for i in items.findall(f"{_TC}item")]
    value = node.find(f"{_TC}value")
    if value is None or value.get(f"{_XSI}nil") == "true":
        return None
    return _simple(value.text or "", value.get(f"{_XSI}type", "string").rpartition(":")[2])


def _simple(text: str, kind: str) -> Value:
    if kind in ("decimal", "double", "integer", "int", "long", "float"):
        return literal_number(text.strip())
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind == "date":
        return parse_date(text)
    if kind == "time":
        return parse_time(text)
    if kind == "dateTime":
        return parse_date_time(text)
    if kind == "duration":
        return parse_duration(text)
    return text


def _same(actual: Value, expected: Value) -> bool:
    if isinstance(actual, Decimal) and isinstance(expected, Decimal):
        return abs(actual - expected) <= _TOLERANCE * max(Decimal(1), abs(expected))
    if isinstance(actual, list) and isinstance(expected, list):
        return len(actual) == len(expected) and all(map(_same, actual, expected))
    if isinstance(actual, dict) and isinstance(expected, dict):
        return actual.keys() == expected.keys() and all(_same(actual[key], expected[key]) for key in actual)
    return equal(actual, expected, Run()) is True


def summary(outcomes: list[Outcome]) -> dict[str, dict[str, int]]:
    """Passed and total by level."""
    return {
        level: {
            "passed": sum(not o.problem for o in outcomes if o.level == level),
            "total": sum(o.level == level for o in outcomes),
        }
        for level in LEVELS
    }


# Why a result of the kit is not met, by its folder: a miss without a reason here fails the project's tests.
REASONS: dict[str, str] = {}


def document(outcomes: list[Outcome]) -> str:
    """The conformance page: results by folder, then each miss with its reason."""
    lines = [
        "# DMN conformance",
        "",
        "Results of the public DMN Technology Compatibility Kit (github.com/dmn-tck/tck), all of level 2 and the part",
        "of level 3 the project was built with. Written by `python -m decisions.tck KIT --document FILE`; a test keeps",
        "it current. A number counts as right within 1e-8 of the expected one.",
        "",
        "| level | folder | passed | of |",
        "|---|---|---:|---:|",
    ]
    for (level, folder), found in by_folder(outcomes).items():
        passed = sum(not outcome.problem for outcome in found)
        lines.append(f"| {level.removeprefix('level')} | {folder} | {passed} | {len(found)} |")
    lines += [
        f"| {level.removeprefix('level')} | **all** | **{n['passed']}** | **{n['total']}** |"
        for level, n in summary(outcomes).items()
    ]
    lines += ["", "## Results not met", ""]
    missed = [outcome for outcome in outcomes if outcome.problem]
    lines += [
        f"- `{o.folder}` {o.case} {o.decision}: {o.problem}. {REASONS.get(o.folder, 'NO REASON GIVEN')}"
        for o in missed
    ]
    return "\n".join([*lines, *([] if missed else ["None."]), "", _CHOICES])


_CHOICES = """## What the standard leaves open

- Times and moments are compared by the millisecond; a time with a zone name and no date has the zone's offset of
  January 2000.
- Strings have an order, that of Unicode code points.
- A date is the start of its day in UTC where it meets a moment with a zone.
- A named time zone comes from the IANA database of the machine (or the package tzdata).
- COLLECT without aggregation, RULE ORDER and OUTPUT ORDER give an empty list when no rule matches; the other
  policies give null. Default outputs go before both.
- External Java functions are not run: the plain ones of `java.lang` have the same function here
  (`decisions/feel/externals.py`), any other is null with a reason.
- Regular expressions are those of XPath 2.0 with the flags s, m, i and x, matched in linear time; those with
  references to groups end with an error when they take too many steps.
- A text that is no FEEL is listed in `Model.problems` and evaluates to null; a publisher should refuse such a model.
"""


def by_folder(outcomes: list[Outcome]) -> dict[tuple[str, str], list[Outcome]]:
    """The outcomes by level and folder."""
    folders: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        folders.setdefault((outcome.level, outcome.folder), []).append(outcome)
    return folders


def main(arguments: list[str] | None = None) -> int:
    """The command; 0 when everything passed."""
    parser = argparse.ArgumentParser(prog="decisions.tck", description="Run the DMN compatibility kit.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--failures", action="store_true", help="print each result that did not come out")
    parser.add_argument("--document", type=Path, help="write the conformance page to this file")
    options = parser.parse_args(arguments)
    outcomes = list(run_kit(options.directory))
    for (level, folder), found in by_folder(outcomes).items():
        failed = [outcome for outcome in found if outcome.problem]
        unsupported = sum(outcome.unsupported for outcome in failed)
        counts = f"passed {len(found) - len(failed):4} failed {len(failed) - unsupported:4}"
        sys.stdout.write(f"{level} {folder:45} {counts} unsupported {unsupported:4}\n")
        for outcome in failed if options.failures else []:
            sys.stdout.write(f"    {outcome.case} {outcome.decision}: {outcome.problem}\n")
    if options.document is not None:
        options.document.write_text(document(outcomes), encoding="utf-8")
    totals = summary(outcomes)
    sys.stdout.write(json.dumps(totals) + "\n")
    return 0 if all(level["passed"] == level["total"] for level in totals.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
