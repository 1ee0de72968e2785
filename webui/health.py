"""Is this web process able to work: for load balancers and watchdogs."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from engine import store
from engine.errors import MotcuaError
from webui.audiences import audience

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@audience("anyone")
def health() -> ResponseReturnValue:
    """200 when the database answers, else 503. Says nothing about whose node this is."""
    try:
        store.ping()
    except (SQLAlchemyError, MotcuaError):
        return jsonify(status="database_unreachable"), 503
    return jsonify(status="ok")
