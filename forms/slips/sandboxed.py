"""The child of `sandbox`: an order on stdin, a PDF on stdout, a complaint on stderr, within bounds that it sets itself."""

import json
import resource
import sys
from datetime import datetime

from forms.slips.errors import SlipError
from forms.slips.rendering import compile_here
from forms.slips.sandbox import REFUSED, SECONDS

MOST_MEMORY = 2 * 1024**3
MOST_BYTES = 20 * 1024**2
TOO_LARGE = 4


def main() -> int:
    """Compile one template that a person wrote."""
    order = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        pdf = compile_here(
            order["source"].encode(),
            order["inputs"],
            datetime.fromisoformat(order["issued_at"]),
            order["standard"],
            order["output"],
        )
    except SlipError as error:
        sys.stderr.write(error.detail)
        return REFUSED
    if len(pdf) > MOST_BYTES:
        return TOO_LARGE
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
