"""Dossier codes: never twice, restarting each day at each agency."""

import threading
from datetime import date

import pytest

from engine import dossier, store
from engine.dossier.numbering import CODE, next_code
from engine.dossier.tables import dossier_number

DAY = date(2024, 4, 15)


def numbered(agency: str, day: date = DAY) -> str:
    with store.transaction():
        return next_code(agency, day)


def test_serials_count_up_within_a_day(database: store.Database) -> None:
    assert [numbered("H21.52.21") for _ in range(3)] == [
        "H21.52.21-240415-0001",
        "H21.52.21-240415-0002",
        "H21.52.21-240415-0003",
    ]


def test_each_agency_and_each_day_counts_for_itself(database: store.Database) -> None:
    numbered("H21.52.21")

    assert numbered("H21.52") == "H21.52-240415-0001"
    assert numbered("H21.52.21", date(2024, 4, 16)) == "H21.52.21-240416-0001"


def test_the_computer_never_gives_a_number_that_is_printed_in_advance(database: store.Database) -> None:
    numbered("H21.52.21")
    with store.transaction() as link:
        link.execute(dossier_number.update().values(last=8999))

    assert [numbered("H21.52.21") for _ in range(3)] == [
        "H21.52.21-240415-9000",
        "H21.52.21-240415-10000",
        "H21.52.21-240415-10001",
    ]


def test_a_number_is_never_given_twice_under_load(database: store.Database) -> None:
    codes: list[str] = []

    def counter() -> None:
        codes.extend(numbered("H21.52.21") for _ in range(10))

    threads = [threading.Thread(target=counter) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(set(codes)) == len(codes) == 60


def test_a_number_of_a_failed_reception_may_be_given_again_but_not_twice(database: store.Database) -> None:
    def fails() -> None:
        with store.transaction():
            next_code("H21.52.21", DAY)
            raise LookupError

    with pytest.raises(LookupError):
        fails()

    assert numbered("H21.52.21") != numbered("H21.52.21")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("H21.52.21-240415-0001", "H21.52.21-240415-0001"),
        ("  h21.52.21 240415 0001 ", "H21.52.21-240415-0001"),
        ("H21.52.21–240415–0001", "H21.52.21-240415-0001"),
        ("HS H21.52.21-240415-0001", "H21.52.21-240415-0001"),
        ("H21.52.212404150001", "H21.52.21-240415-0001"),
        ("000.00.12.H62-201105-0004", "000.00.12.H62-201105-0004"),
        ("G09.20-20260609-0092637", "G09.20-20260609-0092637"),
        ("H21", None),
        ("'; drop table dossier;--", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, code: str | None) -> None:
    assert dossier.normalise_code(typed) == code


def test_minted_codes_are_codes() -> None:
    assert CODE.fullmatch("H21.52.21-240415-0001")
