#!/bin/sh
# serve | worker | any other motcua command. The database is brought up to date before anything serves it.
set -eu
case "${1:-serve}" in
serve)
    motcua migrate
    exec motcua serve --bind 0.0.0.0:8000 --workers "${WEB_WORKERS:-2}" --threads 4
    ;;
*)
    exec motcua "$@"
    ;;
esac
