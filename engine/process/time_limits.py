"""The time limit of a case, where the sheet leaves it to a decision: reckoned once, at reception, and told why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import forms
from engine import law, spiff


@dataclass(frozen=True, slots=True)
class CaseLimit:
    """because: what the limit was decided by, in words; None where the sheet gives everybody the same."""

    limit: law.TimeLimit
    because: str | None = None


def case_limit(
    sheet: law.Sheet, channel: str, decide: spiff.Decide, form: forms.Form | None, answers: Mapping[str, Any]
) -> CaseLimit:
    """The limit of a case by the answers given at the counter, in the unit of the channel's limit.

    What no rule of the decision speaks of has the channel's own. Raises what the decision raises.
    """
    usual, asked = sheet.limit(channel), sheet.limit_decision
    if asked is None:
        return CaseLimit(usual)
    value = decide(asked.decision, {**answers, "kenh": channel})
    amount = value.get(asked.output) if isinstance(value, Mapping) else value
    if not isinstance(amount, int | float) or amount != int(amount) or amount < 1:
        return CaseLimit(usual)
    because = _chosen(form, asked.reason, answers.get(asked.reason)) if asked.reason else ""
    return CaseLimit(law.TimeLimit(int(amount), usual.unit), because)


def _chosen(form: forms.Form | None, key: str, value: object) -> str:
    """The words of a choice of the form."""
    components = list(form.components) if form else []
    while components:
        component = components.pop()
        components += component.components
        if component.path and component.path[-1] == key:
            options = component.settings.get("values")
            for option in options if isinstance(options, list) else ():
                if option.get("value") == value:
                    return str(option.get("label") or "")
    return ""
