"""The big procedure of the benchmarks: 25 user tasks, lanes, gateways, a subprocess, a reminder, loops back."""

from tests.diagrams import builder as b

PROCESS_ID = "big"

_LANES = {
    "clerk": ("t1", "t2", "t4", "t14"),
    "reception": ("t3", "t11", "t21", "t22", "t24"),
    "head_of_room": ("t5", "t17", "t19", "t20"),
    "justice_officer": ("t6", "t7", "t23"),
    "social_officer": ("t8", "t9", "t10"),
    "leader": ("t12",),
    "cashier": ("t13", "t15"),
    "specialist": ("t16", "t18"),
    "returns": ("t25",),
}


def xml() -> bytes:
    """The file. It also runs on the stock parser, given an environment that evaluates FEEL."""
    return b.definitions(
        b.process(_lanes(), _intake(), _checks(), _payment(), _drafting(), _closing(), process_id=PROCESS_ID)
    )


def _lanes() -> str:
    lanes = (
        b.tag(
            "lane",
            b.properties({"mc:vaiTro": role}),
            *(b.text("flowNodeRef", task) for task in tasks),
            id=f"lane_{role}",
            name=role,
        )
        for role, tasks in _LANES.items()
    )
    return b.tag("laneSet", *lanes, id="lanes")


def _intake() -> str:
    return (
        b.start("start")
        + b.end("end")
        + b.users("t1", "t2", "t3", "t4", "t5")
        + b.gateway("exclusive", "complete_enough", default="gc_d")
        + b.chain("start", "t1", "t2", "t3", "complete_enough")
        + b.flow("complete_enough", "t4", 'complete = "no"')
        + b.flow("t4", "t3")
        + b.flow("complete_enough", "t5", flow_id="gc_d")
    )


def _checks() -> str:
    return (
        b.gateway("parallel", "fork")
        + b.gateway("parallel", "join")
        + b.users("t6", "t7", "t8", "t9", "t10", "t11", "t12")
        + b.flow("t5", "fork")
        + b.chain("fork", "t6", "t7", "join")
        + b.chain("fork", "t8", "t9", "t10", "join")
        + b.chain("fork", "t11", "t12", "join")
    )


def _payment() -> str:
    return (
        b.script("fee", "fee = 100 + 20")
        + b.users("t13", "t14", "t15")
        + b.boundary("late", "t14", b.timer("Duration", "P30D"), interrupting=False)
        + b.end("end_reminder")
        + b.chain("late", "t15", "end_reminder")
        + b.chain("join", "fee", "t13", "t14", "drafting")
    )


def _drafting() -> str:
    return b.subprocess(
        "drafting",
        b.start("ss"),
        b.end("se"),
        b.users("t16", "t17", "t18", "t19"),
        b.gateway("exclusive", "draft_good", default="gs_d"),
        b.chain("ss", "t16", "t17", "draft_good"),
        b.flow("draft_good", "t18", 'draft_ok = "no"'),
        b.flow("t18", "t17"),
        b.flow("draft_good", "t19", flow_id="gs_d"),
        b.flow("t19", "se"),
    )


def _closing() -> str:
    return (
        b.users("t20", "t21", "t22", "t23", "t24", "t25")
        + b.gateway("exclusive", "granted", default="ga_d")
        + b.gateway("exclusive", "merge")
        + b.chain("drafting", "t20", "granted")
        + b.flow("granted", "t23", 'approved = "no"')
        + b.flow("granted", "t21", flow_id="ga_d")
        + b.chain("t21", "t22", "merge")
        + b.flow("t23", "merge")
        + b.chain("merge", "t24", "t25", "end")
    )


class Answers:
    """What to answer, task after task: one correction, one redraft, then granted. 25 completions in all."""

    def __init__(self) -> None:
        self._asked: set[str] = set()

    def to(self, task: str) -> dict[str, str]:
        """The answers to the task of this id."""
        again = task in self._asked
        self._asked.add(task)
        decisions = {
            "t3": {"complete": "yes" if again else "no"},
            "t17": {"draft_ok": "yes" if again else "no"},
            "t20": {"approved": "yes"},
        }
        return {f"v_{task}": "ok", **decisions.get(task, {})}
