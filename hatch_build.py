"""Build hook: browser assets are built by `pip install .`, with Node from PyPI when the machine has none."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def _assets_module(root: str) -> ModuleType:
    # by path: nothing of the project can be imported while it is being built
    spec = importlib.util.spec_from_file_location("_motcua_assets", Path(root) / "webui" / "assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class AssetHook(BuildHookInterface[Any]):
    """Runs before the wheel, the editable wheel or the sdist is put together."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, only if it will be needed."""
        module = _assets_module(self.root)
        if os.environ.get(module.SKIP) or module.Assets(Path(self.root)).are_fresh() or module.system_node():
            return []
        return [module.NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing or stale. Ends the build with plain words when that fails."""
        module = _assets_module(self.root)
        if os.environ.get(module.SKIP):
            return
        try:
            module.Assets(Path(self.root)).ensure()
        except module.AssetsFailed as error:
            raise SystemExit(str(error)) from None
