"""Every route says whom it is for; this table says the same, so that a change is seen."""

import pytest
from flask import Flask

from engine.node import Node
from tests.webui.browsers import Browser
from tests.webui.conftest import SignedIn
from webui import create_app
from webui.audiences import NoAudience, audience_of

AUDIENCES = {
    "admin.declare_outage": "officer",
    "admin.end_outage": "officer",
    "admin.outages": "officer",
    "admin.settle_outage": "officer",
    "catalogue.procedure": "public",
    "catalogue.procedures": "public",
    "desk.bill": "officer",
    "desk.cancel_fee_receipt": "officer",
    "desk.cashier": "officer",
    "desk.collect": "officer",
    "desk.fee_receipt": "officer",
    "desk.handover_document": "officer",
    "desk.handover_page": "officer",
    "desk.take_till": "officer",
    "desk.tills": "officer",
    "desk.print_fee_receipt": "officer",
    "desk.receipt_book": "officer",
    "desk.refund_charge": "officer",
    "desk.takings_document": "officer",
    "desk.waive_charge": "officer",
    "desk.catch_up": "officer",
    "desk.catch_up_template": "officer",
    "desk.enter_paper": "officer",
    "desk.make_paper_block": "officer",
    "desk.paper_block_pdf": "officer",
    "desk.paper_blocks": "officer",
    "desk.reconcile_shelf": "officer",
    "desk.refuse_paper": "officer",
    "desk.release_papers": "officer",
    "desk.shelf": "officer",
    "desk.spoil_paper": "officer",
    "desk.upload_papers": "officer",
    "account.change_password": "officer",
    "account.enter": "anyone",
    "account.profile": "officer",
    "account.sign_in": "anyone",
    "account.sign_out": "anyone",
    "admin.add_day": "officer",
    "admin.calendar": "officer",
    "admin.change_hours": "officer",
    "admin.confirm_year": "officer",
    "admin.change_paper": "officer",
    "admin.paper": "officer",
    "admin.papers": "officer",
    "admin.take_back_paper": "officer",
    "admin.remove_day": "officer",
    "admin.incident": "officer",
    "admin.incidents": "officer",
    "admin.variables": "officer",
    "admin.correct": "officer",
    "admin.message": "officer",
    "admin.retry_message": "officer",
    "admin.set_message_aside": "officer",
    "admin.retry": "officer",
    "admin.skip": "officer",
    "desk.act_on_task": "officer",
    "desk.act": "officer",
    "desk.add_files": "officer",
    "desk.do_act": "officer",
    "desk.claim": "officer",
    "desk.dossier_page": "officer",
    "desk.dossiers": "officer",
    "desk.file": "officer",
    "desk.home": "officer",
    "desk.inbox": "officer",
    "desk.paper": "officer",
    "desk.print_handover": "officer",
    "desk.print_paper": "officer",
    "desk.results": "officer",
    "desk.procedures": "officer",
    "desk.receipt": "officer",
    "desk.receive": "officer",
    "desk.received": "officer",
    "desk.reception": "officer",
    "desk.release": "officer",
    "desk.reminders": "officer",
    "desk.task": "officer",
    "designer.begin": "officer",
    "designer.compare": "officer",
    "designer.migration": "officer",
    "designer.plan": "officer",
    "designer.procedure": "officer",
    "designer.procedures": "officer",
    "designer.take_back": "officer",
    "designer.version": "officer",
    "exchange.health": "peer",
    "exchange.receipt": "peer",
    "exchange.take_blob": "peer",
    "exchange.take_message": "peer",
    "health.health": "anyone",
    "leader.behind_figure": "officer",
    "leader.register": "officer",
    "leader.register_document": "officer",
    "leader.statutory": "officer",
    "leader.statutory_document": "officer",
    "papers.ask": "public",
    "papers.check": "public",
    "portal.about": "public",
    "portal.accessibility": "public",
    "portal.look_up": "public",
    "static_files.asset": "anyone",
}


def test_every_route_is_in_the_table_with_its_audience(app: Flask, portal_app: Flask) -> None:
    found = {
        endpoint: audience_of(application, endpoint)
        for application in (app, portal_app)
        for endpoint in application.view_functions
    }
    assert found == AUDIENCES


def test_a_route_without_an_audience_is_never_reached(agency: Node) -> None:
    app = create_app(agency)
    app.testing = True
    app.add_url_rule("/hidden", "hidden", lambda: "secret")

    with pytest.raises(NoAudience):
        app.test_client().get("/hidden")


def test_no_officers_page_answers_a_stranger(app: Flask) -> None:
    browser = Browser(app)
    for rule in app.url_map.iter_rules():
        if AUDIENCES.get(rule.endpoint) != "officer" or "GET" not in (rule.methods or ()):
            continue
        address = rule.rule
        for name in rule.arguments:
            address = address.replace(f"<{name}>", "x").replace(f"<int:{name}>", "1")
        assert browser.get(address).title.startswith("Đăng nhập"), address


def test_a_change_without_our_pages_token_is_refused(signed_in: SignedIn) -> None:
    browser = signed_in("lan")
    answer = browser.client.post("/viec/abc/nhan")
    assert answer.status_code == 400
    assert "Trang đã cũ" in answer.get_data(as_text=True)


def test_every_page_forbids_foreign_scripts_frames_and_guessing_of_types(
    app: Flask, portal_app: Flask
) -> None:
    for answer in (app.test_client().get("/dang-nhap"), portal_app.test_client().get("/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_pages_carry_no_inline_script_or_style(signed_in: SignedIn) -> None:
    browser = signed_in("lan")
    for address in ("/viec", "/tiep-nhan", "/tiep-nhan/2.000815", "/ho-so", "/tai-khoan"):
        page = browser.get(address)
        assert page.all("style, [style], script:not([src]), [onclick], [onchange]") == [], address


def test_over_https_cookies_are_secure(agency: Node) -> None:
    from dataclasses import replace

    node = replace(agency, profile=replace(agency.profile, base_url="https://motcua.example.vn"))
    app = create_app(node)
    assert app.config["SESSION_COOKIE_SECURE"] is True
    answer = app.test_client().get("/dang-nhap", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_the_health_page_says_when_the_database_does_not_answer(app: Flask, agency: Node) -> None:
    assert app.test_client().get("/healthz").json == {"status": "ok"}

    (agency.settings.home / "node.db").unlink()
    agency.database.close()
    (agency.settings.home / "node.db").mkdir()

    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"status": "database_unreachable"}
