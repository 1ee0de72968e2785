"""Two officers complete the same task at once, at two servers of one node: two processes on one database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.e2e import invariants
from tests.e2e.desks import Desk, Page, Press
from tests.e2e.officers import Team
from tests.e2e.provinces import COMMUNE, RunningProvince, free_ports
from tests.e2e.walk import STEPS, TASK_FORM, Scan, Step
from webui.demo import running
from webui.demo.province import HOST
from webui.demo.supervising import Supervisor

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.xdist_group("e2e")]

RACES = 3
SIGNING = 2
LEADERS = {"son": "Kpă Sơn", "hung": "Hoàng Việt Hùng"}


@contextmanager
def second_server(province: RunningProvince, logs: Path) -> Iterator[str]:
    """Another server process of the commune's node. Gives its address."""
    bind = f"{HOST}:{free_ports(1)}"
    programs = running.programs(province.home, province.plan, province.port_base, province.databases)
    [first] = (program for program in programs if program.name == COMMUNE)
    second = replace(first, arguments=("serve", "--bind", bind), health=f"http://{bind}/healthz")
    with Supervisor([second], logs) as supervisor:
        supervisor.start()
        supervisor.wait_ready()
        yield f"http://{bind}"


def prepared(desk: Desk, step: Step, code: str) -> Press:
    """Everything up to the last click of a step, with a paper of one's own."""
    address = desk.get(f"/viec?q={code}").link(step.task)
    assert address is not None
    mine = {
        label: replace(answer, name=f"{desk.username}.pdf") if isinstance(answer, Scan) else answer
        for label, answer in step.answers.items()
    }
    return desk.press(desk.get(address), step.button, mine, TASK_FORM)


def pressed_at_once(desks: list[Desk], presses: list[Press]) -> list[Page]:
    barrier = threading.Barrier(len(desks))

    def press(desk: Desk, prepared: Press) -> Page:
        barrier.wait()
        return desk.send(prepared)

    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(press, desks, presses))


def test_of_two_officers_at_two_servers_one_completes_and_one_is_told_who_was_faster(
    province: RunningProvince, received: set[str], tmp_path: Path
) -> None:
    team = Team(province, Random(1))
    with second_server(province, tmp_path) as second:
        places = zip((province.url(COMMUNE), second), LEADERS, strict=True)
        desks = [Desk(url, username, province.password) for url, username in places]
        for desk in desks:
            desk.sign_in()
        for _ in range(RACES):
            code = team.receive()
            for step in STEPS[:SIGNING]:
                team.take(code, step)

            pages = pressed_at_once(desks, [prepared(desk, STEPS[SIGNING], code) for desk in desks])

            check_one_won(desks, pages)
            for step in STEPS[SIGNING + 1 :]:
                team.take(code, step)
            received.add(code)
    invariants.settle(province, 10)
    # the history has one entry for the signing, and one letter went to the district
    invariants.check(province, received)


def check_one_won(desks: list[Desk], pages: list[Page]) -> None:
    by_status = {page.status: (desk, page) for desk, page in zip(desks, pages, strict=True)}
    assert set(by_status) == {200, 409}, [(page.status, page.text[-300:]) for page in pages]
    winner, _ = by_status[200]
    _, told = by_status[409]
    assert f"đã được {LEADERS[winner.username]} hoàn thành lúc" in told.text
