"""One line for each request. The endpoint, never the address: addresses carry names that people search for."""

import logging
import time

import structlog
from flask import Flask, Response, g, request

from webui.sessions import current_officer

log = structlog.get_logger("webui")


def configure() -> None:
    """JSON lines on standard output, unless the process has chosen something else before."""
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


def attach(app: Flask) -> None:
    """Log every request of an application, except those for files of the pages."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        if request.endpoint != "static_files.asset":
            account = current_officer().account_id if g.get("officer") else None
            log.info(
                "request_finished",
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
                account=account,
            )
        return response
