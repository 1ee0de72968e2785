"""Running dossiers go on by another version of their procedure: looked at first, moved in bulk, taken back exactly."""
