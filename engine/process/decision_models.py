"""Decisions of a deployment: the DMN files in a procedure's folder, asked by the diagrams' business rule tasks."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from decisions import dmn, feel
from decisions.cli_support import typed_json
from decisions.dmn.checks import check_model
from engine import clock
from engine.errors import NotFound
from engine.process.findings import Finding


class UnknownDecision(NotFound):
    """The deployment holds no decision of this id."""

    code = "unknown_decision"


class DecisionModels:
    """The decisions of one deployment by their ids (`camunda:decisionRef`); names serve too."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """files: name → content; those that end in .dmn count. Raises dmn.DmnError."""
        self._models: dict[str, tuple[dmn.Model, str]] = {}
        contents = {name: content for name, content in files.items() if name.endswith(".dmn")}
        imports = {dmn.load_model(content).namespace: content for content in contents.values()}
        findings: list[Finding] = []
        for name, content in contents.items():
            model = dmn.load_model(content, imports)
            findings += [
                Finding(fault.code, name, fault.element, fault.message)
                for fault in check_model(model)
                if fault.severity == "error"
            ]
            for decision_id, decision in model.names_by_id.items():
                self._models[decision_id] = self._models[decision] = (model, decision)
        self.findings = tuple(findings)

    def __contains__(self, reference: str) -> bool:
        return reference in self._models

    def decide(self, reference: str, variables: Mapping[str, Any]) -> object:
        """The JSON value of a decision over the case variables. Raises UnknownDecision, feel.FeelError."""
        if reference not in self._models:
            raise UnknownDecision(reference)
        model, name = self._models[reference]
        # variables are JSON: a date is text there, and must be read as the model types its input
        inputs = {
            key: typed_json(variables[key], type_) for key, type_ in model.inputs.items() if key in variables
        }
        return feel.to_json(model.decide(name, inputs, now=clock.local(clock.now())).value)


def check_decisions(files: Mapping[str, bytes]) -> list[Finding]:
    """What is wrong with the DMN files of a folder."""
    try:
        return list(decision_models(files).findings)
    except dmn.DmnError as error:
        names = [name for name in files if name.endswith(".dmn")]
        alone = [finding for name in names for finding in _unreadable(name, files[name])]
        return alone or [Finding(error.code, name, None, str(error)) for name in names]


def _unreadable(name: str, content: bytes) -> list[Finding]:
    try:
        decision_models({name: content})
    except dmn.DmnError as error:
        return [Finding(error.code, name, None, str(error))]
    return []


def decision_models(files: Mapping[str, bytes]) -> DecisionModels:
    """The decisions of these files, made once per content. Raises dmn.DmnError."""
    return _made(tuple((name, content) for name, content in files.items() if name.endswith(".dmn")))


@lru_cache(128)
def _made(files: tuple[tuple[str, bytes], ...]) -> DecisionModels:
    return DecisionModels(dict(files))
