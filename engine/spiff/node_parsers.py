"""How activities and gateways are read: the library's parsers with our elements."""

from typing import Any

from SpiffWorkflow.bpmn.parser import task_parsers
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit

from engine.spiff import xml
from engine.spiff.specs import joins, loops


class Node:
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


class Task(Node, TaskParser):
    pass


class Script(Node, task_parsers.ScriptTaskParser):
    pass


class SubProcess(Node, task_parsers.SubWorkflowParser):
    pass


class Call(Node, task_parsers.CallActivityParser):
    pass


class Gateway(Node, task_parsers.GatewayParser):
    pass


class ConditionalGateway(Gateway):
    """A gateway whose flows have conditions. The only flow out of it needs none: then the gateway merely merges."""

    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool) -> None:
        text = self.parse_condition(sequence_flow_node)
        if is_default:
            self.task.connect(outgoing_task)
        elif text is None:
            self.raise_validation_exception("a flow that is not the default needs a condition")
        else:
            self.task.connect_outgoing_if((text, sequence_flow_node.get("id")), outgoing_task)
