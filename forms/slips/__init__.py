"""Paper slips as PDF: typst templates in `templates`, one file a slip, with everything that people read."""

from forms.slips.amounts import amount_in_words
from forms.slips.blocks import LONGEST, Block, block_texts, blocks_of
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
from forms.slips.examples import example_of
from forms.slips.form_words import form_words
from forms.slips.receipt import Form, ReceiptData, Verification
from forms.slips.rendering import (
    Output,
    Standard,
    compile_pdf,
    print_slip,
    render_slip,
    template_source,
    templates,
)

__all__ = [
    "LONGEST",
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
    "Output",
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
    "compile_pdf",
    "example_of",
    "form_words",
    "print_slip",
    "render_slip",
    "template_source",
    "templates",
]
