"""A slip that cannot be printed."""


class SlipError(Exception):
    """code: unknown_slip, bad_slip_data, bad_barcode; of templates: bad_template, template_too_slow, _too_large. detail: for the log, may quote the template's place."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}")
