"""The one version of SpiffWorkflow that this seam was proven against (tests/engine/spiff)."""

import SpiffWorkflow

VERSION = "3.2.0"


class WrongLibrary(ImportError):
    """Another version of SpiffWorkflow is installed than the one the seam was proven against."""


def require(found: str) -> None:
    """Refuse to run on any other version: its inner workings are relied upon. Raises WrongLibrary."""
    if found != VERSION:
        raise WrongLibrary(f"SpiffWorkflow {VERSION} is required exactly, {found} is installed")


require(SpiffWorkflow.__version__)
