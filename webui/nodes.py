"""The node that an application serves."""

from flask import current_app

from engine.node import Node

NODE = "motcua_node"
"""Where `create_app` keeps it."""


def current_node() -> Node:
    """The node of the application that answers this request."""
    node: Node = current_app.extensions[NODE]
    return node
