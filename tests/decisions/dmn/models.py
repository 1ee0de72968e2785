"""DMN files for the tests, written as short as they can be."""

from xml.sax.saxutils import escape

from decisions.dmn import load_model

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(body, namespace="urn:test", head=""):
    return (
        f'<definitions xmlns="{NAMESPACE}" namespace="{namespace}" name="test">{head}{body}</definitions>'
    ).encode()


def inputs(**types):
    return "".join(
        f'<inputData id="{name}" name="{name}"><variable name="{name}"{_ref(type_)}/></inputData>'
        for name, type_ in types.items()
    )


def decision(name, logic, requires=(), decides=(), knows=(), type_ref=""):
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{n}"/></informationRequirement>' for n in requires
    )
    needs += "".join(
        f'<informationRequirement><requiredDecision href="#{n}"/></informationRequirement>' for n in decides
    )
    needs += "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{n}"/></knowledgeRequirement>' for n in knows
    )
    return f'<decision id="{name}" name="{name}"><variable name="{name}"{_ref(type_ref)}/>{needs}{logic}</decision>'


def literal(text, type_ref=""):
    return f"<literalExpression{_ref(type_ref)}><text>{escape(text)}</text></literalExpression>"


def table(policy, columns, rules, outputs=("",), aggregation="", types=None, values=None, defaults=None):
    """rules: rows of texts, tests then results. values: allowed output values by output."""
    made = "".join(
        f"<input><inputExpression{_ref((types or {}).get(c, ''))}><text>{escape(c)}</text></inputExpression></input>"
        for c in columns
    )
    for position, output in enumerate(outputs):
        allowed = f"<outputValues><text>{escape(values[position])}</text></outputValues>" if values else ""
        default = (
            f"<defaultOutputEntry><text>{escape(defaults[position])}</text></defaultOutputEntry>"
            if defaults
            else ""
        )
        made += f'<output name="{output}">{allowed}{default}</output>'
    for number, row in enumerate(rules, 1):
        made += f'<rule id="r{number}">' + "".join(
            f"<{kind}><text>{escape(text)}</text></{kind}>"
            for kind, text in zip(
                ["inputEntry"] * len(columns) + ["outputEntry"] * len(outputs), row, strict=True
            )
        )
        made += "</rule>"
    how = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="t" hitPolicy="{policy}"{how}>{made}</decisionTable>'


def table_model(policy, columns, rules, types=None, **options):
    types = types or {}
    body = inputs(**{c: types.get(c, "") for c in columns})
    return load_model(
        definitions(body + decision("d", table(policy, columns, rules, types=types, **options), columns))
    )


def _ref(type_):
    return f' typeRef="{escape(type_)}"' if type_ else ""
