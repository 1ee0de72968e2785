"""What reading a DMN model may raise.

DmnError
├── DmnXmlError        the bytes are no acceptable XML
├── DmnModelError      the XML is no usable DMN model
└── DmnNameError       no decision or service of that name
"""

from __future__ import annotations


class DmnError(Exception):
    """A DMN model could not be read or used.

    code: stable machine code. element: the id or name of the element at fault, "" when there is none.
    """

    code = "dmn.error"

    def __init__(self, message: str, *, code: str | None = None, element: str = "") -> None:
        self.code = code or type(self).code
        self.message = message
        self.element = element
        super().__init__(f"{element}: {message}" if element else message)


class DmnXmlError(DmnError):
    """The bytes are no acceptable XML."""

    code = "dmn.xml"


class DmnModelError(DmnError):
    """The XML is no usable DMN model."""

    code = "dmn.model"


class DmnNameError(DmnError):
    """The model has no decision or decision service of that name."""

    code = "dmn.name"
