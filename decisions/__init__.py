"""FEEL expressions and DMN models: a library of its own, importing nothing of the rest."""
