"""What one FEEL evaluation costs, against a Python lambda, against eval and against the feelin interpreter of npm.

All variants run in one go on the same data, which FEEL gets converted (prepare(), done once) and raw (plain ints
and strings, converted at every call); each counts by the best of its rounds. feelin reads the text at every
call: it has no compiled form. The lambda is the fastest anything in Python could be; it neither converts input nor
minds nulls and types. Last a decision table of 50 rules. `python bench/feel.py`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from decisions.dmn import Model, load_model
from decisions.feel import compile_expression, prepare, to_json

HERE = Path(__file__).parent
CACHE = HERE / ".cache" / "feelin"
FEELIN = "feelin@6.2.0"
ROUNDS, SECONDS = 7, 0.35
RULES = 50


@dataclass(frozen=True)
class Case:
    """python: the same meaning as a Python expression over the context's names."""

    name: str
    text: str
    python: str
    context: dict[str, object]


CASES = (
    Case("gateway condition", 'result = "no"', 'result == "no"', {"result": "no"}),
    Case("comparison", "age >= 18", "age >= 18", {"age": 20}),
    Case(
        "two conditions",
        'area > 100 and kind = "house"',
        'area > 100 and kind == "house"',
        {"area": 120, "kind": "house"},
    ),
    Case(
        "arithmetic", "(area * price + 5000) / 2", "(area * price + 5000) / 2", {"area": 120, "price": 7500}
    ),
    Case(
        "nested if",
        "if area < 50 then 1 else if area < 100 then 2 else 3",
        "1 if area < 50 else 2 if area < 100 else 3",
        {"area": 75},
    ),
    Case("range", "area in [50..100]", "50 <= area <= 100", {"area": 75}),
    Case(
        "path",
        "dossier.applicant.age > 60",
        'dossier["applicant"]["age"] > 60',
        {"dossier": {"applicant": {"age": 61}}},
    ),
    Case(
        "filter and sum",
        "sum(items[price > 10].price)",
        'sum(i["price"] for i in items if i["price"] > 10)',
        {"items": [{"price": n} for n in range(20)]},
    ),
    Case(
        "some",
        "some p in papers satisfies p.missing",
        'any(p["missing"] for p in papers)',
        {"papers": [{"missing": False}] * 9 + [{"missing": True}]},
    ),
    Case("for", "for i in 1..20 return i * i", "[i * i for i in map(Decimal, range(1, 21))]", {}),
    Case("string functions", "upper case(substring(code, 1, 3))", "code[0:3].upper()", {"code": "abcdef"}),
)


def nanoseconds(call: Callable[[], object]) -> float:
    """The time of one call, the best of the rounds."""
    started = time.perf_counter_ns()
    for _ in range(200):
        call()
    count = max(1, int(SECONDS * 1e9 / ROUNDS / ((time.perf_counter_ns() - started) / 200)))
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter_ns()
        for _ in range(count):
            call()
        best = min(best, (time.perf_counter_ns() - started) / count)
    return best


def exact(value: object) -> object:
    """The data as FEEL has it: every number a decimal, so that the lambda computes what FEEL computes."""
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def feelin(cases: tuple[Case, ...]) -> list[float] | None:
    """Nanoseconds of feelin on each case; None where node or npm's registry can't be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    package = CACHE / "node_modules" / "feelin" / "dist" / "index.js"
    if node is None:
        return None
    if not package.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        if (
            npm is None
            or subprocess.run([npm, "install", "--silent", FEELIN], cwd=CACHE, check=False).returncode
        ):
            return None
    order = {
        "cases": [{"text": case.text, "context": case.context} for case in cases],
        "rounds": ROUNDS,
        "seconds": SECONDS,
    }
    done = subprocess.run(
        [node, str(HERE / "feel_peer.mjs"), str(package)],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    for case, result in zip(cases, found, strict=True):
        ours = to_json(compile_expression(case.text).evaluate(case.context))
        if json.loads(result["value"]) != ours:
            raise SystemExit(f"{case.name}: feelin says {result['value']}, we say {ours}")
    return [float(result["nanoseconds"]) for result in found]


def table(rules: int) -> Model:
    """A UNIQUE table over a number and two strings; the last rule is the one that will fit."""
    rows = "".join(
        f"<rule><inputEntry><text>{escape(f'[{n * 10}..{n * 10 + 10}[')}</text></inputEntry>"
        f'<inputEntry><text>"kind {n % 5}"</text></inputEntry>'
        f"<inputEntry><text>{'-' if n % 2 else escape(chr(34) + 'a' + chr(34) + ', ' + chr(34) + 'b' + chr(34))}</text></inputEntry>"
        f"<outputEntry><text>{n * 1000}</text></outputEntry></rule>"
        for n in range(rules)
    )
    inputs = "".join(
        f"<input><inputExpression><text>{n}</text></inputExpression></input>"
        for n in ("area", "kind", "zone")
    )
    return load_model(
        f"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="bench" name="bench">
        <inputData id="a" name="area"/><inputData id="k" name="kind"/><inputData id="z" name="zone"/>
        <decision id="fee" name="fee"><informationRequirement><requiredInput href="#a"/></informationRequirement>
        <informationRequirement><requiredInput href="#k"/></informationRequirement>
        <informationRequirement><requiredInput href="#z"/></informationRequirement>
        <decisionTable hitPolicy="UNIQUE">{inputs}<output/>{rows}</decisionTable></decision></definitions>""".encode()
    )


def measure(cases: tuple[Case, ...]) -> list[dict[str, float | str | None]]:
    """One row for each case."""
    theirs = feelin(cases)
    rows: list[dict[str, float | str | None]] = []
    for position, case in enumerate(cases):
        compiled = compile_expression(case.text)
        parameters = ", ".join(case.context)
        code = compile(case.python, "case", "eval")
        function = eval(f"lambda {parameters}: {case.python}", {"Decimal": Decimal})  # noqa: S307 - the rival, on texts of this file
        data = exact(case.context)
        prepared = prepare(case.context)
        assert isinstance(data, dict)
        scope = {**data, "Decimal": Decimal}
        rows.append(
            {
                "case": case.name,
                "feel": nanoseconds(lambda c=compiled, d=prepared: c.evaluate(d)),
                "feel_raw": nanoseconds(lambda c=compiled, d=case.context: c.evaluate(d)),
                "lambda": nanoseconds(lambda f=function, d=data: f(**d)),
                "eval_compiled": nanoseconds(lambda c=code, s=scope: eval(c, s)),  # noqa: S307
                "eval_text": nanoseconds(lambda t=case.python, s=scope: eval(t, s)),  # noqa: S307
                "feelin": None if theirs is None else theirs[position],
            }
        )
    return rows


def main() -> int:
    """Print the tables; 1 when an aim is missed."""
    rows = measure(CASES)
    print(
        f"{'ns a call':20}{'FEEL':>9}{'raw data':>9}{'lambda':>9}{'eval code':>10}{'eval text':>10}{'feelin':>10}   FEEL/lambda  feelin/FEEL"
    )
    for row in rows:
        peer = float(row["feelin"] or 0)
        row["to_lambda"] = round(float(row["feel"] or 0) / float(row["lambda"] or 1), 2)
        row["feelin_to_us"] = round(peer / float(row["feel"] or 1), 1) if peer else None
        numbers = "".join(
            f"{float(row[k] or 0):{w}.0f}"
            for k, w in (
                ("feel", 9),
                ("feel_raw", 9),
                ("lambda", 9),
                ("eval_compiled", 10),
                ("eval_text", 10),
                ("feelin", 10),
            )
        )
        print(f"{row['case']:20}{numbers}   {row['to_lambda']:11}  {row['feelin_to_us'] or '-':>11}")
    model = table(RULES)
    data = {"area": Decimal(RULES * 10 - 5), "kind": f"kind {(RULES - 1) % 5}", "zone": "b"}
    assert model.decide("fee", data).value == (RULES - 1) * 1000
    micro = nanoseconds(lambda: model.decide("fee", data)) / 1000
    print(f"table of {RULES} rules, explained: {micro:.1f} µs")
    ratios = sorted(float(row["to_lambda"] or 0) for row in rows)
    summary = {
        "median_to_lambda": ratios[len(ratios) // 2],
        "worst_to_lambda": ratios[-1],
        "least_faster_than_feelin": min(
            (float(r["feelin_to_us"]) for r in rows if r["feelin_to_us"]), default=None
        ),
        "table_microseconds": round(micro, 1),
        "rows": rows,
    }
    print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    raise SystemExit(main())
