"""Reading XML that a stranger may have written."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from engine.spiff.errors import DefinitionRefused, Finding

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
MAX_BYTES = 5_000_000
MAX_ELEMENTS = 30_000
MAX_ATTRIBUTES = 100  # of one element; what reads them afterwards is slow with many
REMEMBERED = 64  # files; a folder is read by many checks, and each asks the same of all the files in it

# BPMN's truth values; XML Schema lets them be written 1 and 0 too
_FLAGS = frozenset(
    {
        "cancelActivity",
        "instantiate",
        "isExecutable",
        "isForCompensation",
        "isInterrupting",
        "isSequential",
        "parallelMultiple",
        "testBefore",
        "triggeredByEvent",
        "waitForCompletion",
    }
)

# what names another element by its qualified name; ids have no colon, so what stands before one is a namespace
_QUALIFIED = frozenset(
    {
        *("activityRef", "attachedToRef", "calledElement", "dataStoreRef", "errorRef", "escalationRef"),
        *("messageRef", "processRef", "signalRef", "sourceRef", "targetRef"),
    }
)
_QUALIFIED_TEXTS = frozenset({"incoming", "outgoing", "flowNodeRef", "loopDataInputRef", "loopDataOutputRef"})

Node = etree._Element


def parse(xml: bytes) -> Node:
    """The root of a BPMN file. Raises DefinitionRefused on anything that is not plain, well-formed BPMN.

    No entities, no DOCTYPE, no network, no huge trees; comments and processing instructions are dropped. Truth
    values read `true` or `false`, references the id they name.
    """
    if len(xml) > MAX_BYTES:
        raise _refused("xml.too_big", f"larger than {MAX_BYTES} bytes")
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
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if b"<!DOCTYPE" in xml.replace(
            b"\0", b""
        ):  # also in UTF-16; the parser stumbles over what stands in it
            raise _refused("xml.doctype", "a DOCTYPE is not allowed") from error
        raise _refused("xml.malformed", str(error)) from error
    docinfo: Any = root.getroottree().docinfo  # the stubs lack half of it
    if docinfo.doctype:
        raise _refused("xml.doctype", "a DOCTYPE is not allowed")
    sizes = [len(node.attrib) for node in root.iter()]
    if len(sizes) > MAX_ELEMENTS or max(sizes) > MAX_ATTRIBUTES:
        raise _refused(
            "xml.too_big", f"more than {MAX_ELEMENTS} elements, or {MAX_ATTRIBUTES} attributes of one"
        )
    if root.tag != BPMN + "definitions":
        raise _refused("xml.not_bpmn", "the root element is not bpmn:definitions")
    for node in root.iter():
        for name in _FLAGS.intersection(node.attrib):
            node.set(name, {"1": "true", "0": "false"}.get(node.get(name, ""), node.get(name, "")))
        for name in _QUALIFIED.intersection(node.attrib):
            node.set(name, _local(node, node.get(name, "")))
        if kind(node) in _QUALIFIED_TEXTS and node.text:
            node.text = _local(node, node.text.strip())
    return root


def _local(node: Node, reference: str) -> str:
    """The id in a qualified name: what is left of it without a prefix that is declared."""
    prefix, colon, name = reference.partition(":")
    return name if colon and prefix in node.nsmap else reference


def _refused(code: str, message: str) -> DefinitionRefused:
    return DefinitionRefused((Finding(code, None, message),))


def kind(node: Node) -> str | None:
    """The BPMN tag of a node without its namespace; None for foreign nodes."""
    tag = node.tag
    return tag[len(BPMN) :] if isinstance(tag, str) and tag.startswith(BPMN) else None


def children(node: Node, tag: str) -> list[Node]:
    """The BPMN children of a node with this tag."""
    return node.findall(BPMN + tag)


def descendants(node: Node, tag: str) -> Iterator[Node]:
    """The BPMN nodes of this tag anywhere below a node."""
    return node.iter(BPMN + tag)


def text(node: Node | None) -> str | None:
    """The text inside a node, stripped; None when there is none."""
    if node is None or node.text is None:
        return None
    return node.text.strip() or None


def camunda(node: Node, attribute: str) -> str | None:
    """A `camunda:` attribute of a node."""
    return node.get(CAMUNDA + attribute)


def extensions(node: Node, path: str) -> list[Node]:
    """The `camunda:` nodes below a node's extension elements, such as `properties/property`."""
    steps = "/".join(CAMUNDA + step for step in path.split("/"))
    return node.findall(f"{BPMN}extensionElements/{steps}")


def properties(node: Node) -> dict[str, str]:
    """The `camunda:property` pairs of a node, as written."""
    return {p.get("name", ""): p.get("value", "") for p in extensions(node, "properties/property")}
