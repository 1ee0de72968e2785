"""One file per service operation; found by scanning (connectors.services.operations)."""
