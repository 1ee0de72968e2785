"""Form definitions to marshmallow schemas to HTML. No database, no web framework."""
