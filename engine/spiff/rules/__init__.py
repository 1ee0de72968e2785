"""What a diagram must be like to run exactly as it is drawn. One file per kind of rule.

Each rule file has `check(scope)`: the findings in one process or subprocess. What the stock library runs wrongly and
our elements put right is not here; what BPMN allows and we do not run (yet) is.
"""
