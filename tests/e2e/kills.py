"""`kill -9` at random moments, and starting again."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import Enum
from random import Random

import psutil

from tests.e2e.provinces import RunningProvince

BYSTANDER = "department"
_ORPHANS_END = 10.0
_RECOVER = 60.0
_DOWN, _PEACE = (0.0, 0.5), (0.1, 0.9)
"""Seconds that a program stays away; seconds of peace after it was started again, often before it answers."""
_CLICK, _AFTER_CLICK = 1.0, (0.0, 0.15)
"""Most seconds to wait for somebody's click, which is when there is something to interrupt; seconds after it."""


class Victim(Enum):
    """What of a program dies: all its processes at one blow, the parent alone, or the one that does the work."""

    WHOLE = "whole"
    PARENT = "parent"
    CHILD = "child"


# a child is replaced within moments, a whole program takes seconds in which little can be interrupted
VICTIMS = (Victim.WHOLE, Victim.PARENT, Victim.CHILD, Victim.CHILD)


@dataclass
class Killer:
    """Kills processes of a province. Must live in the thread that started it: children end with that thread."""

    province: RunningProvince
    random: Random
    clicked: threading.Event
    """Set whenever an officer presses a button."""
    killed: list[tuple[str, Victim]] = field(default_factory=list)
    _pause: threading.Event = field(default_factory=threading.Event)

    def strike(self) -> None:
        """Kill one process or a whole program, any; start it again."""
        self.clicked.clear()
        self.clicked.wait(_CLICK)
        self._pause.wait(self.random.uniform(*_AFTER_CLICK))
        name = self._choice()
        program = psutil.Process(self.province.supervisor.pid(name))
        children = program.children(recursive=True)
        victim = self.random.choice(VICTIMS) if children else Victim.WHOLE
        self.killed.append((name, victim))
        if victim is Victim.CHILD:
            self.random.choice(children).kill()
        else:
            self._end(name, program, children if victim is Victim.PARENT else [])
            self._pause.wait(self.random.uniform(*_DOWN))
            self.province.supervisor.start(name)
        self._pause.wait(self.random.uniform(*_PEACE))

    def _choice(self) -> str:
        """Any program; those of nodes that have no part in the dossiers less often."""
        names = self.province.names
        return self.random.choices(names, [1 if name.startswith(BYSTANDER) else 4 for name in names])[0]

    def _end(self, name: str, program: psutil.Process, orphans: list[psutil.Process]) -> None:
        if orphans:
            # they notice that their parent is gone; until then they hold its port
            program.kill()
            _, alive = psutil.wait_procs(orphans, _ORPHANS_END)
            assert alive == [], f"{name} is gone, but not {alive}"
        self.province.supervisor.kill(name)

    def recover(self) -> None:
        """Wait until everybody answers again."""
        self.province.supervisor.wait_ready(_RECOVER)
