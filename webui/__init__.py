"""The composition root: Flask application, command line, one blueprint folder per audience."""

from webui import starting  # isort: split

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.node import Node, web_secret
from webui import (
    account,
    addresses,
    admin,
    audiences,
    catalogue,
    database,
    designer,
    desk,
    exchange,
    extensions,
    formats,
    health,
    leader,
    logs,
    navigation,
    papers,
    portal,
    problems,
    security,
    static_files,
)
from webui.nodes import NODE

starting.done()

BODY_LIMIT = 64 * 1024 * 1024
"""Bytes of one request with files; a single file has a smaller limit of its own."""
PARTS_LIMIT = 6_000
"""Fields of one form: forms with long lists are real."""


def create_app(node: Node) -> Flask:
    """The web application of a node: desk and account for agencies, look-up for the portal, exchange for both."""
    logs.configure()
    app = Flask("webui", static_folder=None)
    _configure(app, node)
    logs.attach(app)
    app.extensions[NODE] = node
    database.attach(app, node)
    extensions.csrf.init_app(app)
    extensions.limiter.init_app(app)
    app.before_request(audiences.guard)
    app.after_request(security.add_headers)
    for blueprint in _blueprints(node):
        app.register_blueprint(blueprint)
    addresses.attach(app)
    static_files.attach(app)
    formats.attach(app)
    navigation.attach(app, node.profile.name)
    problems.attach(app)
    return app


def _configure(app: Flask, node: Node) -> None:
    is_https = node.profile.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=web_secret(node.settings.home),
        SESSION_COOKIE_NAME="motcua_page",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=PARTS_LIMIT,
        WTF_CSRF_CHECK_DEFAULT=False,
        # a counter keeps its pages open all day
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_STORAGE_URI=node.settings.redis_url or "memory://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(node.settings.redis_url),
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if is_https:
        # gunicorn speaks no TLS here, so a proxy in front of it does, and only that proxy can reach us
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]


def _blueprints(node: Node) -> list[Blueprint]:
    shared = [exchange.blueprint, health.blueprint, catalogue.blueprint]
    if node.profile.role == "portal":
        return [portal.blueprint, *shared]
    return [
        account.blueprint,
        desk.blueprint,
        leader.blueprint,
        admin.blueprint,
        papers.blueprint,
        designer.blueprint,
        *shared,
    ]
