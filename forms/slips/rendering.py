"""Slips through typst, compiled in this process; only our own fonts, nothing from the network."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import fontpkg_noto_serif
import typst

from forms.slips.blocks import block_texts
from forms.slips.codes import code128, qr
from forms.slips.errors import SlipError

Standard = Literal["a-2a", "a-2b", "a-2u", "a-3b", "ua-1", "1.7"]

_TEMPLATES = Path(str(files("forms.slips").joinpath("templates")))
_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_NO_SLIPS = frozenset(["common", "table", "paper"])


def render_slip(template: str, data: Mapping[str, object], *, standard: Standard = "a-2a") -> bytes:
    """A slip as PDF; the same data give the same bytes.

    template: file name in `templates` without `.typ`. data: JSON values and aware datetimes; at least `code` (in the
    bar code), `issued_at`, and `lookup.url`, `verification.url` where the slip has these QR codes; `blocks`: words that
    differ from those of `block_defaults`. What each slip needs: data.py. Raises SlipError.
    """
    if template not in templates():
        raise SlipError("unknown_slip", template)
    issued_at = _issued_at(data)
    return compile_pdf(
        template, slip_inputs(template, data), _pictures(data), issued_at=issued_at, standard=standard
    )


def slip_inputs(template: str, data: Mapping[str, object]) -> dict[str, object]:
    """The data with the words of the slip's blocks in it."""
    return {**data, "blocks": block_texts(template, data.get("blocks"))}


def _pictures(data: Mapping[str, object]) -> dict[str, str]:
    pictures = {"barcode": code128(_text(data, "code"))}
    for name, key in (("qr", "lookup"), ("verification", "verification")):
        if key in data:
            pictures[name] = qr(_text(data, key, "url"))
    return pictures


def compile_pdf(
    template: str,
    data: Mapping[str, object],
    pictures: Mapping[str, str],
    *,
    issued_at: datetime,
    standard: Standard = "a-2a",
) -> bytes:
    """A template with its data as PDF. pictures: SVG by the name that the template knows. Raises SlipError."""
    inputs = {"data": _json(data), **pictures}
    try:
        compiler = typst.Compiler(root=_TEMPLATES, font_paths=_fonts(), sys_inputs=inputs)
        pdf = compiler.compile(
            _TEMPLATES / f"{template}.typ",
            format="pdf",
            pdf_standards=[standard],
            timestamp=issued_at.replace(microsecond=0),  # typst takes whole seconds only
        )
    except typst.TypstError as error:
        raise SlipError("bad_slip_data", str(error)) from error
    if not isinstance(pdf, bytes):
        raise SlipError("bad_slip_data", "no pages")
    return pdf


@cache
def templates() -> frozenset[str]:
    """Names of the slips there are."""
    return frozenset(path.stem for path in _TEMPLATES.glob("*.typ")) - _NO_SLIPS


@cache
def _fonts() -> typst.Fonts:
    # read once: a variable face of 4 MB
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[fontpkg_noto_serif.ROOT / "files"],
    )


def _json(data: Mapping[str, object]) -> str:
    try:
        return json.dumps(data, default=_moment, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise SlipError("bad_slip_data", str(error)) from error


def _text(data: Mapping[str, object], *keys: str) -> str:
    value: object = data
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(value, str) or not value:
        raise SlipError("bad_slip_data", ".".join(keys))
    return value


def _issued_at(data: Mapping[str, object]) -> datetime:
    value = data.get("issued_at")
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise SlipError("bad_slip_data", "issued_at")
    return value


def _moment(value: object) -> dict[str, int]:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError(f"{type(value).__name__} cannot go onto a slip")
    return local_parts(value)


def local_parts(value: datetime) -> dict[str, int]:
    """An aware instant in parts, as the clock on the counter's wall shows it."""
    local = value.astimezone(_LOCAL)
    return {
        "year": local.year,
        "month": local.month,
        "day": local.day,
        "hour": local.hour,
        "minute": local.minute,
    }
