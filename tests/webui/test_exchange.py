"""The routes of LT/1: reached without session or token, answered in the protocol's words."""

from flask import Flask

from connectors import lt1
from engine.node import Node
from tests.webui.browsers import Browser


def test_an_envelope_that_nobody_signed_is_refused_without_a_receipt(app: Flask) -> None:
    answer = app.test_client().post("/lt/v1/messages", data=b"<Envelope/>", content_type="application/xml")

    assert answer.status_code == 422
    assert answer.is_json


def test_an_envelope_too_large_is_not_read_to_its_end(app: Flask) -> None:
    answer = app.test_client().post("/lt/v1/messages", data=b"x" * 3_000_000)

    assert answer.status_code == 413


def test_a_file_that_was_not_announced_is_not_kept(app: Flask, agency: Node) -> None:
    answer = app.test_client().put(f"/lt/v1/messages/unknown/blobs/{'0' * 64}", data=b"bytes")

    assert answer.status_code == 404
    assert not agency.database.blobs.folder.exists() or not any(agency.database.blobs.folder.iterdir())


def test_a_receipt_that_was_never_given_is_not_there(app: Flask) -> None:
    assert app.test_client().get("/lt/v1/receipts/H21.00.99/unknown").status_code == 404


def test_health_names_the_protocol_and_this_node(app: Flask) -> None:
    facts = app.test_client().get("/lt/v1/health").get_json()

    assert facts["agencies"] == ["H21.52.21"]
    assert facts["version"] == lt1.VERSION


def test_an_unknown_route_of_the_exchange_answers_machines_in_json(app: Flask) -> None:
    answer = app.test_client().get("/lt/v1/nothing")

    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "page_not_found"


def test_pages_answer_people_in_html_and_programs_in_json(app: Flask) -> None:
    assert "Không có trang này" in Browser(app).get("/nothing").text
    answer = app.test_client().get("/nothing", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
