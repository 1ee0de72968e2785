"""The program is read in without looking for garbage: that takes a sixth of the time, and finds none."""

import gc

_was_on = gc.isenabled()
gc.disable()


def done() -> None:
    """Look for garbage from here on, but not in what has been read in: it stays for good."""
    gc.freeze()
    if _was_on:
        gc.enable()
