"""The library's parser with our element classes, reading our dialect.

Only `OVERRIDE_PARSER_CLASSES` and the hooks the library offers for it are used: the stock parser and the stock
elements stay as they are, so both engines can run side by side in one process.
"""

from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser, event_parsers, task_parsers
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.defaults import ManualTask, NoneTask, ScriptTask, UserTask

from engine.spiff import xml
from engine.spiff.specs import activities, conditions, events, joins, loops, timers

CORRELATION_KEY = "mc:khoaTuongQuan"


class _Process(BpmnProcessSpec):
    """A process whose invisible end counts live tasks instead of walking the tree."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name=name, description=description)
        for replaced in (f"{name}.EndJoin", "End"):
            self.task_specs.pop(replaced)
        self.end: Any = joins.EndJoin(self, f"{name}.EndJoin")
        self.end.connect(SimpleBpmnTask(self, "End"))


class _ProcessParser(ProcessParser):
    def create_spec(self) -> _Process:
        if not self.process_executable:
            self.raise_validation_exception(f"process {self.bpmn_id} is not executable")
        return _Process(self.bpmn_id, self.get_name())

    def _parse(self) -> None:
        # data objects and stores are drawings here: variables belong to the case
        self.spec = self.create_spec()
        self.add_tasks()

    def get_position(self, node_id: str) -> dict[str, float]:
        """One place for all: moving a shape must not change which flow is tried first."""
        return {"x": 0.0, "y": 0.0}

    def add_tasks(self) -> None:
        super().add_tasks()
        join = self.spec.task_specs.get("StartEventJoin")
        if join is not None:
            split = self.spec.task_specs["StartEventSplit"]
            ours = _replaced(join, joins.StartEventJoin, split_task=split.name, threshold=1, cancel=True)
            ours._inputs = join._inputs


def _replaced(spec: Any, kind: type, **kwargs: Any) -> Any:
    del spec._wf_spec.task_specs[spec.name]
    return kind(spec._wf_spec, spec.name, **kwargs)


class _Node:
    """What every node's parser does our way."""

    STANDARD_LOOP_CLASS = loops.StandardLoop
    PARALLEL_MI_CLASS = loops.ParallelMultiInstance
    SEQUENTIAL_MI_CLASS = loops.SequentialMultiInstance

    node: Any
    spec: Any
    task: Any
    bpmn_id: str
    process_parser: Any

    def parse_incoming_data_references(self) -> list[Any]:
        return []

    def parse_outgoing_data_references(self) -> list[Any]:
        return []

    def _add_boundary_event(self, children: list[Any]) -> Any:
        split = BoundaryEventSplit(self.spec, f"{self.bpmn_id}.BoundaryEventSplit", lane=self.task.lane)
        join = joins.BoundaryEventJoin(
            self.spec,
            f"{self.bpmn_id}.BoundaryEventJoin",
            lane=self.task.lane,
            split_task=split.name,
            cancel=True,
        )
        split.connect(self.task)
        self.task.connect(join)
        for event in children:
            child = self.process_parser.parse_node(event)
            split.connect(child)
            child.connect(join)
            child._outputs.insert(0, child._outputs.pop())  # the activity ends before the next one begins
        return split

    def _add_loop_task(self, characteristics: Any) -> None:
        super()._add_loop_task(characteristics)  # type: ignore[misc]
        self._link_items()

    def _add_multiinstance_task(self, characteristics: Any) -> None:
        sequential = characteristics.get("isSequential") == "true"
        kind = self.SEQUENTIAL_MI_CLASS if sequential else self.PARALLEL_MI_CLASS
        original = self.spec.task_specs.pop(self.task.name)
        self.task = kind(self.spec, original.name, task_spec="", lane=original.lane)
        self._copy_task_attrs(original, characteristics)  # type: ignore[attr-defined]
        self.task.read(multi_instance(characteristics))
        self._link_items()

    def _link_items(self) -> None:
        items = self.spec.task_specs[self.task.task_spec]
        items.completed_event.connect(self.task.merge_child)


def multi_instance(node: Any) -> dict[str, str | None]:
    """What a multi-instance marker says: FEEL texts and variable names."""

    def name_of(tag: str) -> str | None:
        item = node.find(xml.BPMN + tag)
        return None if item is None else item.get("name") or item.get("id")

    return {
        "collection": xml.camunda(node, "collection") or xml.text(node.find(xml.BPMN + "loopDataInputRef")),
        "cardinality": xml.text(node.find(xml.BPMN + "loopCardinality")),
        "element": xml.camunda(node, "elementVariable") or name_of("inputDataItem"),
        "output": xml.text(node.find(xml.BPMN + "loopDataOutputRef")),
        "result": name_of("outputDataItem"),
        "condition": xml.text(node.find(xml.BPMN + "completionCondition")),
    }


class _Task(_Node, TaskParser):
    pass


class _Script(_Node, task_parsers.ScriptTaskParser):
    pass


class _SubProcess(_Node, task_parsers.SubWorkflowParser):
    pass


class _Call(_Node, task_parsers.CallActivityParser):
    pass


class _Gateway(_Node, task_parsers.GatewayParser):
    pass


class _ConditionalGateway(_Gateway):
    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool) -> None:
        if is_default:
            self.task.connect(outgoing_task)
            return
        text = self.parse_condition(sequence_flow_node)
        if text is None:
            self.raise_validation_exception("a flow that is not the default needs a condition")
        self.task.connect_outgoing_if((text, sequence_flow_node.get("id")), outgoing_task)


class _Event(_Node):
    """Our event definitions."""

    def parse_message_event(self, event: Any) -> events.Message:
        ref = event.get("messageRef")
        name = self.process_parser.parser.messages.get(ref)
        if name is None:
            self.raise_validation_exception("a message event needs a message with a name")  # type: ignore[attr-defined]
        return events.Message(name, xml.properties(self.node).get(CORRELATION_KEY), description="Message")

    def parse_signal_event(self, event: Any) -> events.Signal:
        name = self.process_parser.parser.signals.get(event.get("signalRef"))
        if name is None:
            self.raise_validation_exception("a signal event needs a signal with a name")  # type: ignore[attr-defined]
        return events.Signal(name, description="Signal")

    def parse_error_event(self, event: Any) -> events.Error:
        known = self.process_parser.parser.errors.get(event.get("errorRef"), {})
        return events.Error(known.get("name"), known.get("error_code"), description="Error")

    def parse_escalation_event(self, event: Any) -> events.Escalation:
        known = self.process_parser.parser.escalations.get(event.get("escalationRef"), {})
        return events.Escalation(known.get("name"), known.get("escalation_code"), description="Escalation")

    def parse_cancel_event(self, event: Any) -> events.Cancel:
        return events.Cancel(description="Cancel")

    def parse_terminate_event(self, event: Any) -> events.Terminate:
        return events.Terminate(description="Terminate")

    def parse_conditional_event(self, event: Any) -> events.Conditional:
        return events.Conditional(
            xml.text(event.find(xml.BPMN + "condition")) or "", description="Conditional"
        )

    def parse_timer_event(self, event: Any) -> Any:
        kinds = {
            "timeDate": timers.DateTimer,
            "timeDuration": timers.DurationTimer,
            "timeCycle": timers.CycleTimer,
        }
        for tag, kind in kinds.items():
            text = xml.text(event.find(xml.BPMN + tag))
            if text is not None:
                return kind(self.bpmn_id, text, description="Timer")
        self.raise_validation_exception("a timer needs a date, a duration or a cycle")  # type: ignore[attr-defined]
        return None


class _Start(_Event, event_parsers.StartEventParser):
    pass


class _End(_Event, event_parsers.EndEventParser):
    def create_task(self) -> Any:
        signals = self.get_event_definition([event_parsers.SIGNAL_EVENT_XPATH])
        if not isinstance(signals, events.Signal):
            self.event_nodes.clear()
            return super().create_task()
        task = self._create_task(signals)  # the library's end events forget their signals
        task.connect(self.spec.end)
        return task


class _Catch(_Event, event_parsers.IntermediateCatchEventParser):
    pass


class _Throw(_Event, event_parsers.IntermediateThrowEventParser):
    pass


class _Receive(_Event, event_parsers.ReceiveTaskParser):
    pass


class _Boundary(_Event, event_parsers.BoundaryEventParser):
    pass


class _EventGateway(_Event, event_parsers.EventBasedGatewayParser):
    def create_task(self) -> Any:
        return self._create_task(events.Alternatives())


class _Send(_Event, event_parsers.SendTaskParser):
    """A send task throws its message, or calls a connector when it is marked external."""

    def create_task(self) -> Any:
        if xml.camunda(self.node, "type") == "external":
            return activities.ServiceTask(self.spec, self.bpmn_id, **self.bpmn_attributes)
        return super().create_task()


class DialectParser(BpmnParser):
    """Reads diagrams in our dialect."""

    PROCESS_PARSER_CLASS = _ProcessParser
    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012
        full_tag(tag): classes
        for tag, classes in {
            "startEvent": (_Start, events.StartEvent),
            "endEvent": (_End, events.EndEvent),
            "userTask": (_Task, UserTask),
            "task": (_Task, NoneTask),
            "manualTask": (_Task, ManualTask),
            "scriptTask": (_Script, ScriptTask),
            "serviceTask": (_Task, activities.ServiceTask),
            "businessRuleTask": (_Task, activities.BusinessRuleTask),
            "sendTask": (_Send, events.SendTask),
            "receiveTask": (_Receive, events.ReceiveTask),
            "subProcess": (_SubProcess, activities.SubProcess),
            "transaction": (_SubProcess, activities.Transaction),
            "callActivity": (_Call, activities.CallActivity),
            "exclusiveGateway": (_ConditionalGateway, conditions.ExclusiveGateway),
            "inclusiveGateway": (_ConditionalGateway, joins.InclusiveGateway),
            "parallelGateway": (_Gateway, joins.ParallelGateway),
            "eventBasedGateway": (_EventGateway, events.EventBasedGateway),
            "intermediateCatchEvent": (_Catch, events.IntermediateCatchEvent),
            "intermediateThrowEvent": (_Throw, events.IntermediateThrowEvent),
            "boundaryEvent": (_Boundary, events.BoundaryEvent),
        }.items()
    }

    def _add_data_stores(self, bpmn: Any) -> None:
        """Data stores are drawings here."""
