"""Do a thing several times at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from threading import Barrier, BrokenBarrierError

from sqlalchemy import event

from engine import store
from engine.errors import MotcuaError


def together(act: Callable[[int], object], times: int) -> list[object]:
    """`act(0)`, `act(1)`, … each in a thread, started at the same moment; what each gave back or how it failed.

    The threads see the clock of the caller.
    """
    start = Barrier(times)

    def run(number: int) -> object:
        start.wait(10)
        try:
            return act(number)
        except MotcuaError as error:
            return error

    with ThreadPoolExecutor(times) as pool:
        running = [pool.submit(copy_context().run, run, number) for number in range(times)]
        return [future.result(30) for future in running]


@contextmanager
def meeting_before(statement: str) -> Iterator[None]:
    """Hold each thread that is about to send a statement starting like this until a second one is, too.

    Without a lock two threads meet there, both with what they have read before the other's change: the worst moment.
    With a lock the second one cannot come, and the first goes on alone after a moment.
    """
    place = Barrier(2)

    def wait(_link: object, _cursor: object, sent: str, *_: object) -> None:
        if sent.startswith(statement):
            with suppress(BrokenBarrierError):
                place.wait(0.3)

    engine = store.current().engine
    event.listen(engine, "before_cursor_execute", wait)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", wait)
