"""A procedure that goes round: each round a task, two at once, one in a subprocess, one with a reminder at its edge."""

from tests.diagrams import builder as b

PROCESS_ID = "long"
ROUND = 5
"""User tasks in a round."""


def xml() -> bytes:
    """The file. It goes round while `again` is "yes"."""
    return b.definitions(
        b.process(
            b.start("start"),
            b.end("end"),
            b.end("reminded"),
            b.users("u1", "u2", "u3", "u5"),
            b.gateway("exclusive", "merge"),
            b.gateway("parallel", "fork"),
            b.gateway("parallel", "join"),
            b.subprocess("inner", b.start("is"), b.user("u4"), b.end("ie"), b.chain("is", "u4", "ie")),
            b.boundary("late", "u5", b.timer("Duration", "P30D"), interrupting=False),
            b.gateway("exclusive", "more", default="no_more"),
            b.chain("start", "merge", "u1", "fork"),
            b.chain("fork", "u2", "join"),
            b.chain("fork", "u3", "join"),
            b.chain("join", "inner", "u5", "more"),
            b.chain("late", "reminded"),
            b.flow("more", "merge", 'again = "yes"'),
            b.flow("more", "end", flow_id="no_more"),
            process_id=PROCESS_ID,
        )
    )
