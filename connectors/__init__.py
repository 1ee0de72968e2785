"""Ways to other systems: envelopes, signatures, transports. No database, no web framework."""
