"""Findings of the publishing gate told to people: the shape by its name and id, what is wrong, what to do, the way there."""

from collections.abc import Mapping

from engine.process import Finding
from engine.spiff import Shape
from webui.strings import finding_text, shape_text

_NOT_TOLD = frozenset({"sequenceFlow"})


def sentence(found: Finding, shapes: Mapping[str, Shape]) -> str:
    """A finding in Vietnamese. shapes: of its file, `spiff.shapes`."""
    text = finding_text(found.code, found.file, found.message)
    return f"{_called(found.element, shapes)}: {text}" if found.element else text


def way(found: Finding, shapes: Mapping[str, Shape]) -> str:
    """The trace of a finding in Vietnamese, flows between shapes left out; empty when there is none."""
    told = (name for name in found.trace if name not in shapes or shapes[name].kind not in _NOT_TOLD)
    return " → ".join(_called(name, shapes) for name in told)


def _called(name: str, shapes: Mapping[str, Shape]) -> str:
    shape = shapes.get(name)
    if shape is None:
        return shape_text("element", None, None, name)
    return shape_text(shape.kind, shape.event, shape.name, name)
