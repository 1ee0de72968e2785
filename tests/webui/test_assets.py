"""The asset pipeline: stamps, freshness, plain errors, the hook. The real Node runs where something is built."""

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from webui import assets
from webui.assets import INSTALLED, Assets, AssetsFailed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Assets:
    """A checkout without built assets."""
    front = tmp_path / "frontend"
    (front / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "build.mjs"):
        shutil.copy(ROOT / "frontend" / name, front / name)
    (front / "src" / "app.js").write_text("import './app.css'; export const size = 1;")
    (front / "src" / "app.css").write_text("body { color: red }")
    # the packages are those of this checkout: npm is not asked again
    INSTALLED.ensure()
    (front / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")
    return Assets(tmp_path)


def test_stale_assets_are_built_once_with_hashed_names_and_compressed_twins(tree: Assets) -> None:
    assert tree.manifest == {}

    assert tree.ensure() is True
    assert tree.ensure() is False

    assert set(tree.manifest) == {"app.js", "app.css"}
    for entry in tree.manifest.values():
        built = tree.dist / entry["file"]
        assert "-" in built.stem
        assert built.with_name(built.name + ".br").exists()
        assert built.with_name(built.name + ".gz").exists()


def test_a_changed_source_makes_the_assets_stale_and_gives_the_file_a_new_name(tree: Assets) -> None:
    tree.ensure()
    before = tree.manifest["app.css"]["file"]

    (tree.frontend / "src" / "app.css").write_text("body { color: blue }")

    assert not tree.are_fresh()
    assert tree.ensure() is True
    assert tree.manifest["app.css"]["file"] != before


def test_a_source_that_does_not_build_says_which_line_and_keeps_the_old_assets(tree: Assets) -> None:
    tree.ensure()
    (tree.frontend / "src" / "app.js").write_text("import './nowhere.css'")

    with pytest.raises(AssetsFailed, match=r"(?s)nowhere\.css.*MOTCUA_SKIP_ASSETS") as caught:
        tree.ensure()

    assert "src/app.js:1" in str(caught.value)
    assert json.loads((tree.dist / "manifest.json").read_text())["app.js"]


def test_a_package_without_sources_and_without_assets_says_so(tmp_path: Path) -> None:
    with pytest.raises(AssetsFailed, match="built without browser assets"):
        Assets(tmp_path).ensure()


def test_the_app_styles_stay_small_enough_for_a_slow_line() -> None:
    INSTALLED.ensure()
    css = INSTALLED.dist / INSTALLED.manifest["app.css"]["file"]
    assert css.stat().st_size < 20_000
    assert css.with_name(css.name + ".br").stat().st_size < 4_500


def test_licences_of_what_is_inside_travel_with_it() -> None:
    INSTALLED.ensure()
    text = (INSTALLED.dist / "LICENCES.txt").read_text()
    assert "htmx.org" in text
    assert "SIL OPEN FONT LICENSE" in text.upper()


def _hook_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("fresh", "node", "skip", "wanted"),
    [
        (False, False, "", [assets.NODE_REQUIREMENT]),
        (False, False, "1", []),
        (False, True, "", []),
        (True, False, "", []),
    ],
)
def test_the_hook_asks_for_node_from_pypi_only_when_it_will_be_needed(
    tree: Assets, monkeypatch: pytest.MonkeyPatch, fresh: bool, node: bool, skip: str, wanted: list[str]
) -> None:
    (tree.root / "webui").mkdir(exist_ok=True)
    shutil.copy(ROOT / "webui" / "assets.py", tree.root / "webui" / "assets.py")
    if fresh:
        tree.ensure()
    if not node:
        monkeypatch.setenv("PATH", str(tree.root / "empty"))
    monkeypatch.setenv(assets.SKIP, skip)

    hook = _hook_module().AssetHook(str(tree.root), {}, None, None, "", "wheel")

    assert hook.dependencies() == wanted
