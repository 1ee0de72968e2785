"""The library's parser with our element classes, reading our dialect.

Only `OVERRIDE_PARSER_CLASSES` and the hooks the library offers for it are used: the stock parser and the stock
elements stay as they are, so both engines can run side by side in one process.
"""

from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask, StartEventSplit
from SpiffWorkflow.bpmn.specs.defaults import ManualTask, NoneTask, ScriptTask, UserTask

from engine.spiff import event_parsers, node_parsers, xml
from engine.spiff.specs import activities, conditions, events, joins


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
        # not calling super(): its event subprocesses change the shared spec while instances run
        for node in self.xpath("./bpmn:startEvent"):
            self.parse_node(node)
        starts = list(self.spec.start.outputs)
        if len(starts) > 1:
            self._choose_start(starts)
        for node in self.xpath("./bpmn:subProcess[@triggeredByEvent='true']"):
            self._arm(node)

    def _choose_start(self, starts: list[Any]) -> None:
        split = StartEventSplit(self.spec, "StartEventSplit")
        join = joins.StartEventJoin(
            self.spec, "StartEventJoin", split_task=split.name, threshold=1, cancel=True
        )
        for start in starts:
            start._inputs = []
            split.connect(start)
            start.connect(join)
        self.spec.start._outputs = []
        self.spec.start.connect(split)

    def _arm(self, node: Any) -> None:
        """An event subprocess hangs on the invisible start: its event is waited for as long as the scope lives."""
        inner = node.find(f"{xml.BPMN}startEvent")
        reader = event_parsers.Start(self, events.StartEvent, inner, self.nsmap)
        armed = events.EventSubProcessStart(
            self.spec,
            f"{node.get('id')}{events.ARMED}",
            reader.trigger(),
            interrupting=inner.get("isInterrupting", "true") == "true",
        )
        armed.bpmn_id = inner.get("id")
        self.spec.start.connect(armed)
        subprocess = self.parse_node(node)
        armed.connect(subprocess)
        subprocess.connect(self.spec.end)


class DialectParser(BpmnParser):
    """Reads diagrams in our dialect."""

    PROCESS_PARSER_CLASS = _ProcessParser
    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012
        full_tag(tag): classes
        for tag, classes in {
            "startEvent": (event_parsers.Start, events.StartEvent),
            "endEvent": (event_parsers.End, events.EndEvent),
            "userTask": (node_parsers.Task, UserTask),
            "task": (node_parsers.Task, NoneTask),
            "manualTask": (node_parsers.Task, ManualTask),
            "scriptTask": (node_parsers.Script, ScriptTask),
            "serviceTask": (node_parsers.Task, activities.ServiceTask),
            "businessRuleTask": (node_parsers.Task, activities.BusinessRuleTask),
            "sendTask": (event_parsers.Send, events.SendTask),
            "receiveTask": (event_parsers.Receive, events.ReceiveTask),
            "subProcess": (node_parsers.SubProcess, activities.SubProcess),
            "transaction": (node_parsers.SubProcess, activities.Transaction),
            "callActivity": (node_parsers.Call, activities.CallActivity),
            "exclusiveGateway": (node_parsers.ConditionalGateway, conditions.ExclusiveGateway),
            "inclusiveGateway": (node_parsers.ConditionalGateway, joins.InclusiveGateway),
            "parallelGateway": (node_parsers.Gateway, joins.ParallelGateway),
            "eventBasedGateway": (event_parsers.EventGateway, events.EventBasedGateway),
            "intermediateCatchEvent": (event_parsers.Catch, events.IntermediateCatchEvent),
            "intermediateThrowEvent": (event_parsers.Throw, events.IntermediateThrowEvent),
            "boundaryEvent": (event_parsers.Boundary, events.BoundaryEvent),
        }.items()
    }

    def _add_data_stores(self, bpmn: Any) -> None:
        """Data stores are drawings here."""
