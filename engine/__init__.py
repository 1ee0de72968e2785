"""A dossier's life: law, people, process, exchange. Owns the database, knows no HTTP."""
