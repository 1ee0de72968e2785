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
import inspect, pkgutil, importlib, SpiffWorkflow
def picture():
    found = {}
    for info in pkgutil.walk_packages(SpiffWorkflow.__path__, "SpiffWorkflow."):
        module = importlib.import_module(info.name)
        for name, one in vars(module).items():
            found[info.name, name] = id(one)
            if inspect.isclass(one) and one.__module__.startswith("SpiffWorkflow"):
                found.update({(info.name, name, k): id(v) for k, v in vars(one).items() if callable(v)})
    return found
before = picture()
import engine.spiff
changed = [k for k, v in picture().items() if before.get(k, v) != v]
assert not changed, changed
"""


def test_nothing_in_the_library_is_replaced() -> None:
    subprocess.run([sys.executable, "-c", _COMPARE], check=True)
