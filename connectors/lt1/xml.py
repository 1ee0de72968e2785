"""The only door through which foreign XML comes in."""

from functools import cache
from importlib import resources
from typing import Any

from lxml import etree

from connectors.errors import DocumentRefused

NS = "urn:vn:motcua:lienthong:1"
MAX_DOCUMENT = 1 << 20
MAX_TAGS = 10_000
"""Far above what the largest valid envelope holds (200 references and a signature are under 1 000)."""


def tag(name: str) -> str:
    """An element name of our namespace as lxml writes it."""
    return f"{{{NS}}}{name}"


def hardened_parser() -> etree.XMLParser:
    """A parser that resolves, loads and fetches nothing, with libxml2's size and depth limits in force."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=False,
        remove_pis=False,
    )


def parse(raw: bytes) -> etree._Element:
    """The root element of a foreign document.

    Raises DocumentRefused: TOO_LARGE (over 1 MiB or 10 000 tags), MALFORMED (not well-formed UTF-8 XML),
    DTD_FORBIDDEN, COMMENT_OR_PI_FORBIDDEN (both can split a text so that two readers see two values).
    """
    if len(raw) > MAX_DOCUMENT or raw.count(b"<") > MAX_TAGS * 2:
        raise DocumentRefused("TOO_LARGE")
    try:
        root = etree.fromstring(raw, hardened_parser())
    except etree.XMLSyntaxError as error:
        # libxml2 reports entity bombs as syntax errors, before there is a tree to look at.
        raise DocumentRefused("DTD_FORBIDDEN" if b"<!DOCTYPE" in raw else "MALFORMED") from error
    info: Any = root.getroottree().docinfo  # the stubs stop here
    if info.doctype or info.internalDTD is not None:
        raise DocumentRefused("DTD_FORBIDDEN")
    if info.encoding is not None and info.encoding.upper() != "UTF-8":
        raise DocumentRefused("MALFORMED", "encoding")
    if _has_comment_or_pi(root):
        raise DocumentRefused("COMMENT_OR_PI_FORBIDDEN")
    return root


def _has_comment_or_pi(root: etree._Element) -> bool:
    beside = (*root.itersiblings(preceding=True), *root.itersiblings())
    return bool(beside) or any(not isinstance(node.tag, str) for node in root.iter())


def validate(root: etree._Element, name: str) -> None:
    """Check a document against our schema. name: the root element expected, `Envelope` or `Receipt`.

    Raises DocumentRefused SCHEMA_VIOLATION; the detail is libxml2's name of the rule, never the content.
    """
    if root.tag != tag(name):
        raise DocumentRefused("SCHEMA_VIOLATION", f"root is not {name}")
    schema = _schema()
    if not schema.validate(root):
        errors: Any = schema.error_log  # the stubs stop here
        raise DocumentRefused("SCHEMA_VIOLATION", str(errors.last_error.type_name))


@cache
def _schema() -> etree.XMLSchema:
    text = resources.files("connectors.lt1").joinpath("lt-1.0.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(text, hardened_parser()))
