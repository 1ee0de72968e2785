"""Diagrams that must be refused: what is wrong, where, and the code that says so."""

from dataclasses import dataclass

from tests.diagrams import builder as b


@dataclass(frozen=True)
class Refused:
    """A diagram with one thing wrong."""

    name: str
    xml: bytes
    code: str
    element: str | None


ALL: list[Refused] = []
_SE = b.start() + b.end()
_XOR = b.gateway("exclusive", "g", default="d")


def _add(name: str, code: str, element: str | None, *inner: str) -> None:
    ALL.append(Refused(name, b.diagram(*inner), code, element))


def _row(name: str, code: str, *nodes: str, element: str = "x") -> None:
    _add(name, code, element, _SE, *nodes, b.chain("s", "x", "e"))


def _structure() -> None:
    for reserved in ("Start", "End", "Root", "p.EndJoin", "x.BoundaryEventSplit", "x [child]"):
        _add(
            f"reserved id {reserved}",
            "id_reserved",
            reserved,
            _SE,
            b.user(reserved),
            b.chain("s", reserved, "e"),
        )
    _row("id used twice", "id_not_unique", b.user("x"), b.user("x"))
    _row("complex gateway", "element_unsupported", b.tag("complexGateway", id="x"))
    _row("choreography", "element_unsupported", b.tag("choreographyTask", id="x"))
    _row("ad hoc subprocess", "element_unsupported", b.subprocess("x", b.user("a"), kind="adHocSubProcess"))
    _add("two beginnings by one message", "start_ambiguous", "p", b.start("s", b.message()), b.start("s2", b.message()), b.end(),
         b.user("x"), b.chain("s", "x", "e"), b.chain("s2", "e"))  # fmt: skip
    _add("no beginning", "start_missing", "p", b.users("x", "y"), b.chain("x", "y", "x"))
    _add("dead end", "no_way_out", "g", b.start(), b.gateway("parallel", "g"), b.chain("s", "g"))
    _add("unreachable task", "unreachable", "x", _SE, b.user("x"), b.chain("s", "e"), b.chain("x", "e"))
    _add(
        "unreachable island",
        "unreachable",
        "y",
        _SE,
        b.users("x", "y"),
        b.chain("s", "e"),
        b.chain("x", "y", "x"),
    )
    _add("condition behind an event", "condition_ignored", "c", _SE, b.catch("x", b.message()), b.chain("s", "x"),
         b.flow("x", "e", "false", flow_id="c"))  # fmt: skip
    _add("condition behind a parallel gateway", "condition_ignored", "c", _SE, b.gateway("parallel", "g"), b.user("x"),
         b.chain("s", "g", "e"), b.flow("g", "x", "false", flow_id="c"), b.chain("x", "e"))  # fmt: skip
    _add("condition on the only flow out of a task", "default_missing", "x", _SE, b.user("x"), b.chain("s", "x"),
         b.flow("x", "e", "false"))  # fmt: skip
    _add("default flow of a task without conditions", "condition_ignored", "d", _SE, b.user("x", default="d"), b.user("y"),
         b.chain("s", "x", "y", "e"), b.flow("x", "e", flow_id="d"))  # fmt: skip
    _row("condition on the only flow out of a gateway", "default_missing", b.gateway("exclusive", "g"), b.user("x"),
         b.flow("x", "g"), b.flow("g", "e", "false"), element="g")  # fmt: skip
    _add("condition on the default flow", "condition_ignored", "d", _SE, _XOR, b.user("a"), b.chain("s", "g"),
         b.flow("g", "a", "true"), b.flow("g", "e", "false", flow_id="d"), b.chain("a", "e"))  # fmt: skip
    _add("no default flow", "default_missing", "g", _SE, b.gateway("exclusive", "g"), b.user("a"),
         b.chain("s", "g"), b.flow("g", "a", "true"), b.flow("g", "e", "false"), b.chain("a", "e"))  # fmt: skip
    _add("no condition", "condition_missing", "c", _SE, _XOR, b.user("a"), b.chain("s", "g"),
         b.flow("g", "a", flow_id="c"), b.flow("g", "e", flow_id="d"), b.chain("a", "e"))  # fmt: skip
    _add("flow to nowhere", "flow_broken", "c", _SE, b.user("x"), b.chain("s", "x", "e"),
         b.flow("x", "nowhere", flow_id="c"))  # fmt: skip
    _add("flow into a subprocess", "flow_broken", "c", _SE, b.user("u"), b.subprocess("x", b.start("ss"), b.end("se"),
         b.user("a"), b.chain("ss", "a", "se")), b.chain("s", "u", "x", "e"), b.flow("u", "a", flow_id="c"))  # fmt: skip
    _row("subprocess with two starts", "start_ambiguous", b.subprocess("x", b.start("s1"), b.start("s2"), b.end("se"),
         b.chain("s1", "se"), b.chain("s2", "se")))  # fmt: skip
    _row("input sets", "io_specification", b.user("x", b.tag("ioSpecification")))


def _link(name: str | None = "L") -> str:
    return b.tag("linkEventDefinition", name=name)


def _links() -> None:
    _add("link to nowhere", "link_event", "x", b.start(), b.throw("x", _link()), b.chain("s", "x"))
    _add(
        "link from nowhere",
        "link_event",
        "x",
        _SE,
        b.chain("s", "e"),
        b.catch("x", _link()),
        b.end("e2"),
        b.chain("x", "e2"),
    )
    _add("link without a name", "link_event", "x", b.start(), b.throw("x", _link(None)), b.chain("s", "x"))
    _add("link to two places", "link_event", "x", b.start(), b.throw("x", _link()), b.chain("s", "x"), b.catch("c", _link()),
         b.catch("d", _link()), b.users("u", "v"), b.chain("c", "u"), b.chain("d", "v"))  # fmt: skip
    _add("flow out of a throwing link", "link_event", "x", _SE, b.throw("x", _link()), b.chain("s", "x", "e"), b.catch("c", _link()),
         b.user("u"), b.chain("c", "u"))  # fmt: skip
    _add("flow into a catching link", "link_event", "x", _SE, b.gateway("parallel", "g"), b.throw("t", _link()),
         b.catch("x", _link()), b.chain("s", "g", "t"), b.chain("g", "x", "e"))  # fmt: skip


def _events() -> None:
    _links()
    _row("compensation throw", "compensate_event", b.throw("x", b.tag("compensateEventDefinition")))
    _add("compensation end", "compensate_event", "e", b.start(), b.end("e", b.tag("compensateEventDefinition")),
         b.chain("s", "e"))  # fmt: skip
    _row("work that undoes", "compensate_event", b.user("u"), b.user("x", isForCompensation="true"))
    for kind, definition in (
        ("signal", b.signal()),
        ("timer", b.timer("Duration", "PT1H")),
        ("condition", b.conditional("true")),
    ):
        _add(f"{kind} start", "start_not_served", "s", b.start("s", definition), b.end(), b.chain("s", "e"))
    _add(
        "error start of a process",
        "event_unsupported",
        "s",
        b.start("s", b.error()),
        b.end(),
        b.chain("s", "e"),
    )
    _add(
        "two plain starts",
        "start_ambiguous",
        "p",
        b.start(),
        b.start("s2"),
        b.end(),
        b.chain("s", "e"),
        b.chain("s2", "e"),
    )
    _row("event defined elsewhere", "event_unsupported", b.catch("x", b.text("eventDefinitionRef", "d")))
    _row("message start in a subprocess", "event_unsupported", b.subprocess("x", b.start("ss", b.message()),
         b.end("se"), b.chain("ss", "se")), element="ss")  # fmt: skip
    _row("catching nothing", "event_unsupported", b.catch("x", ""))
    _row("two things at once", "event_multiple", b.catch("x", b.message() + b.signal()))
    _row("message without a message", "message_missing", b.catch("x", b.tag("messageEventDefinition")))
    _row("signal without a signal", "signal_missing", b.throw("x", b.tag("signalEventDefinition")))
    _row("receiving nothing", "message_missing", b.tag("receiveTask", id="x"))
    _row("sending nothing", "message_missing", b.tag("sendTask", id="x"))
    _row("timer without a time", "timer_missing", b.catch("x", b.tag("timerEventDefinition")))
    _row("timer of nonsense", "timer_text", b.catch("x", b.timer("Date", "2026-02-30")))
    _row("duration where a date belongs", "timer_text", b.catch("x", b.timer("Date", "P5D")))
    _row("cron", "expression", b.catch("x", b.timer("Duration", "0 0 * * *")))
    _events_at_edges()
    _event_gateways()


def _edge(name: str, code: str, event: str, host: str | None = None) -> None:
    _row(
        name,
        code,
        host or b.user("x"),
        event,
        b.user("h"),
        b.end("e2"),
        b.chain("bd", "h", "e2"),
        element="bd",
    )


def _events_at_edges() -> None:
    _edge("boundary at nothing", "boundary_detached", b.boundary("bd", "nothing", b.message()))
    _edge(
        "boundary at a gateway",
        "boundary_detached",
        b.boundary("bd", "x", b.message()),
        b.gateway("parallel", "x"),
    )
    _edge(
        "error that does not interrupt",
        "event_unsupported",
        b.boundary("bd", "x", b.error(), interrupting=False),
    )
    _edge("cancel at a task", "event_unsupported", b.boundary("bd", "x", b.tag("cancelEventDefinition")))
    _edge(
        "compensation boundary", "compensate_event", b.boundary("bd", "x", b.tag("compensateEventDefinition"))
    )
    _add("uncaught error", "error_uncaught", "e", b.start(), b.end("e", b.error()), b.chain("s", "e"))
    failing = b.subprocess("x", b.start("ss"), b.end("se", b.error()), b.chain("ss", "se"))
    _row("error caught by nobody of that code", "error_uncaught", failing, b.boundary("bd", "x", b.error("er2")),
         b.end("e2"), b.chain("bd", "e2"), element="se")  # fmt: skip
    _add("error without a code", "error_missing", "e", b.start(), b.end("e", b.tag("errorEventDefinition")),
         b.chain("s", "e"))  # fmt: skip
    _event_subprocesses()


def _event_subprocesses() -> None:
    def started(start: str, *more: str, node_id: str = "y") -> str:
        return b.subprocess(node_id, start, b.end("ye"), b.chain("ys", "ye"), *more, triggeredByEvent="true")

    _row(
        "event subprocess that nothing sets off",
        "event_unsupported",
        b.user("x"),
        started(b.start("ys")),
        element="ys",
    )
    _row(
        "event subprocess without a start",
        "start_missing",
        b.user("x"),
        b.subprocess("y", b.user("a"), triggeredByEvent="true"),
        element="y",
    )
    _row("event subprocess of several items", "event_subprocess", b.user("x"),
         started(b.start("ys", b.message()), b.multi(cardinality="2")), element="y")  # fmt: skip
    _row(
        "error that starts beside",
        "event_unsupported",
        b.user("x"),
        started(b.start("ys", b.error(), isInterrupting="false")),
        element="ys",
    )
    _add(
        "flow into an event subprocess",
        "flow_broken",
        "y",
        _SE,
        started(b.start("ys", b.message())),
        b.chain("s", "y", "e"),
    )
    _row("error that only another event subprocess would catch", "error_uncaught", b.user("x"), started(b.start("ys", b.error("er2"))),
         b.subprocess("z", b.start("zs"), b.end("ze", b.error()), b.chain("zs", "ze")), b.chain("x", "z"), element="ze")  # fmt: skip


def _event_gateways() -> None:
    gateway = b.tag("eventBasedGateway", id="g")
    _add("cycle behind an event gateway", "cycle_misplaced", "c", _SE, gateway, b.catch("c", b.timer("Cycle", "R3/PT1H")),
         b.catch("d", b.signal()), b.chain("s", "g", "c", "e"), b.chain("g", "d", "e"))  # fmt: skip
    _add("event gateway to a task", "event_gateway", "u", _SE, gateway, b.catch("c", b.message()), b.user("u"),
         b.chain("s", "g", "c", "e"), b.chain("g", "u", "e"))  # fmt: skip
    _add("event gateway with one way", "event_gateway", "g", _SE, gateway, b.catch("c", b.message()),
         b.chain("s", "g", "c", "e"))  # fmt: skip
    _add("two ways into an awaited event", "event_gateway", "c", _SE, gateway, b.catch("c", b.message()),
         b.catch("c2", b.signal()), b.user("u"), b.chain("s", "g", "c", "e"), b.chain("g", "c2", "u", "c"))  # fmt: skip


def _attributes() -> None:
    for name, value in (("startQuantity", "2"), ("completionQuantity", "2")):
        _row(f"{name} of two", "attribute_unsupported", b.user("x", **{name: value}))
    _row(
        "receive task that begins",
        "attribute_unsupported",
        b.tag("receiveTask", id="x", messageRef="m", instantiate="true"),
    )
    _row(
        "receive task that begins, written 1",
        "attribute_unsupported",
        b.tag("receiveTask", id="x", messageRef="m", instantiate="1"),
    )
    _row(
        "all events of one",
        "attribute_unsupported",
        b.tag("intermediateCatchEvent", b.message(), id="x", parallelMultiple="true"),
    )
    _add("event gateway for all", "attribute_unsupported", "g", _SE, b.tag("eventBasedGateway", id="g", eventGatewayType="Parallel"),
         b.catch("c", b.message()), b.catch("d", b.signal()), b.chain("s", "g", "c", "e"), b.chain("g", "d", "e"))  # fmt: skip
    _add("event gateway that begins", "attribute_unsupported", "g", b.end(), b.tag("eventBasedGateway", id="g", instantiate="true"),
         b.catch("c", b.message()), b.catch("d", b.signal()), b.chain("g", "c", "e"), b.chain("g", "d", "e"))  # fmt: skip
    _row(
        "events of items",
        "multi_instance",
        b.user(
            "x", b.tag("multiInstanceLoopCharacteristics", b.text("loopCardinality", "2"), behavior="One")
        ),
    )
    _row("loop of none", "loop_endless", b.user("x", b.tag("standardLoopCharacteristics", loopMaximum=0)))
    for tag in ("potentialOwner", "humanPerformer", "performer", "resourceRole"):
        _row(f"{tag} of a task", "performer_ignored", b.user("x", b.tag(tag)))
    _row(
        "data changed on its way in",
        "data_association",
        b.user("x", b.tag("dataInputAssociation", b.tag("assignment"))),
    )
    _row(
        "data changed on its way out",
        "data_association",
        b.user("x", b.tag("dataOutputAssociation", b.tag("transformation"))),
    )
    _add(
        "correlation the standard's way",
        "correlation_ignored",
        None,
        _SE,
        b.tag("correlationSubscription"),
        b.chain("s", "e"),
    )
    _add("condition in another language", "expression", "c", _SE, _XOR, b.user("a"), b.chain("s", "g"), b.chain("a", "e"),
         b.flow("g", "a", "true", flow_id="c").replace("<bpmn:conditionExpression", '<bpmn:conditionExpression language="xpath"'),
         b.flow("g", "e", flow_id="d"))  # fmt: skip


def _parts() -> None:
    """One of each of the parts that belong to what is refused."""
    texts = ("dataInputRefs", "optionalInputRefs", "whileExecutingInputRefs", "outputSetRefs")
    outs = ("dataOutputRefs", "optionalOutputRefs", "whileExecutingOutputRefs", "inputSetRefs")
    sets = b.tag("inputSet", *(b.text(t, "di") for t in texts), name="i") + b.tag(
        "outputSet", *(b.text(t, "do") for t in outs), name="o"
    )
    data = b.tag("dataInput", id="di", name="i", itemSubjectRef="it", isCollection="true")
    data += b.tag("dataOutput", id="do", name="o", itemSubjectRef="it", isCollection="true")
    _row(
        "input and output sets in full", "io_specification", b.user("x", b.tag("ioSpecification", data, sets))
    )
    _add(
        "input sets of a process",
        "io_specification",
        "p",
        _SE,
        b.tag("ioSpecification", data, sets),
        b.chain("s", "e"),
    )
    _row(
        "assignment in full",
        "data_association",
        b.user(
            "x", b.tag("dataInputAssociation", b.tag("assignment", b.text("from", "a"), b.text("to", "b")))
        ),
    )
    _row("ad hoc subprocess in full", "element_unsupported", b.subprocess("x", b.user("a"), b.text("completionCondition", "true"), kind="adHocSubProcess",
         ordering="Sequential", cancelRemainingInstances="false"))  # fmt: skip
    _row(
        "complex gateway in full",
        "element_unsupported",
        b.tag("complexGateway", b.text("activationCondition", "true"), id="x", default="d"),
    )
    for name, part in {
        "implicit throw": b.tag("implicitThrowEvent", id="x"),
        "binding of operations": b.tag(
            "ioBinding", id="x", operationRef="op", inputDataRef="di", outputDataRef="do"
        ),
        "supported interface": b.tag("supportedInterfaceRef", id="x"),
        "support of another process": b.tag("supports", id="x"),
    }.items():
        _add(name, "element_unsupported", "x", _SE, part, b.chain("s", "e"))
    compensation = b.tag("compensateEventDefinition", activityRef="u", waitForCompletion="false")
    _row(
        "compensation in full", "compensate_event", b.throw("x", compensation), b.user("u"), b.flow("u", "x")
    )
    behavior = b.tag("complexBehaviorDefinition", b.text("condition", "true"), b.tag("event"))
    marker = b.tag(
        "multiInstanceLoopCharacteristics",
        b.text("loopCardinality", "2"),
        behavior,
        behavior="Complex",
        oneBehaviorEventRef="v",
        noneBehaviorEventRef="w",
    )
    _row("complex behaviour of items", "multi_instance", b.user("x", marker))
    role = b.tag(
        "resourceRole",
        b.text("resourceRef", "re"),
        b.tag("resourceParameterBinding", parameterRef="rp"),
        b.tag("resourceAssignmentExpression"),
        name="r",
    )
    _row("role in full", "performer_ignored", b.user("x", role))
    subscription = b.tag(
        "correlationSubscription",
        b.tag("correlationPropertyBinding", b.text("dataPath", "x"), correlationPropertyRef="cp"),
        id="x",
        correlationKeyRef="k",
    )
    _add("correlation in full", "correlation_ignored", "x", _SE, subscription, b.chain("s", "e"))
    whole = b.process(_SE, b.chain("s", "e"))
    key = b.tag(
        "collaboration",
        b.tag("correlationKey", b.text("correlationPropertyRef", "cp"), id="k", name="k"),
        id="col",
    )
    ALL.append(
        Refused("correlation key of a collaboration", b.definitions(key, whole), "correlation_ignored", "k")
    )
    must = b.tag("extension", definition="x", mustUnderstand="true")
    ALL.append(
        Refused(
            "extension that must be understood", b.definitions(must, whole), "attribute_unsupported", None
        )
    )
    task = b.tag("globalUserTask", id="g")
    called = b.process(_SE, b.tag("callActivity", id="x", calledElement="g"), b.chain("s", "x", "e"))
    ALL.append(Refused("call of a global task", b.definitions(task, called), "called_missing", "x"))


def _activities() -> None:
    _row("service that is not external", "service_not_external", b.tag("serviceTask", id="x"))
    _row(
        "service without a topic",
        "service_not_external",
        b.tag("serviceTask", id="x", camunda_type="external"),
    )
    _row("decision without a reference", "decision_missing", b.tag("businessRuleTask", id="x"))
    _row("script in JavaScript", "script_format", b.tag("scriptTask", b.text("script", "a = 1"), id="x",
         scriptFormat="javascript"))  # fmt: skip
    _row("script in Python", "expression", b.script("x", "import os"))
    _row("empty script", "script_missing", b.tag("scriptTask", id="x"))
    _row("call of nothing", "called_missing", b.tag("callActivity", id="x"))
    _row("endless loop", "loop_endless", b.user("x", b.tag("standardLoopCharacteristics")))
    _row("multi-instance of nothing", "multi_instance", b.user("x", b.multi()))
    _row("multi-instance of both", "multi_instance", b.user("x", b.multi(cardinality="2", collection="y")))
    _row("item without a list", "multi_instance", b.user("x", b.multi(cardinality="2", result="y")))
    _row(
        "listener",
        "listener",
        b.user("x", "<bpmn:extensionElements><camunda:taskListener/></bpmn:extensionElements>"),
    )
    _row("mapped call", "call_mapping", b.tag("callActivity",
         '<bpmn:extensionElements><camunda:in source="a" target="b"/></bpmn:extensionElements>', id="x",
         calledElement="q"))  # fmt: skip
    _row("parameter as a list", "parameter_not_feel", b.service("x", "t",
         '<bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name="a"><camunda:list/>'
         "</camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements>"))  # fmt: skip


def _extensions() -> None:
    for name, value in {
        **dict.fromkeys(("assignee", "candidateUsers", "candidateGroups"), "lan"),
        **dict.fromkeys(("dueDate", "followUpDate"), "2024-01-01T00:00:00"),
        **dict.fromkeys(("asyncBefore", "asyncAfter"), "true"),
        **dict.fromkeys(("priority", "jobPriority"), "5"),
    }.items():
        _row(f"camunda:{name}", "extension_ignored", b.user("x", **{f"camunda_{name}": value}))
    for part in ('<camunda:formData><camunda:formField id="a" type="string" defaultValue="1"/></camunda:formData>',
                 "<camunda:failedJobRetryTimeCycle>R3/PT1M</camunda:failedJobRetryTimeCycle>"):  # fmt: skip
        _row(part.split(">")[0].strip("<"), "extension_ignored", b.user("x", _extended(part)))
    _row("parameters of a user task", "parameters_ignored", b.user("x", b.parameters({"a": "1"}, {"b": "a"})))
    _row(
        "listener of an event",
        "listener",
        b.catch("x", b.message(), _extended('<camunda:executionListener event="end"/>')),
    )
    _row("connector", "service_not_external", b.service("x", "t", _extended("<camunda:connector/>")))
    _row(
        "error of a worker",
        "extension_unsupported",
        b.service("x", "t", _extended('<camunda:errorEventDefinition id="k"/>')),
    )
    _row("an earlier decision", "extension_unsupported",
         b.tag("businessRuleTask", id="x", camunda_decisionRef="d", camunda_decisionRefBinding="version"))  # fmt: skip
    _row("code of an error kept", "extension_unsupported", b.user("w"), b.chain("w", "e"),
         b.boundary("x", "w", '<bpmn:errorEventDefinition errorRef="er" camunda:errorCodeVariable="c"/>'))  # fmt: skip
    _add("listener of a flow", "listener", "f", _SE, b.tag("sequenceFlow", _extended("<camunda:executionListener/>"), id="f",
         sourceRef="s", targetRef="e"))  # fmt: skip
    _row("word of a later Camunda", "extension_unsupported", b.user("x", camunda_nobodyKnows="1"))


def _extended(part: str) -> str:
    return f"<bpmn:extensionElements>{part}</bpmn:extensionElements>"


def _texts() -> None:
    _add("broken condition", "expression", "c", _SE, _XOR, b.user("a"), b.chain("s", "g"),
         b.flow("g", "a", "n >", flow_id="c"), b.flow("g", "e", flow_id="d"), b.chain("a", "e"))  # fmt: skip
    _add("Python condition", "expression", "c", _SE, _XOR, b.user("a"), b.chain("s", "g"),
         b.flow("g", "a", "n == 1 and __import__('os')", flow_id="c"), b.flow("g", "e", flow_id="d"),
         b.chain("a", "e"))  # fmt: skip
    _row("broken parameter", "expression", b.service("x", "t", b.parameters({"a": "1 +"})))
    _row("broken key", "expression", b.catch("x", b.message(), b.properties({"mc:khoaTuongQuan": "1 +"})))
    _row(
        "broken list of variables",
        "expression",
        b.throw("x", b.message(), b.properties({"mc:duLieu": "a, b c("})),
    )
    _row("broken collection", "expression", b.user("x", b.multi(collection="[1,", element="i")))


for _group in (_structure, _events, _activities, _attributes, _parts, _extensions, _texts):
    _group()
