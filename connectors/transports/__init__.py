"""One file per transport; found by scanning (connectors.base.transports)."""
