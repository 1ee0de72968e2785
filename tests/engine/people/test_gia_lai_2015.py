"""The file of the province of 2015 says what its sources say."""

import unicodedata
from collections import Counter
from datetime import date

import pytest

from engine import people, store

LISTED = people.read_units(people.bundled_units())
BY_CODE = {unit.code: unit for unit in LISTED}
LAST_DAY = date(2025, 6, 30)

DISTRICTS = {
    "H21.65": ("thành phố Pleiku", "622"),
    "H21.66": ("thị xã An Khê", "623"),
    "H21.67": ("thị xã Ayun Pa", "624"),
    "H21.60": ("huyện KBang", "625"),
    "H21.55": ("huyện Đak Đoa", "626"),
    "H21.51": ("huyện Chư Păh", "627"),
    "H21.58": ("huyện Ia Grai", "628"),
    "H21.63": ("huyện Mang Yang", "629"),
    "H21.61": ("huyện Kông Chro", "630"),
    "H21.57": ("huyện Đức Cơ", "631"),
    "H21.52": ("huyện Chư Prông", "632"),
    "H21.54": ("huyện Chư Sê", "633"),
    "H21.56": ("huyện Đak Pơ", "634"),
    "H21.59": ("huyện Ia Pa", "635"),
    "H21.62": ("huyện Krông Pa", "637"),
    "H21.64": ("huyện Phú Thiện", "638"),
    "H21.53": ("huyện Chư Pưh", "639"),
}


def children(parent: str, kind: str) -> list[people.Unit]:
    return [unit for unit in LISTED if unit.parent_code == parent and unit.kind == kind]


def test_all_units_load_and_load_again_without_change(database: store.Database) -> None:
    assert people.load_units(people.bundled_units()) == len(LISTED)
    assert people.load_units(people.bundled_units()) == len(LISTED)

    assert people.units() == tuple(sorted(LISTED, key=lambda unit: unit.code))


def test_every_unit_but_the_province_has_a_parent_in_the_file() -> None:
    assert [unit.code for unit in LISTED if unit.parent_code is None] == ["H21"]
    assert {unit.parent_code for unit in LISTED} - {None} <= BY_CODE.keys()


def test_district_units_are_the_17_of_the_source() -> None:
    found = {unit.code: (unit.name, unit.gso_code) for unit in children("H21", "district")}

    assert found == {code: (f"Ủy ban nhân dân {name}", gso) for code, (name, gso) in DISTRICTS.items()}


def test_districts_and_what_is_in_them_end_on_30_june_2025() -> None:
    inside = [unit for unit in LISTED if unit.code[:6] in DISTRICTS]

    assert {unit.valid_to for unit in inside} == {LAST_DAY}
    assert {unit.valid_from for unit in inside} == {None}
    assert {unit.valid_to for unit in LISTED if unit.code[:6] not in DISTRICTS} == {None}


@pytest.mark.parametrize(("district", "towns_and_wards", "villages"), [("H21.52", 1, 19), ("H21.65", 14, 7)])
def test_communes_are_complete(district: str, towns_and_wards: int, villages: int) -> None:
    kinds = Counter(unit.name.split()[4] for unit in children(district, "commune"))

    assert kinds["xã"] == villages
    assert kinds["thị"] + kinds["phường"] == towns_and_wards
    assert sum(kinds.values()) == towns_and_wards + villages


def test_land_registration_has_17_branches_and_a_reception_unit_with_a_number_of_its_own() -> None:
    branches = children("H21.14.01", "branch")

    assert [unit.code for unit in branches] == [f"H21.14.01.{number:02}" for number in range(1, 18)]
    assert branches[5].name.endswith("Chư Prông")
    assert all(unit.is_agency for unit in branches)
    assert BY_CODE["H21.14.0101"].kind == "reception"
    assert BY_CODE["H21.14.0101"].parent_code == "H21.14.01"


def test_only_codes_seen_in_a_source_are_marked_so() -> None:
    seen = {"H21", "H21.14.01", "H21.14.0101"} | DISTRICTS.keys()
    seen |= {f"H21.14.01.{number:02}" for number in range(1, 18)}

    assert {unit.code for unit in LISTED if unit.evidence == "V"} == seen


def test_names_repeat_across_districts_and_only_codes_tell_units_apart() -> None:
    homes = {
        name: {unit.code for unit in LISTED if unit.kind == "commune" and unit.name.endswith(name)}
        for name in ("Ia O", "An Phú")
    }

    assert homes == {"Ia O": {"H21.52.33", "H21.58.21"}, "An Phú": {"H21.65.35", "H21.66.21"}}


def test_names_keep_the_letters_of_the_highlands() -> None:
    names = {unit.name.removeprefix("Ủy ban nhân dân ") for unit in children("H21.52", "commune")}

    assert {
        "xã Ia Băng",
        "xã Ia Bang",
        "xã Ia Piơr",
        "xã Ia Púch",
        "xã Ia Tôr",
        "xã Ia Mơ",
        "xã Ia Me",
    } <= names
    assert all(unicodedata.is_normalized("NFC", unit.name) for unit in LISTED)


def test_every_agency_has_a_counter_and_somebody_who_signs() -> None:
    agencies = [unit for unit in LISTED if unit.is_agency and unit.kind != "portal"]
    for wanted in ("reception", "leaders"):
        having = {unit.parent_code for unit in LISTED if unit.function == wanted}
        assert {unit.code for unit in agencies} - having == set()


def test_no_agency_has_two_rooms_with_one_function() -> None:
    rooms = Counter((unit.parent_code, unit.function) for unit in LISTED if unit.function)

    assert [room for room, number in rooms.items() if number > 1] == []
