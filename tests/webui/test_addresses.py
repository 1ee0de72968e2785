"""Addresses in templates are those that Flask builds, also when they are put together from known pieces."""

from typing import Any

import pytest
from flask import Flask, url_for

CASES: list[tuple[str, dict[str, Any]]] = [
    ("desk.inbox", {}),
    ("desk.task", {"task_id": "one"}),
    ("desk.task", {"task_id": "two.2_2-x"}),
    ("desk.task", {"task_id": "needs quoting/?é"}),
    ("desk.inbox", {"xem": "mine", "q": None}),
    ("desk.inbox", {"xem": "mine", "q": ""}),
    ("desk.inbox", {"xem": "group", "q": "abc"}),
    ("desk.inbox", {"xem": "group", "q": "Rơ Châm"}),
    ("desk.inbox", {"trang": 2}),
    ("desk.dossier_page", {"code": "H21.52.21-261126-0001", "_anchor": "phi"}),
    ("desk.dossier_page", {"q": "in-the-query", "code": "after-it-in-the-path"}),
    ("desk.dossier_page", {"code": "A", "_external": True}),
]


@pytest.mark.parametrize("root", ["", "/mot-cua"])
def test_an_address_is_the_one_that_flask_builds(app: Flask, root: str) -> None:
    build = app.jinja_env.globals["url_for"]
    assert build is not url_for
    with app.test_request_context("/viec", environ_overrides={"SCRIPT_NAME": root}):
        # twice: the second one comes from the pieces of the first
        for endpoint, values in [*CASES, *CASES]:
            assert build(endpoint, **values) == url_for(endpoint, **values)


def test_an_address_of_a_number_is_built_by_its_rule(app: Flask) -> None:
    app.add_url_rule("/so/<int:number>", "test.number", lambda number: "")
    build = app.jinja_env.globals["url_for"]
    with app.test_request_context("/viec"):
        assert build("test.number", number="7") == url_for("test.number", number="7") == "/so/7"
        assert build("test.number", number="007") == url_for("test.number", number="007")
