"""Slips through typst, compiled in this process; only our own fonts, nothing from the network."""

import json
import re
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
from forms.slips.sandbox import compile_apart

Standard = Literal["a-2a", "a-2b", "a-2u", "a-3b", "ua-1", "1.7"]

Output = Literal["pdf", "png"]

_PREVIEW_PPI = 96
_TEMPLATES = Path(str(files("forms.slips").joinpath("templates")))
_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_NO_SLIPS = frozenset(["common", "table", "paper"])


def render_slip(template: str, data: Mapping[str, object], *, standard: Standard = "a-2a") -> bytes:
    """A slip as PDF; the same data give the same bytes.

    template: file name in `templates` without `.typ`. data: JSON values and aware datetimes; at least `code` (in the
    bar code), `issued_at`, and `lookup.url`, `verification.url` where the slip has these QR codes; `blocks`: words that
    differ from those of `blocks.toml`. What each slip needs: data.py. Raises SlipError.
    """
    return print_slip(template, data, standard=standard)


def print_slip(
    template: str,
    data: Mapping[str, object],
    source: str | None = None,
    *,
    standard: Standard = "a-2a",
    output: Output = "pdf",
) -> bytes:
    """As `render_slip`; source: a typst file that somebody wrote, compiled apart instead of ours.

    output: `png` for a picture of the first page. Raises SlipError.
    """
    if template not in templates():
        raise SlipError("unknown_slip", template)
    issued_at = _issued_at(data)
    inputs = _inputs({**data, "blocks": block_texts(template, data.get("blocks"))}, _pictures(data))
    if source is None:
        return compile_here(_bytes(template), inputs, issued_at, standard, output)
    order = {"inputs": inputs, "issued_at": issued_at.isoformat(), "standard": standard, "output": output}
    return compile_apart(source, order)


def template_source(template: str) -> str:
    """The typst file of a slip as it ships. Raises SlipError."""
    if template not in templates():
        raise SlipError("unknown_slip", template)
    return _bytes(template).decode()


@cache
def _bytes(template: str) -> bytes:
    return (_TEMPLATES / f"{template}.typ").read_bytes()


def compile_pdf(
    template: str,
    data: Mapping[str, object],
    pictures: Mapping[str, str],
    *,
    issued_at: datetime,
    standard: Standard = "a-2a",
) -> bytes:
    """A template with its data as PDF. pictures: SVG by the name that the template knows. Raises SlipError."""
    return compile_here(_bytes(template), _inputs(data, pictures), issued_at, standard)


def compile_here(
    main: bytes,
    inputs: Mapping[str, str],
    issued_at: datetime,
    standard: Standard = "a-2a",
    output: Output = "pdf",
) -> bytes:
    """PDF of a typst file in this process; it may import the files beside our templates. Raises SlipError."""
    try:
        compiler = typst.Compiler(main, root=_TEMPLATES, font_paths=_fonts(), sys_inputs=dict(inputs))
        made = compiler.compile(
            format=output,
            ppi=_PREVIEW_PPI if output == "png" else None,
            pdf_standards=[standard],
            timestamp=issued_at.replace(microsecond=0),  # typst takes whole seconds only
        )
    except typst.TypstError as error:
        raise SlipError("bad_slip_data", typst_complaint(error)) from error
    pages = made if isinstance(made, list) else [made]
    if not pages or not isinstance(pages[0], bytes):
        raise SlipError("bad_slip_data", "no pages")
    return pages[0]


_PLACE = re.compile(r"┌─ (\S+?):(\d+):\d+")


def typst_complaint(error: typst.TypstError) -> str:
    """What typst says, behind the line of the template that it means; our folders are nobody's business."""
    found = _PLACE.search(error.diagnostic or "")
    place = f"dòng {found[2]}" if found else ""
    if found and "__typst_py_bytes__" not in found[1]:
        place += f" của {found[1].rsplit('/', 1)[-1]}"
    said = "; ".join(dict.fromkeys([error.message, *(error.hints or ())]))
    return (f"{place}: {said}" if place else said).replace(f"{_TEMPLATES}/", "")


def _inputs(data: Mapping[str, object], pictures: Mapping[str, str]) -> dict[str, str]:
    return {"data": _json(data), **pictures}


def _pictures(data: Mapping[str, object]) -> dict[str, str]:
    pictures = {"barcode": code128(_text(data, "code"))}
    for name, key in (("qr", "lookup"), ("verification", "verification")):
        if key in data:
            pictures[name] = qr(_text(data, key, "url"))
    return pictures


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
