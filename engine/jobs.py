"""RQ entry points, one line each. They carry no data: the database knows what is due."""

from functools import cache

from engine.node import Node, open_node
from engine.settings import from_environment


@cache
def _node() -> Node:
    # RQ forks for each job: a connection pool must be opened by the child that uses it
    return open_node(from_environment())


def drain() -> int:
    """Everything that waits at this node."""
    return _node().sweep()
