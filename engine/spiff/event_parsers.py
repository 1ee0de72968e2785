"""How events are read: the library's parsers with our event definitions.

A message or signal without a name cannot be published; on trial its event's id stands for it.
"""

from typing import Any

from SpiffWorkflow.bpmn.parser import event_parsers
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from engine.spiff import xml
from engine.spiff.node_parsers import Node
from engine.spiff.specs import activities, events, timers
from engine.spiff.spelling_out import is_event_subprocess

CORRELATION_KEY = "mc:khoaTuongQuan"


class Event(Node):
    """Our event definitions."""

    def parse_message_event(self, event: Any) -> events.Message:
        ref = event.get("messageRef")
        name = self.process_parser.parser.messages.get(ref) or self.bpmn_id
        return events.Message(name, xml.properties(self.node).get(CORRELATION_KEY), description="Message")

    def parse_signal_event(self, event: Any) -> events.Signal:
        name = self.process_parser.parser.signals.get(event.get("signalRef")) or self.bpmn_id
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


class Start(Event, event_parsers.StartEventParser):
    """A start event; inside an event subprocess it has happened before its subprocess begins."""

    def trigger(self) -> Any:
        """What sets off the event subprocess that begins here."""
        return self.get_event_definition(
            [
                event_parsers.MESSAGE_EVENT_XPATH,
                event_parsers.SIGNAL_EVENT_XPATH,
                event_parsers.TIMER_EVENT_XPATH,
                event_parsers.CONDITIONAL_EVENT_XPATH,
                event_parsers.ERROR_EVENT_XPATH,
                event_parsers.ESCALATION_EVENT_XPATH,
            ]
        )

    def create_task(self) -> Any:
        if not is_event_subprocess(self.node.getparent()):
            return super().create_task()
        task = self._create_task(NoneEventDefinition())
        self.spec.start.connect(task)
        return task


class End(Event, event_parsers.EndEventParser):
    def create_task(self) -> Any:
        signals = self.get_event_definition([event_parsers.SIGNAL_EVENT_XPATH])
        if not isinstance(signals, events.Signal):
            self.event_nodes.clear()
            return super().create_task()
        task = self._create_task(signals)  # the library's end events forget their signals
        task.connect(self.spec.end)
        return task


class Catch(Event, event_parsers.IntermediateCatchEventParser):
    pass


class Throw(Event, event_parsers.IntermediateThrowEventParser):
    pass


class Receive(Event, event_parsers.ReceiveTaskParser):
    def create_task(self) -> Any:
        return self._create_task(self.parse_message_event(self.node))


class Boundary(Event, event_parsers.BoundaryEventParser):
    pass


class EventGateway(Event, event_parsers.EventBasedGatewayParser):
    def create_task(self) -> Any:
        return self._create_task(events.Alternatives())


class Send(Event, event_parsers.SendTaskParser):
    """A send task throws its message, or calls a connector when it is marked external or has no message."""

    def create_task(self) -> Any:
        says_nothing = self.node.get("messageRef") is None
        if xml.camunda(self.node, "type") == "external" or says_nothing:
            return activities.ServiceTask(self.spec, self.bpmn_id, **self.bpmn_attributes)
        return super().create_task()
