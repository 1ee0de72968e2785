"""DMN 1.1 to 1.5 models: decision tables, boxed expressions, requirement graphs, knowledge models, services.

    model = load_model(xml)
    result = model.decide("Fee", {"Area": 120})
    result.value, result.explanation.to_json()

Every text in a model is FEEL, evaluated by `decisions.feel` within its limits.
"""

from decisions.dmn.errors import DmnError, DmnModelError, DmnNameError, DmnXmlError
from decisions.dmn.explain import DecisionTrace, Explanation, Result, RuleTrace, TableTrace
from decisions.dmn.loading import Model, Problem, load_model

__all__ = [
    "DecisionTrace",
    "DmnError",
    "DmnModelError",
    "DmnNameError",
    "DmnXmlError",
    "Explanation",
    "Model",
    "Problem",
    "Result",
    "RuleTrace",
    "TableTrace",
    "load_model",
]
