"""Runs BPMN diagrams: the only importer of SpiffWorkflow.

A file is read by `processes`, `message_flows` and `refusals`; a process is compiled once per version by
`compile_definition`; `start`, `start_by_message` and `load` give a `Live` instance, the acts move it on until
everything waits, the queries say what waits for whom, `dump` stores it. Variables belong to the case.
Nothing here opens a transaction or keeps a live instance: that is the process room's work. How far our elements
differ from the library's, and why, is written in docs/engine.md.
"""

from engine.spiff import library as library  # first of all: refuses any other version
from engine.spiff.acts import carry_on, complete, finish_call, forget_holds, raise_error, skip
from engine.spiff.arrivals import deliver, signal, tick
from engine.spiff.blockers import Blocker, Token, migration_blockers, tokens
from engine.spiff.codec import NotStorable
from engine.spiff.definitions import Definition, compile_definition
from engine.spiff.dialect import called_by, calls, forms_of, message_flows, processes
from engine.spiff.errors import CannotSkip, DefinitionRefused, EndlessRounds, EngineFault, Finding, NotReady
from engine.spiff.expressions import feel_text
from engine.spiff.facts import ShapeFacts, shape_facts
from engine.spiff.holding import NO_HOLDS, Holds, hold_more
from engine.spiff.live import Live, dump, load
from engine.spiff.migrating import migrate
from engine.spiff.model import (
    Decide,
    Element,
    Held,
    Lane,
    MessageFlow,
    OpenTask,
    Outcome,
    OutgoingMessage,
    Participant,
    ProcessSummary,
    SequenceFlow,
    ServiceCall,
    Step,
    Subscription,
    Timer,
    UncaughtError,
)
from engine.spiff.outlines import Outline, OutlineNode, outlines
from engine.spiff.queries import (
    call_inputs,
    finished,
    held,
    next_due,
    outcome,
    resting,
    service_calls,
    subscriptions,
    timers,
    trace,
    user_tasks,
    waiting_calls,
)
from engine.spiff.refusals import PUBLISHING_ONLY, refusals
from engine.spiff.rounds import forget_rounds
from engine.spiff.schema import schema_findings
from engine.spiff.shapes import Shape, shapes
from engine.spiff.starts import start, start_at, start_by_message
from engine.spiff.takings import take_outgoing, take_signals, take_steps, uncaught_error
from engine.spiff.texts import ExpressionText, expressions, variables_set

__all__ = [
    "ShapeFacts",
    "shape_facts",
    "CannotSkip",
    "Held",
    "Holds",
    "NO_HOLDS",
    "call_inputs",
    "carry_on",
    "forget_holds",
    "forget_rounds",
    "held",
    "hold_more",
    "skip",
    "waiting_calls",
    "Blocker",
    "PUBLISHING_ONLY",
    "Decide",
    "Definition",
    "DefinitionRefused",
    "Element",
    "ExpressionText",
    "EngineFault",
    "EndlessRounds",
    "Finding",
    "Lane",
    "Live",
    "MessageFlow",
    "NotReady",
    "NotStorable",
    "OpenTask",
    "Outcome",
    "OutgoingMessage",
    "Outline",
    "OutlineNode",
    "Participant",
    "ProcessSummary",
    "SequenceFlow",
    "ServiceCall",
    "Shape",
    "Step",
    "Subscription",
    "Timer",
    "Token",
    "UncaughtError",
    "compile_definition",
    "called_by",
    "calls",
    "complete",
    "deliver",
    "dump",
    "expressions",
    "feel_text",
    "finish_call",
    "finished",
    "forms_of",
    "load",
    "message_flows",
    "migrate",
    "migration_blockers",
    "next_due",
    "outcome",
    "outlines",
    "processes",
    "raise_error",
    "refusals",
    "resting",
    "schema_findings",
    "service_calls",
    "shapes",
    "signal",
    "start",
    "start_at",
    "start_by_message",
    "subscriptions",
    "take_outgoing",
    "take_signals",
    "take_steps",
    "tick",
    "timers",
    "tokens",
    "trace",
    "uncaught_error",
    "user_tasks",
    "variables_set",
]
