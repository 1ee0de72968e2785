"""What is wrong with a model, told before anybody decides with it."""

from __future__ import annotations

from decisions.dmn.checks.findings import Finding
from decisions.dmn.checks.tables import check_table
from decisions.dmn.checks.texts import check_texts
from decisions.dmn.loading import Model

__all__ = ["Finding", "check_model", "check_table"]


def check_model(model: Model) -> list[Finding]:
    """All findings about a model: texts that don't compile, unknown names, operations that are always null, and of
    its decision tables gaps, overlaps and unreachable rules, each with an example input.
    """
    found = [Finding(p.code, "error", p.element, p.message) for p in model.problems]
    compiled = {finding.code for finding in found}
    for finding in check_texts(model.graph):
        # A text that doesn't compile is told once.
        if finding.code not in compiled or not finding.code.startswith("feel.syntax"):
            found.append(finding)
    return found
