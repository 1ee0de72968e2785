"""Paper slips as PDF: typst templates in `templates`, one file a slip, with everything that people read."""

from forms.slips.amounts import amount_in_words
from forms.slips.blocks import Block, block_texts, blocks_of
from forms.slips.data import (
    ApologyData,
    AskedPaper,
    ControlData,
    DossierSlip,
    FeeData,
    HandedResult,
    HandOver,
    HandoverData,
    RefusalData,
    RegisterData,
    RegisterLine,
    ReturnedData,
    Slip,
    StopData,
    SupplementData,
)
from forms.slips.errors import SlipError
from forms.slips.receipt import Form, ReceiptData, Verification
from forms.slips.rendering import Standard, compile_pdf, render_slip, templates

__all__ = [
    "compile_pdf",
    "ApologyData",
    "AskedPaper",
    "Block",
    "ControlData",
    "DossierSlip",
    "FeeData",
    "Form",
    "HandOver",
    "HandedResult",
    "HandoverData",
    "ReceiptData",
    "RefusalData",
    "RegisterData",
    "RegisterLine",
    "ReturnedData",
    "Slip",
    "SlipError",
    "Standard",
    "StopData",
    "SupplementData",
    "Verification",
    "amount_in_words",
    "block_texts",
    "blocks_of",
    "render_slip",
    "templates",
]
