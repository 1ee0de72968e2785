"""Reading XML that somebody else wrote: no entities, no DTD, no network, bounded size and depth."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from decisions.dmn.errors import DmnModelError, DmnXmlError

MAX_BYTES = 5_000_000
_MAX_DEPTH = 120

# The namespaces of DMN 1.1 to 1.5.
NAMESPACES = frozenset(
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ]
)


def parse(xml: bytes) -> etree._Element:
    """The root element. Raises DmnXmlError for what is too large, malformed, has a DTD or nests too deep."""
    if len(xml) > MAX_BYTES:
        raise DmnXmlError(f"the file is larger than {MAX_BYTES} bytes", code="dmn.xml.size")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DmnXmlError(f"no well-formed XML: {error}", code="dmn.xml.syntax") from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise DmnXmlError("a document type declaration is not accepted", code="dmn.xml.doctype")
    for event, level in _levels(root):
        if level > _MAX_DEPTH:
            raise DmnXmlError(
                f"elements nest more than {_MAX_DEPTH} deep", code="dmn.xml.depth", element=event
            )
    return root


def _levels(root: etree._Element) -> Iterator[tuple[str, int]]:
    pending = [(root, 1)]
    while pending:
        element, level = pending.pop()
        yield str(element.tag), level
        pending.extend((child, level + 1) for child in element)


def local(element: etree._Element) -> str:
    """The name of a DMN element; "" for an element of another namespace."""
    name = etree.QName(element)
    return name.localname if name.namespace in NAMESPACES else ""


def kids(element: etree._Element, *names: str) -> list[etree._Element]:
    """The DMN elements directly inside, all or those of the given names."""
    return [child for child in element if (local(child) in names if names else local(child))]


def kid(element: etree._Element, *names: str) -> etree._Element | None:
    """The first of them, None when there is none."""
    found = kids(element, *names)
    return found[0] if found else None


def text_of(element: etree._Element | None) -> str:
    """What stands in an element's `text` child, blanks at the ends cut; "" when it has none."""
    inner = None if element is None else kid(element, "text")
    return "" if inner is None else (inner.text or "").strip()


def required(element: etree._Element, attribute: str) -> str:
    """An attribute. Raises DmnModelError when it is missing."""
    value = element.get(attribute)
    if not value:
        raise DmnModelError(
            f"a {local(element) or element.tag} has no {attribute}",
            code="dmn.model.attribute",
            element=element.get("id", ""),
        )
    return value
