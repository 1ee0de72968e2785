"""Files of dossiers."""

from engine import process
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
