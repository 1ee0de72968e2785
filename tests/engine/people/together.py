"""Do a thing several times at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier

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
