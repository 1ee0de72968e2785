"""Barcode and QR drawings as SVG, sized by their modules."""

from io import BytesIO

import barcode
import segno

from forms.slips.errors import SlipError

_MODULE_MM = 0.254  # two dots of a 200 dpi printer
_HEIGHT_MM = 10


def code128(text: str) -> str:
    """SVG of the Code 128 of a dossier code, without text, modules of 0.254 mm. Raises SlipError on other letters."""
    try:
        modules = str(barcode.Code128(text).build()[0])
    except barcode.errors.BarcodeError as error:
        raise SlipError("bad_barcode", str(error)) from error
    bars = "".join(f"M{start} 0h{length}v1h-{length}z" for start, length in _runs(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{len(modules) * _MODULE_MM:.3f}mm" height="{_HEIGHT_MM}mm" '
        f'viewBox="0 0 {len(modules)} 1" preserveAspectRatio="none" shape-rendering="crispEdges">'
        f'<path d="{bars}"/></svg>'
    )


def _runs(modules: str) -> list[tuple[int, int]]:
    """Start and length of every bar."""
    runs, position = [], 0
    for bar in modules.replace("01", "0 1").replace("10", "1 0").split():
        if bar[0] == "1":
            runs.append((position, len(bar)))
        position += len(bar)
    return runs


def qr(text: str) -> str:
    """SVG of a QR code, error level M, with its quiet zone."""
    drawing = BytesIO()
    segno.make_qr(text, error="m").save(drawing, kind="svg", border=2, omitsize=True, xmldecl=False)
    return drawing.getvalue().decode()
