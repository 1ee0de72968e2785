"""The built assets over HTTP: kept by browsers for a year, sent compressed as they were built."""

import mimetypes

from flask import Blueprint, Flask, Response, abort, request, send_from_directory, url_for

from webui.assets import INSTALLED
from webui.audiences import audience

blueprint = Blueprint("static_files", __name__)

_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@blueprint.get("/static/<path:name>")
@audience("anyone")
def asset(name: str) -> Response:
    """One built file. Its name changes with its content, so nobody asks for it twice."""
    folder = INSTALLED.dist
    if name == "stamp" or name.endswith((".br", ".gz", ".json")):
        abort(404)
    encoding, suffix = _best_encoding(name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = send_from_directory(folder, name + suffix, mimetype=kind, conditional=True, max_age=31_536_000)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def _best_encoding(name: str) -> tuple[str, str]:
    accepted = request.accept_encodings
    for encoding, suffix in _ENCODINGS:
        if accepted[encoding] and (INSTALLED.dist / (name + suffix)).is_file():
            return encoding, suffix
    return "", ""


def asset_url(entry: str) -> str:
    """Address of an entry by its plain name (`app.js`), "" when the assets were not built."""
    found = INSTALLED.manifest.get(entry)
    return url_for("static_files.asset", name=found["file"]) if found else ""


def asset_preloads(entry: str) -> list[str]:
    """Addresses of the modules that an entry loads, so that the browser asks for all of them at once."""
    found = INSTALLED.manifest.get(entry, {"preload": []})
    return [url_for("static_files.asset", name=name) for name in found["preload"]]


def attach(app: Flask) -> None:
    """Serve the assets and let templates name them."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(asset_url=asset_url, asset_preloads=asset_preloads)
