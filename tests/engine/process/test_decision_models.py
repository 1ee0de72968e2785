"""Decisions of a deployment, asked with case variables."""

import pytest

from engine.process.decision_models import DecisionModels, UnknownDecision, check_decisions

MODEL = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
  <inputData id="i" name="ngay_sinh"><variable name="ngay_sinh" typeRef="date"/></inputData>
  <decision id="born_before" name="Born before">
    <variable name="Born before" typeRef="boolean"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>ngay_sinh &lt; date("1990-01-01")</text></literalExpression>
  </decision>
</definitions>"""


def test_a_date_in_the_variables_is_a_date_to_the_model() -> None:
    # variables are JSON texts; the input was silently null
    models = DecisionModels({"d.dmn": MODEL})

    assert models.decide("born_before", {"ngay_sinh": "1985-06-01"}) is True
    assert models.decide("born_before", {"ngay_sinh": "1995-06-01"}) is False


def test_a_decision_is_known_by_id_and_by_name() -> None:
    models = DecisionModels({"d.dmn": MODEL})

    assert "born_before" in models
    assert "Born before" in models


def test_an_unknown_decision_is_named() -> None:
    with pytest.raises(UnknownDecision):
        DecisionModels({"d.dmn": MODEL}).decide("nothing", {})


def test_a_model_that_cannot_be_read_is_a_finding() -> None:
    assert check_decisions({"d.dmn": b"<html/>"})
    assert check_decisions({"d.dmn": MODEL.replace(b"&lt;", b"&lt;&lt;")})
