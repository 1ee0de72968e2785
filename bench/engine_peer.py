"""bpmn-engine of npm on the big procedure: what one task costs when the state is resumed before and saved after it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from tests.diagrams import big

HERE = Path(__file__).parent
CACHE = HERE / ".cache" / "bpmn-engine"
PACKAGE = "bpmn-engine@25.0.1"
_CONDITION = re.compile(r"(\w+) = &quot;no&quot;")


def source() -> str:
    """The same diagram with conditions and script in the peer's own words."""
    text = _CONDITION.sub(r"${environment.variables.\1_is_no}", big.xml().decode())
    return text.replace(
        '<bpmn:scriptTask id="fee">', '<bpmn:scriptTask id="fee" scriptFormat="javascript">'
    ).replace(
        "<bpmn:script>fee = 100 + 20</bpmn:script>",
        "<bpmn:script>this.environment.variables.fee = 100 + 20; next();</bpmn:script>",
    )


def answers() -> dict[str, list[dict[str, bool]]]:
    """What each task's first and second answer decide."""
    given = big.Answers()
    found: dict[str, list[dict[str, bool]]] = {}
    for task in ("t3", "t17", "t20"):
        for turn in (given.to(task), given.to(task)):
            decided = {f"{k}_is_no": v == "no" for k, v in turn.items() if not k.startswith("v_")}
            found.setdefault(task, []).append(decided)
    return found


def expected() -> Counter[str]:
    """How often each task is completed: one correction, one redraft, no refusal, nobody to remind."""
    tasks = Counter(f"t{number}" for number in range(1, 26) if number not in (15, 23))
    return tasks + Counter(("t3", "t17"))


def resumed(form: dict[str, Any], rounds: int) -> list[list[float]] | None:
    """Seconds of each task in each round; None where node or npm's registry can't be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None:
        return None
    if not (CACHE / "node_modules" / "bpmn-engine").exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        if (
            npm is None
            or subprocess.run([npm, "install", "--silent", PACKAGE], cwd=CACHE, check=False).returncode
        ):
            return None
    order = {"source": source(), "answers": answers(), "form": form, "rounds": rounds}
    done = subprocess.run(
        [node, str(HERE / "engine_peer.mjs"), str(CACHE / "index.js")],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the peer failed: {done.stderr}")
    found = json.loads(done.stdout)
    if Counter(found["path"]) != expected():
        raise SystemExit(f"the peer went another way: {found['path']}")
    return [[taken / 1000 for taken in steps] for steps in found["times"]]
