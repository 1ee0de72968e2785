"""A small province on one machine: made, played through, run. Data in province.toml and words.toml."""
