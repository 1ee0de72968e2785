"""One module per kind of field, found by scanning. A module offers FIELD and imports no other module from here."""
