"""Templates that people wrote, compiled in a process of their own: bounded in time and size, no network, no files
beside our templates.

typst itself opens nothing outside the root it is given; packages it would fetch are refused a network here. A process,
because a loop in a template could not be stopped in ours.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from forms.slips.errors import SlipError

SECONDS = 10
REFUSED = 3
"""Exit code of the child when typst complains."""
_DEAD_END = "http://127.0.0.1:9"


def compile_apart(source: str, order: Mapping[str, object]) -> bytes:
    """PDF of a typst file. order: inputs, standard, timestamp as `compile_here` takes them.

    Raises SlipError: bad_template with typst's own complaint, template_too_slow, template_too_large.
    """
    task = json.dumps({**order, "source": source}).encode()
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "forms.slips.sandboxed"],
            input=task,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=Path(__file__).parents[2],
            env=_environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise SlipError("template_too_slow", f"{SECONDS} s") from error
    if done.returncode == REFUSED:
        raise SlipError("bad_template", done.stderr.decode(errors="replace")[-2000:])
    if done.returncode != 0:
        raise SlipError("template_too_large", f"exit {done.returncode}")
    return done.stdout


def _environment() -> dict[str, str]:
    """Nothing of ours: no database address, no keys; every way out leads nowhere."""
    proxies = dict.fromkeys(
        ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _DEAD_END
    )
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1", **proxies}
