"""The commands of `motcua`, one file per subject. Each file's `COMMANDS` are added by webui/cli.py."""
