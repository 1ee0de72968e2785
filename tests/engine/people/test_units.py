"""Looking units up in the tree, and what a file of units must not say."""

from datetime import date

import pytest

from engine import people, store

LAST_DAY, DAY_AFTER = date(2025, 6, 30), date(2025, 7, 1)


def load(*lines: str) -> int:
    return people.load_units(("unit = [\n" + ",\n".join(lines) + "\n]\n").encode())


@pytest.mark.parametrize(
    ("agency", "function", "room"),
    [
        ("H21.52", "labour", "H21.52.08"),
        ("H21.52", "finance_planning", "H21.52.06"),
        ("H21.52", "justice", "H21.52.05"),
        ("H21.52.21", "justice", "H21.52.21.04"),
        ("H21.52.21", "culture_social", "H21.52.21.07"),
        ("H21.52.21", "leaders", "H21.52.21.02"),
        ("H21.65", "infrastructure", "H21.65.12"),
        ("H21.14.01", "reception", "H21.14.0101"),
        ("H21.16", "judicial_support", "H21.16.75"),
        ("H21", "office", "H21.01"),
        ("H21", "reception", "H21.00"),
    ],
)
def test_a_function_finds_its_room_inside_the_agency(
    gia_lai: store.Database, agency: str, function: str, room: str
) -> None:
    assert people.unit_for(agency, function).code == room


def test_an_agency_without_such_a_room_does_the_work_itself(gia_lai: store.Database) -> None:
    # H21.52.21 has a room for land; the district above has none, and one below does not count
    assert people.unit_for("H21.52.21", "land").code == "H21.52.21.05"
    assert people.unit_for("H21.52", "land").code == "H21.52"
    assert people.unit_for("H21.52.21", None).code == "H21.52.21"


def test_a_room_in_a_room_still_belongs_to_the_agency(gia_lai: store.Database) -> None:
    load('{ code = "H21.52.08.01", name = "Tổ", kind = "room", function = "veterans", parent = "H21.52.08" }')

    assert people.unit_for("H21.52", "veterans").code == "H21.52.08.01"
    assert people.agency_of("H21.52.08.01").code == "H21.52"


def test_rooms_of_an_unknown_agency_are_an_error(gia_lai: store.Database) -> None:
    with pytest.raises(people.UnknownUnit):
        people.unit_for("H21.99", "justice")


@pytest.mark.parametrize(
    ("code", "agency"),
    [
        ("H21.52.21.01", "H21.52.21"),
        ("H21.52.21", "H21.52.21"),
        ("H21.52.08", "H21.52"),
        ("H21.14.0101", "H21.14.01"),
        ("H21.01", "H21"),
    ],
)
def test_a_desk_belongs_to_the_nearest_agency_above(gia_lai: store.Database, code: str, agency: str) -> None:
    assert people.agency_of(code).code == agency


@pytest.mark.parametrize(
    ("code", "kind", "found"),
    [
        ("H21.52.21.01", "commune", "H21.52.21"),
        ("H21.52.21", "commune", "H21.52.21"),
        ("H21.52.21", "district", "H21.52"),
        ("H21.14.01.06", "department", "H21.14"),
        ("H21.52.21", "province", "H21"),
    ],
)
def test_ancestors_are_found_by_kind(gia_lai: store.Database, code: str, kind: str, found: str) -> None:
    assert people.ancestor(code, kind).code == found


def test_a_commune_has_no_department_above(gia_lai: store.Database) -> None:
    with pytest.raises(people.UnknownUnit):
        people.ancestor("H21.52.21", "department")


def test_pools_name_their_agency_by_level_or_by_code(gia_lai: store.Database) -> None:
    assert people.resolve_agency("district", "H21.52.21") == "H21.52"
    assert people.resolve_agency("commune", "H21.52.21") == "H21.52.21"
    assert people.resolve_agency("H21.16", "H21.52.21") == "H21.16"
    assert people.resolve_agency("branch:H21.93", "H21.65.21") == "H21.93.65"
    assert people.runs_at("branch:H21.93", "H21.93.52")
    assert not people.runs_at("branch:H21.93", "H21.91.52")
    assert not people.runs_at("branch:H21.93", "H21.93")
    with pytest.raises(people.UnknownUnit):
        people.resolve_agency("", "H21.52.21")


def test_a_pool_runs_where_its_level_or_code_says(gia_lai: store.Database) -> None:
    assert people.runs_at("commune", "H21.52.21")
    assert not people.runs_at("district", "H21.52.21")
    assert people.runs_at("H21.16", "H21.16")
    assert not people.runs_at("H21.16", "H21.52.21")
    assert people.runs_at(None, "H21.52.21")


def test_a_unit_that_has_ended_is_still_known(gia_lai: store.Database) -> None:
    assert people.unit("H21.52").valid_to == LAST_DAY
    assert people.unit_for("H21.52", "labour").code == "H21.52.08"


def test_whoever_asks_for_a_day_sees_only_units_in_force_on_it(gia_lai: store.Database) -> None:
    assert people.unit("H21.52", on=LAST_DAY).code == "H21.52"
    with pytest.raises(people.UnknownUnit):
        people.unit("H21.52", on=DAY_AFTER)
    assert len(people.units(kind="district", on=LAST_DAY)) == 17
    assert people.units(kind="district", on=DAY_AFTER) == ()
    with pytest.raises(people.UnknownUnit):
        people.unit_for("H21.52", "labour", on=DAY_AFTER)


def test_a_unit_is_not_in_force_before_its_first_day(gia_lai: store.Database) -> None:
    load('{ code = "X", name = "X", kind = "office", valid_from = 2025-07-01 }')

    with pytest.raises(people.UnknownUnit):
        people.unit("X", on=LAST_DAY)
    assert people.unit("X", on=DAY_AFTER).in_force(DAY_AFTER)
    assert not people.unit("X").in_force(LAST_DAY)


def test_units_are_listed_by_kind_and_parent(gia_lai: store.Database) -> None:
    codes = [unit.code for unit in people.units(kind="commune", parent="H21.52")]

    assert codes == [f"H21.52.{number}" for number in range(21, 41)]


def test_an_unknown_unit_is_shown_by_its_code(gia_lai: store.Database) -> None:
    assert people.name_of("H21.52.33") == "Ủy ban nhân dân xã Ia O"
    assert people.name_of("H15.01") == "H15.01"


def test_loading_changes_known_units_and_leaves_the_others(gia_lai: store.Database) -> None:
    before = len(people.units())

    load('{ code = "H21.52", name = "Chư Prông", kind = "district", parent = "H21", is_agency = true }')

    assert people.name_of("H21.52") == "Chư Prông"
    assert len(people.units()) == before


@pytest.mark.parametrize(
    ("lines", "place", "reason"),
    [
        (['{ name = "X", kind = "room" }'], "X", "no code"),
        (['{ code = "X", kind = "room" }'], "X", "no name"),
        (['{ code = "X", name = "X", kind = "hall" }'], "X", "kind 'hall'"),
        (['{ code = "X", name = "X", kind = "room", evidence = "sure" }'], "X", "evidence 'sure'"),
        (['{ code = "X", name = "X", kind = "room", colour = "red" }'], "X", "unknown keys colour"),
        (['{ code = "X", name = "X", kind = "room", is_agency = "no" }'], "X", "is_agency"),
        (['{ code = "X", name = "X", kind = "room", gso_code = 632 }'], "X", "gso_code"),
        (['{ code = "X", name = "X", kind = "room", valid_to = "2025" }'], "X", "valid_to is no date"),
        (
            ['{ code = "X", name = "X", kind = "room", valid_from = 2025-07-01, valid_to = 2025-06-30 }'],
            "X",
            "ends before it begins",
        ),
        (['{ code = "X", name = "X", kind = "room", desks = "none" }'], "X", "no set of desks"),
        (['{ code = "X", name = "X", kind = "room" }'] * 2, "X", "occurs twice"),
        (['{ code = "X", name = "X", kind = "room", parent = "Y" }'], "X", "parent Y does not exist"),
        (['{ code = "X", name = "X", kind = "room", parent = "X" }'], "X", "leads back"),
        (
            [
                '{ code = "X", name = "X", kind = "room", parent = "Y" }',
                '{ code = "Y", name = "Y", kind = "room", parent = "X" }',
            ],
            "X",
            "leads back",
        ),
    ],
)
def test_a_bad_file_is_refused_naming_the_unit(
    database: store.Database, lines: list[str], place: str, reason: str
) -> None:
    with pytest.raises(people.BadUnits, match=reason) as refused:
        load(*lines)

    assert refused.value.facts["place"] == place
    assert people.units() == ()


def test_a_unit_cannot_be_moved_below_itself(gia_lai: store.Database) -> None:
    with pytest.raises(people.BadUnits, match="leads back"):
        load('{ code = "H21", name = "Gia Lai", kind = "province", parent = "H21.52" }')


def test_what_is_no_toml_is_refused(database: store.Database) -> None:
    with pytest.raises(people.BadUnits, match="file"):
        people.load_units(b"unit = [")
    with pytest.raises(people.BadUnits, match="file"):
        people.load_units("name = 'Chư Prông'".encode("utf-16"))
    with pytest.raises(people.BadUnits, match="unit"):
        people.load_units(b"unit = 3")
