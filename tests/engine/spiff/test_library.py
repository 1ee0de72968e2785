"""The seam stands on one exact version of the library and leaves it as it found it."""

import subprocess
import sys

import pytest

from engine.spiff import library


@pytest.mark.parametrize("found", ["3.1.2", "3.2.1", "4.0.0"])
def test_another_version_is_refused_by_name(found: str) -> None:
    with pytest.raises(library.WrongLibrary, match=f"3.2.0 is required exactly, {found} is installed"):
        library.require(found)


_COMPARE = """
import inspect, sys
import SpiffWorkflow.bpmn.parser, SpiffWorkflow.bpmn.workflow, SpiffWorkflow.bpmn.specs.defaults
def picture():
    found = {}
    for module in [m for name, m in sys.modules.items() if name.startswith("SpiffWorkflow")]:
        for name, one in vars(module).items():
            found[module.__name__, name] = one
            if inspect.isclass(one) and one.__module__.startswith("SpiffWorkflow"):
                found.update({(one.__qualname__, k): v for k, v in vars(one).items() if callable(v)})
    return found
before = picture()
import engine.spiff
changed = [k for k, v in picture().items() if before.get(k, v) is not v]
assert len(before) > 500
assert not changed, changed
"""


def test_nothing_in_the_library_is_replaced() -> None:
    subprocess.run([sys.executable, "-c", _COMPARE], check=True)
