"""Paper slips as PDF: typst templates in `templates`, one file a slip, with everything that people read."""

from forms.slips.errors import SlipError
from forms.slips.receipt import ReceiptData
from forms.slips.rendering import Standard, render_slip, templates

__all__ = ["ReceiptData", "SlipError", "Standard", "render_slip", "templates"]
