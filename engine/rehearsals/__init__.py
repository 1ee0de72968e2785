"""Rehearsals: diagrams played in memory with their forms and decisions, before anybody's dossier depends on them.

`play` plays one process as a script says; scenarios play whole procedures and are checked. No database, no web; time
is simulated. Guides: docs/designer-playing.md, docs/designer-scenarios.md.
"""

from engine.rehearsals.errors import RehearsalRefused, ScriptRefused, StepFailed
from engine.rehearsals.model import Ended, Fault, Mark, Played, Remark, Sent, Waiting
from engine.rehearsals.playing import one_line, play
from engine.rehearsals.scenarios import Scenario, read_scenario
from engine.rehearsals.stages import Stage
from engine.rehearsals.steps import Script, Step, read_script
from engine.rehearsals.testing import Coverage, Flow, Outcome, Rehearsed, rehearse, staged

__all__ = [
    "Coverage",
    "Ended",
    "Fault",
    "Flow",
    "Mark",
    "Outcome",
    "Played",
    "RehearsalRefused",
    "Rehearsed",
    "Remark",
    "Scenario",
    "Script",
    "ScriptRefused",
    "Sent",
    "Stage",
    "Step",
    "StepFailed",
    "Waiting",
    "one_line",
    "play",
    "read_scenario",
    "read_script",
    "rehearse",
    "staged",
]
