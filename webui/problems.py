"""From an error's code to a page, a fragment or a JSON problem, with the right HTTP status."""

from datetime import datetime
from typing import Any

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from engine import clock, people
from engine.errors import MotcuaError
from webui import formats, strings
from webui.account.resuming import ask_to_sign_in

log = structlog.get_logger("webui")

_WEB_CODES = {
    400: "bad_request",
    404: "page_not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    429: "too_many_requests",
}


def attach(app: Flask) -> None:
    """Answer every error of an application in words of the table."""
    app.register_error_handler(people.SessionExpired, ask_to_sign_in)
    app.register_error_handler(MotcuaError, _engine_error)
    app.register_error_handler(CSRFError, lambda _error: answer("stale_page"))
    app.register_error_handler(RateLimitExceeded, _too_fast)
    app.register_error_handler(HTTPException, _http_error)


def words(error: MotcuaError) -> strings.Problem:
    """The problem's title and text with the error's facts filled in."""
    lineage = [kind.code for kind in type(error).__mro__ if issubclass(kind, MotcuaError)]
    found = strings.problem_of(lineage)
    return strings.Problem(found.status, found.title, found.text.format_map(_Facts(error.facts)))


class _Facts(dict[str, Any]):
    """Facts as they are said; a sentence survives a fact that is not there."""

    def __init__(self, facts: dict[str, Any]) -> None:
        said = {k: formats.when(v) if isinstance(v, datetime) else v for k, v in facts.items()}
        until = facts.get("until")
        if isinstance(until, datetime):
            said["minutes"] = max(1, -int((clock.now() - until).total_seconds() // 60))
        super().__init__(said)

    def __missing__(self, _key: str) -> str:
        return "…"


def answer(code: str, problem: strings.Problem | None = None) -> Response:
    """The answer for a code: JSON for systems, a fragment for htmx, else a whole page."""
    problem = problem or strings.PROBLEMS[code]
    if _wants_json():
        body = {"type": f"urn:motcua:{code}", "code": code, "title": problem.title, "status": problem.status}
        response = jsonify(body)
        response.mimetype = "application/problem+json"
    elif request.headers.get("HX-Request") == "true":
        response = make_response(render_template("errors/_problem.html", problem=problem))
        # beside the form and not in its place: what was typed stays
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML"
        response.headers["HX-Reselect"] = ".notice"
    else:
        response = make_response(render_template("errors/problem.html", problem=problem, code=code))
    response.status_code = problem.status
    return response


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return request.path.startswith("/lt/") or (accepted.accept_json and not accepted.accept_html)


def _engine_error(error: MotcuaError) -> Response:
    problem = words(error)
    if problem.status >= 500:
        log.error("request_failed", code=error.code, detail=error.detail, endpoint=request.endpoint)
    else:
        log.info("request_refused", code=error.code, detail=error.detail, endpoint=request.endpoint)
    return answer(error.code, problem)


def _too_fast(error: RateLimitExceeded) -> Response:
    response = answer("too_many_requests")
    response.headers["Retry-After"] = "60"
    return response


def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, InternalServerError):
        log.error("request_crashed", endpoint=request.endpoint, exc_info=error.original_exception)
    return answer(_WEB_CODES.get(error.code, "bad_request" if error.code < 500 else "error"))
