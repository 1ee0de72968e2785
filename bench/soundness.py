"""What the soundness of each procedure in bpmn/ costs: best of several rounds, states looked at; aim ≤ 50 ms each.

One line of JSON at the end. `python -m bench.soundness`.
"""

import json
import time
from pathlib import Path

from engine.soundness import check_soundness

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 10
AIM_MS = 50


def best_ms(content: bytes) -> float:
    """Milliseconds of the fastest round."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        check_soundness(content)
        times.append(time.perf_counter() - began)
    return min(times) * 1000


def main() -> None:
    worst = 0.0
    for place in sorted((ROOT / "bpmn").rglob("*.bpmn")):
        content = place.read_bytes()
        result, spent = check_soundness(content), best_ms(content)
        worst = max(worst, spent)
        print(f"{place.name:40} {result.verdict:10} {result.states:6} states {spent:8.2f} ms")
    print(json.dumps({"soundness_worst_ms": round(worst, 2), "aim_ms": AIM_MS, "ok": worst <= AIM_MS}))


if __name__ == "__main__":
    main()
