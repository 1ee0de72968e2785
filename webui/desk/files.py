"""Files of dossiers, streamed from disk."""

from flask import Response, send_file
from flask.typing import ResponseReturnValue

from engine import process
from webui.audiences import audience
from webui.desk.blueprint import blueprint
from webui.sessions import current_officer

SHOWN = frozenset(("application/pdf", "image/png", "image/jpeg", "image/gif"))
"""What a browser may open by itself; everything else is saved. No kind of file here can carry script."""


@blueprint.get("/tep/<file_id>")
@audience("officer")
def file(file_id: str) -> ResponseReturnValue:
    """One file, opened or saved under its own name."""
    info, stream = process.open_file(file_id, current_officer())
    response: Response = send_file(
        stream,
        mimetype=info.content_type,
        as_attachment=info.content_type not in SHOWN,
        download_name=info.name,
        max_age=0,
    )
    response.content_length = info.size
    response.headers["Cache-Control"] = "private, no-store"
    # browsers build a page of their own around a picture, with a style of their own
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    return response
