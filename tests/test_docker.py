"""The deployment files say what the program understands."""

import re
import subprocess
from pathlib import Path

from click.testing import CliRunner

from engine.settings import from_environment
from webui.cli import main

DOCKER = Path(__file__).parents[1] / "docker"


def test_the_entrypoint_is_a_shell_script_that_parses() -> None:
    assert subprocess.run(["sh", "-n", DOCKER / "entrypoint.sh"], check=False).returncode == 0


def test_the_entrypoint_uses_commands_and_options_that_exist() -> None:
    text = (DOCKER / "entrypoint.sh").read_text()
    for command, options in re.findall(r"^\s*(?:exec )?motcua (\w+)((?: --[\w-]+ \S+)*)", text, re.MULTILINE):
        shown = CliRunner().invoke(main, [command, "--help"])
        assert shown.exit_code == 0, command
        for option in re.findall(r"--[\w-]+", options):
            assert option in shown.output, option


def test_the_compose_file_sets_variables_that_are_read() -> None:
    text = (DOCKER / "compose.yaml").read_text()
    url = "postgresql://motcua:x@database/motcua"
    assert "DATABASE_URL:" in text
    assert "REDIS_URL:" in text
    settings = from_environment(Path("/node"), {"DATABASE_URL": url, "REDIS_URL": "redis://redis:6379/0"})
    assert settings.database_url == "postgresql+psycopg://motcua:x@database/motcua"


def test_the_image_checks_a_page_that_exists() -> None:
    assert "/healthz" in (DOCKER / "Dockerfile").read_text()
    views = (Path(__file__).parents[1] / "webui").rglob("*.py")
    assert any('"/healthz"' in view.read_text(encoding="utf-8") for view in views)
