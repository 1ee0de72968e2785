"""The database of a web process: its engine's life is Flask-SQLAlchemy's, its transactions are engine.store's."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine

from engine import store
from engine.node import Node

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class NodeDatabase(SQLAlchemy):
    """Flask-SQLAlchemy on the engine of a node, with the transaction rules that engine.store has given it.

    Its session is not used: `store.transaction()` is the only place that commits.
    """

    def __init__(self, app: Flask, engine: Engine) -> None:
        self._node_engine = engine
        super().__init__(app)

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        # one engine for the web, the sweeper and the store: SQLite's writers queue in one line
        return self._node_engine


def attach(app: Flask, node: Node) -> None:
    """Tie the application to the node's database and make every request work on it."""
    app.config["SQLALCHEMY_DATABASE_URI"] = node.settings.database_url
    NodeDatabase(app, node.database.engine)
    inner: Wsgi = app.wsgi_app

    def on_this_node(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # one process may hold several nodes (demo, tests): the process's default database may be another's
        with store.using(node.database), store.reading_together():
            return inner(environ, start_response)

    app.wsgi_app = on_this_node  # type: ignore[method-assign]
