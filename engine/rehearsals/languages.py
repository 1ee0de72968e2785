"""Expressions and scripts in other languages than FEEL, also those that happen to read as FEEL and mean nothing there."""

from collections.abc import Container, Iterator

from decisions.feel import FeelError
from decisions.feel.tree import Call, Name, Node, Path
from decisions.feel.walk import children
from engine import spiff
from engine.process import Finding
from engine.rehearsals.operators import NotSaid, in_feel
from engine.spiff.expressions import assignments, compiled, feel_text


def foreign(content: bytes, file: str, elements: Container[str], known: Container[str]) -> Iterator[Finding]:
    """What is no FEEL in a file's expressions: they would give null and no reason.

    elements: ids of the shapes and flows to look at. known: names of variables that the play starts with.
    """
    for found in spiff.expressions(content):
        if found.element in elements:
            for reason in _foreign_to_feel(found.text, known):
                yield Finding("expression_language", file, found.element, f"`{found.text}`: {reason}")


def is_feel(text: str, known: Container[str]) -> bool:
    """Whether an expression can be read as FEEL and names nothing that FEEL does not have."""
    try:
        compiled(text)
    except FeelError:
        return False
    return not any(True for _ in _foreign_to_feel(text, known))


def said_in_feel(text: str, known: Container[str]) -> str | None:
    """A condition of another language in FEEL; None when it cannot be said there."""
    try:
        said = in_feel(feel_text(text))
    except NotSaid:
        return None
    return said if is_feel(said, known) else None


def is_feel_script(script: str, known: Container[str]) -> bool:
    """Whether a script is lines of `name = expression` in FEEL."""
    try:
        lines = assignments(script)
    except FeelError:
        return False
    return all(is_feel(text, known) for _name, text in lines)


def _foreign_to_feel(text: str, known: Container[str]) -> Iterator[str]:
    try:
        expression = compiled(text)
    except FeelError:
        return  # refused already, with its reason
    yield from _reasons(expression.node, expression.names, known)


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
        elif isinstance(node, Name) and " " in node.name and node.name in free and node.name not in known:
            yield f"no variable is called `{node.name}`"
        pending.extend(children(node))
