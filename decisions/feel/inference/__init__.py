"""Static types of FEEL; each module registers the rules for some kinds of nodes."""

from decisions.feel.inference import calls, operators, structures
from decisions.feel.inference.core import Note, Scope, infer

__all__ = ["Note", "Scope", "calls", "infer", "operators", "structures"]
