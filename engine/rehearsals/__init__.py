"""Rehearsals: diagrams played in memory with their forms and decisions, before anybody's dossier depends on them.

`play` plays one process as a script says; scenarios play whole procedures and are checked. No database, no web; time
is simulated. Guides: docs/designer-playing.md, docs/designer-scenarios.md.
"""

from engine.rehearsals.errors import RehearsalRefused, ScriptRefused, StepFailed
from engine.rehearsals.model import Ended, Fault, Mark, Played, Remark, Sent, Waiting
from engine.rehearsals.playing import one_line, play
from engine.rehearsals.steps import Script, Step, read_script

__all__ = [
    "Ended",
    "Fault",
    "Mark",
    "Played",
    "RehearsalRefused",
    "Remark",
    "Script",
    "ScriptRefused",
    "Sent",
    "Step",
    "StepFailed",
    "Waiting",
    "one_line",
    "play",
    "read_script",
]
