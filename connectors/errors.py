"""Errors of the connectors.

ConnectorError
├── DocumentRefused       foreign XML that is not let in
│   ├── EnvelopeRefused   … as an envelope
│   └── ReceiptRefused    … as a receipt
├── KeyInvalid            an agency's key file cannot be used
├── RegistryInvalid       the agency registry cannot be used
├── TransportInvalid      a file in connectors/transports breaks the convention
├── OperationInvalid      a file in connectors/operations breaks the convention
└── ServicesInvalid       the list of systems that services may ask cannot be used
"""


class ConnectorError(Exception):
    """A connector cannot go on.

    code: stable, for machines. detail: where, in our own words; never content that came from outside.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class DocumentRefused(ConnectorError):
    """A foreign document is not let in."""


class EnvelopeRefused(DocumentRefused):
    """An envelope is not let in."""

    @property
    def is_final(self) -> bool:
        """Whether the refusal is our word to the sender (a signed REJECTED receipt) and not a passing fault.

        Only facts about an envelope whose signature verified can be final: a byte flipped on the way looks
        just like a forgery, and a clock that is wrong today is right tomorrow. What is meant for another agency
        cannot be final either: no key here may sign for it.
        """
        return self.code in _FINAL


_FINAL = frozenset({"EXPIRED", "BAD_MANIFEST", "BAD_PAYLOAD", "ID_REUSED", "SEQUENCE_REUSED"})


class ReceiptRefused(DocumentRefused):
    """A receipt is not let in: the message it was asked for is still undelivered."""


class KeyInvalid(ConnectorError):
    """A key file cannot be used."""


class RegistryInvalid(ConnectorError):
    """The agency registry cannot be used."""


class TransportInvalid(ConnectorError):
    """A transport file breaks the convention."""


class OperationInvalid(ConnectorError):
    """An operation file breaks the convention."""


class ServicesInvalid(ConnectorError):
    """The list of services cannot be used. detail: the entry."""
