"""Files of dossiers."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from engine import process, store
from tests.engine.province import Province

PDF = b"%PDF-1.7 minutes"


def test_a_file_sent_again_to_its_dossier_is_the_one_that_is_there(province: Province) -> None:
    # An officer's node died after it had kept his file and before it had answered; he pressed again, and the dossier
    # listed the paper twice.
    code = province.received()

    first = process.keep_file("minutes.pdf", [PDF], province.lan, code)
    again = process.keep_file("minutes.pdf", [PDF], province.lan, code)

    assert again == first
    assert list(process.files_of(code)) == [first.id]


def test_files_that_differ_in_anything_are_kept_beside_each_other(province: Province) -> None:
    code = province.received()

    kept = [
        process.keep_file("minutes.pdf", [PDF], province.lan, code),
        process.keep_file("minutes.pdf", [PDF + b"2"], province.lan, code),
        process.keep_file("letter.pdf", [PDF], province.lan, code),
        process.keep_file("minutes.pdf", [PDF], province.minh, code),
    ]

    assert len({file.id for file in kept}) == len(process.files_of(code)) == 4


def test_files_without_a_dossier_yet_may_end_in_different_ones(province: Province) -> None:
    first = process.keep_file("minutes.pdf", [PDF], province.lan)
    again = process.keep_file("minutes.pdf", [PDF], province.lan)

    assert again.id != first.id


def test_a_file_sent_again_to_a_reception_is_the_one_that_is_there(province: Province) -> None:
    first = process.keep_file("minutes.pdf", [PDF], province.lan, request_key="page 1")
    again = process.keep_file("minutes.pdf", [PDF], province.lan, request_key="page 1")
    other = process.keep_file("minutes.pdf", [PDF], province.lan, request_key="page 2")

    assert again == first
    assert other.id != first.id


def test_a_file_that_arrives_twice_at_once_is_one_file(province: Province) -> None:
    # The browser gave up an upload that was slow and sent it again; both requests looked for the file before either
    # had written it, and the dossier listed the paper twice.
    code = province.received()

    kept = [_kept_twice_at_once(province, code, PDF + bytes([number])) for number in range(20)]

    assert all(len(ids) == 1 for ids in kept)
    assert set(process.files_of(code)) == set().union(*kept)


def _kept_twice_at_once(province: Province, code: str, content: bytes) -> set[str]:
    """The ids of a file whose last bytes arrive in two requests at the same moment."""
    together = threading.Barrier(2, timeout=20)

    def slowly() -> Iterator[bytes]:
        yield content
        together.wait()

    def keep() -> str:
        with store.using(province.database):
            return process.keep_file("minutes.pdf", slowly(), province.lan, code).id

    with ThreadPoolExecutor(2) as pool:
        return {done.result() for done in [pool.submit(keep), pool.submit(keep)]}
