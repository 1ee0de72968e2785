"""A diagram with more ways through than are looked at."""

from tests.diagrams import builder as b


def undecided(branches: int = 16) -> dict[str, bytes]:
    """Branches side by side, each with a choice to end."""
    parts = [b.start() + b.end() + b.users("a") + b.gateway("parallel", "g"), b.chain("s", "g", "a", "e")]
    for i in range(branches):
        parts.append(b.gateway("exclusive", f"x{i}", default=f"d{i}") + b.end(f"e{i}") + b.end(f"o{i}"))
        parts.append(b.chain("g", f"x{i}") + b.flow(f"x{i}", f"e{i}", 'kenh = "x"'))
        parts.append(b.flow(f"x{i}", f"o{i}", flow_id=f"d{i}"))
    return {"p.bpmn": b.diagram(*parts)}
