"""The commands of `motcua`, one file per subject, found by scanning: each file's `COMMANDS` are added by webui/cli.py."""
