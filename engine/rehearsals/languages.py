"""Expressions that happen to read as FEEL but were written in another language: they would give null and no reason."""

from collections.abc import Container, Iterator

from decisions.feel import FeelError
from decisions.feel.tree import Call, Name, Node, Path
from decisions.feel.walk import children
from engine import spiff
from engine.process import Finding
from engine.spiff.expressions import compiled


def foreign(content: bytes, file: str, elements: Container[str], known: Container[str]) -> Iterator[Finding]:
    """What is no FEEL in a file's expressions.

    elements: ids of the shapes and flows to look at. known: names of variables that the play starts with.
    """
    for found in spiff.expressions(content):
        if found.element not in elements:
            continue
        try:
            expression = compiled(found.text)
        except FeelError:
            continue  # refused already, with its reason
        for reason in _reasons(expression.node, expression.names, known):
            yield Finding("expression_language", file, found.element, f"`{found.text}`: {reason}")


def _reasons(tree: Node, free: Container[str], known: Container[str]) -> Iterator[str]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Call):
            function = node.function
            if isinstance(function, Path):
                yield f"FEEL has no methods such as {function.name}()"
                continue
            if isinstance(function, Name) and function.name in free:
                yield f"FEEL has no function {function.name}"
        elif isinstance(node, Name) and " " in node.name and node.name not in known:
            yield f"no variable is called `{node.name}`"
        pending.extend(children(node))
