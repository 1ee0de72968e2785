"""Settings of a node, from the environment and back."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine import settings


def test_a_program_started_for_the_same_node_is_run_the_same_way(tmp_path: Path) -> None:
    own = replace(
        settings.from_environment(tmp_path, {"REDIS_URL": "redis://localhost/3"}),
        sweep_seconds=0.5,
        live_instances=7,
        lease_seconds=4.0,
        retry_seconds=1.5,
    )

    assert settings.from_environment(env=settings.environment_of(own)) == own


def test_without_redis_a_started_program_has_none_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://localhost/3")
    own = settings.from_environment(tmp_path, {})

    assert settings.from_environment(env=settings.environment_of(own)).redis_url is None


@pytest.mark.parametrize("name", ["MOTCUA_LEASE_SECONDS", "MOTCUA_RETRY_SECONDS", "MOTCUA_SWEEP_SECONDS"])
@pytest.mark.parametrize("text", ["soon", "0", "-1"])
def test_a_number_that_cannot_be_used_is_named(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(settings.BadSetting) as refused:
        settings.from_environment(tmp_path, {name: text})

    assert refused.value.facts["name"] == name
