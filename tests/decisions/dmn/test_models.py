"""Whole models: hit policies, requirement graphs, knowledge, services, imports, types, explanations, hostile XML."""

import pytest

from decisions import cli_support
from decisions.dmn import DmnModelError, DmnNameError, DmnXmlError, load_model
from decisions.feel import FeelLimitError, Limits, to_json
from tests.decisions.dmn.models import decision, definitions, inputs, literal, table, table_model

BY_AGE = [("< 18", '"child"'), (">= 18", '"adult"'), ("> 60", '"senior"')]


def decided(model, **context):
    return to_json(model.decide("d", context).value)


@pytest.mark.parametrize(
    ("policy", "options", "age", "expected"),
    [
        ("UNIQUE", {}, 20, "adult"),
        ("UNIQUE", {}, 70, None),
        ("ANY", {}, 70, None),
        ("FIRST", {}, 70, "adult"),
        ("PRIORITY", {"values": ['"senior", "adult", "child"']}, 70, "senior"),
        ("OUTPUT ORDER", {"values": ['"senior", "adult", "child"']}, 70, ["senior", "adult"]),
        ("RULE ORDER", {}, 70, ["adult", "senior"]),
        ("COLLECT", {}, 70, ["adult", "senior"]),
        ("COLLECT", {"aggregation": "COUNT"}, 70, 2),
        ("COLLECT", {"aggregation": "MIN"}, 70, "adult"),
        ("COLLECT", {"aggregation": "MAX"}, 70, "senior"),
        ("COLLECT", {"aggregation": "SUM"}, 70, None),
        ("COLLECT", {}, None, []),
        ("UNIQUE", {}, None, None),
        ("UNIQUE", {"defaults": ['"unknown"']}, None, "unknown"),
    ],
)
def test_the_hit_policy_decides_which_rules_count(policy, options, age, expected):
    assert decided(table_model(policy, ["age"], BY_AGE, **options), age=age) == expected


def test_collect_sums_numbers():
    model = table_model("COLLECT", ["x"], [("> 0", "1"), ("> 1", "2"), ("> 5", "4")], aggregation="SUM")

    assert decided(model, x=3) == 3
    assert decided(model, x=-1) is None


def test_several_outputs_make_a_context():
    model = table_model("UNIQUE", ["x"], [("1", '"a"', "2 * x")], outputs=("name", "size"))

    assert decided(model, x=1) == {"name": "a", "size": 2}


def test_an_explanation_names_the_rules_that_matched_and_their_inputs():
    model = table_model("RULE ORDER", ["age"], BY_AGE)

    (trace,) = model.decide("d", {"age": 70}).explanation.to_json()

    (found,) = trace["tables"]
    assert found["inputs"] == [{"expression": "age", "value": 70}]
    assert [(rule["number"], rule["id"], rule["tests"]) for rule in found["rules"]] == [
        (2, "r2", [">= 18"]),
        (3, "r3", ["> 60"]),
    ]


def test_an_explanation_tells_why_there_is_no_value():
    trace = table_model("UNIQUE", ["age"], BY_AGE).decide("d", {"age": 70}).explanation.decisions[0]

    assert trace.tables[0].outcome == "the rules 2, 3 match together under hit policy UNIQUE"
    assert trace.reasons == ("d: the rules 2, 3 match together under hit policy UNIQUE",)


def test_a_decision_sees_what_it_requires_and_nothing_else():
    model = load_model(
        definitions(
            inputs(a="number", b="number")
            + decision("sum", literal("a + b"), ["a", "b"])
            + decision("d", literal("{twice: sum * 2, hidden: a}"), decides=["sum"])
        )
    )

    result = model.decide("d", {"a": 1, "b": 2})

    assert to_json(result.value) == {"twice": 6, "hidden": None}
    assert [trace.name for trace in result.explanation.decisions] == ["sum", "d"]
    assert result.explanation.decisions[1].reasons == ("'a' is not known",)


def test_inputs_and_results_are_converted_to_their_types():
    model = load_model(
        definitions(inputs(a="number") + decision("d", literal("[a]"), ["a"], type_ref="number"))
    )

    assert decided(model, a=1) == 1
    assert decided(model, a="one") is None


def test_allowed_values_are_looked_at():
    kinds = '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues>'
    kinds += '</itemDefinition><itemDefinition name="tKinds" isCollection="true"><typeRef>tKind</typeRef></itemDefinition>'
    body = inputs(k="tKinds") + decision("d", literal("k"), ["k"])

    model = load_model(definitions(body, head=kinds))

    assert decided(model, k=["a", "b"]) == ["a", "b"]
    assert decided(model, k="a") == ["a"]
    assert decided(model, k=["a", "c"]) is None


def test_a_knowledge_model_may_call_itself_within_the_limit():
    knowledge = (
        '<businessKnowledgeModel id="f" name="f"><variable name="f" typeRef="number"/><encapsulatedLogic>'
        '<formalParameter name="n" typeRef="number"/>'
        f"{literal('if n < 2 then 1 else n * f(n - 1)')}</encapsulatedLogic>"
        '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement></businessKnowledgeModel>'
    )
    body = knowledge + inputs(n="number") + decision("d", literal("f(n)"), ["n"], knows=["f"])
    model = load_model(definitions(body))

    assert decided(model, n=5) == 120
    with pytest.raises(FeelLimitError):
        model.decide("d", {"n": 1000})


def test_a_service_is_a_decision_and_a_function():
    service = (
        '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#total"/>'
        '<inputDecision href="#base"/><inputData href="#n"/></decisionService>'
    )
    model = load_model(
        definitions(
            inputs(n="number")
            + decision("base", literal("100"))
            + decision("total", literal("base + n"), ["n"], ["base"])
            + service
            + decision("d", literal("s(base: 1, n: 2) + s(3, 4)"), knows=["s"])
        )
    )

    assert decided(model) == 10
    assert to_json(model.decide("s", {"n": 1, "base": 2}).value) == 3


def test_imported_elements_are_seen_under_the_imports_name():
    shared = definitions(
        inputs(n="number") + decision("twice", literal("n * 2"), ["n"]),
        namespace="urn:shared",
        head='<itemDefinition name="tSmall"><typeRef>number</typeRef><allowedValues><text>&lt; 100</text></allowedValues></itemDefinition>',
    )
    head = '<import name="lib" namespace="urn:shared" importType="dmn"/>'
    need = '<informationRequirement><requiredDecision href="urn:shared#twice"/></informationRequirement>'
    body = f'<decision id="d" name="d"><variable name="d" typeRef="lib.tSmall"/>{need}{literal("lib.twice + 1")}</decision>'

    model = load_model(definitions(body, head=head), {"urn:shared": shared})

    assert decided(model, n=5) == 11
    assert decided(model, lib={"n": 6}) == 13
    assert decided(model, n=50) is None


BOXED = {
    "<context><contextEntry><variable name='a'/>{1}</contextEntry><contextEntry><variable name='b'/>{a + 1}</contextEntry></context>": {
        "a": 1,
        "b": 2,
    },
    "<context><contextEntry><variable name='a'/>{1}</contextEntry><contextEntry>{a + 1}</contextEntry></context>": 2,
    "<list>{1}{2}</list>": [1, 2],
    "<relation><column name='a'/><column name='b'/><row>{1}{2}</row><row>{3}{4}</row></relation>": [
        {"a": 1, "b": 2},
        {"a": 3, "b": 4},
    ],
    "<conditional><if>{1 > 2}</if><then>{1}</then><else>{2}</else></conditional>": 2,
    "<for iteratorVariable='i'><in>{1..3}</in><return>{i}</return></for>": None,
    "<for iteratorVariable='i'><in>{[1..3]}</in><return>{i * 2}</return></for>": [2, 4, 6],
    "<some iteratorVariable='i'><in>{[1, 2]}</in><satisfies>{i > 1}</satisfies></some>": True,
    "<every iteratorVariable='i'><in>{[1, 2]}</in><satisfies>{i > 1}</satisfies></every>": False,
    "<filter><in>{[{x: 1}, {x: 2}]}</in><match>{x > 1}</match></filter>": [{"x": 2}],
    "<filter><in>{[{x: 1}, {x: 2}]}</in><match>{1}</match></filter>": {"x": 1},
    "<context><contextEntry><variable name='f'/><functionDefinition><formalParameter name='n'/>{n + 1}</functionDefinition>"
    "</contextEntry><contextEntry>{f(1)}</contextEntry></context>": 2,
    "<invocation>{substring}<binding><parameter name='string'/>{'abc'}</binding><binding><parameter name='start position'/>{2}"
    "</binding></invocation>": "bc",
}


@pytest.mark.parametrize(("logic", "expected"), BOXED.items())
def test_a_boxed_expression_means(logic, expected):
    text = logic.replace("{'", '{"').replace("'}", '"}')
    pieces, depth, start = [], 0, 0
    for position, character in enumerate(text):
        if character == "{":
            if depth == 0:
                pieces.append(text[start:position])
                start = position + 1
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                pieces.append(literal(text[start:position]))
                start = position + 1
    model = load_model(definitions(decision("d", "".join([*pieces, text[start:]]))))

    assert decided(model) == expected


def test_a_text_that_is_no_feel_is_a_problem_and_null():
    model = load_model(definitions(decision("d", literal("1 +")) + decision("e", literal("2"))))

    assert [(p.code, p.element) for p in model.problems] == [("feel.syntax", "d")]
    assert decided(model) is None
    assert model.decide("e", {}).value == 2


def test_an_item_entry_of_any_name_cannot_hide_the_run():
    model = load_model(
        definitions(
            inputs(x="")
            + decision(
                "d",
                f"<filter><in>{literal('x')}</in><match>{literal('1 + null = 2')}</match></filter>",
                ["x"],
            )
        )
    )

    assert decided(model, x=[{"": 1, "0": 2}]) == []


HOSTILE_XML = {
    "dmn.xml.doctype": b'<!DOCTYPE d [<!ENTITY a "b">]><definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
    "dmn.xml.syntax": b"<definitions>",
    "dmn.xml.size": b" " * 5_000_001,
    "dmn.xml.depth": b"<a>" * 130 + b"</a>" * 130,
    "dmn.model.root": b"<definitions/>",
}


@pytest.mark.parametrize(("code", "xml"), HOSTILE_XML.items(), ids=HOSTILE_XML.keys())
def test_hostile_xml_is_refused(code, xml):
    with pytest.raises((DmnXmlError, DmnModelError)) as caught:
        load_model(xml)
    assert caught.value.code == code


def test_an_external_entity_is_never_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    xml = f'<!DOCTYPE d [<!ENTITY a SYSTEM "{secret.as_uri()}">]><d>&a;</d>'

    with pytest.raises(DmnXmlError):
        load_model(xml.encode())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (decision("d", literal("1"), ["nowhere"]), "dmn.model.href"),
        (
            decision("d", literal("e"), decides=["e"]) + decision("e", literal("d"), decides=["d"]),
            "dmn.model.cycle",
        ),
        (decision("d", "<decisionTable/>"), "dmn.model.table"),
        (decision("d", table("LAST", [], [], outputs=("a",))), "dmn.model.hit_policy"),
        ("<decision/>", "dmn.model.attribute"),
        (decision("d", "<context><contextEntry/></context>"), "dmn.model.expression"),
    ],
)
def test_a_broken_model_is_refused_with_its_reason(body, code):
    with pytest.raises(DmnModelError) as caught:
        load_model(definitions(body))
    assert caught.value.code == code


def test_models_that_import_each_other_are_refused():
    first = definitions("", "urn:a", '<import name="b" namespace="urn:b"/>')
    second = definitions("", "urn:b", '<import name="a" namespace="urn:a"/>')

    with pytest.raises(DmnModelError) as caught:
        load_model(first, {"urn:a": first, "urn:b": second})
    assert caught.value.code == "dmn.model.import"


def test_an_unknown_decision_is_named():
    with pytest.raises(DmnNameError, match="nothing"):
        load_model(definitions(decision("d", literal("1")))).decide("nothing", {})


def test_one_budget_bounds_a_whole_model():
    body = decision("e", literal("for i in 1..900 return i")) + decision(
        "d", literal("for i in e return for j in e return j"), decides=["e"]
    )

    with pytest.raises(FeelLimitError):
        load_model(definitions(body), limits=Limits(steps=100_000)).decide("d", {})


def test_json_data_is_read_by_the_types_of_the_model():
    xml = definitions(inputs(born="date") + decision("d", literal("born.year"), ["born"]))

    found = cli_support.decide_file(xml, "d", {"born": "2001-02-03"})

    assert found["value"] == 2001
    assert found["problems"] == []
    assert found["explanation"][0]["inputs"] == {"born": "2001-02-03"}


def test_a_text_is_evaluated_with_its_reasons():
    assert cli_support.evaluate_text("a + b", {"a": 1}) == {
        "value": None,
        "reasons": ["'b' is not known", "number + null has no value"],
    }
