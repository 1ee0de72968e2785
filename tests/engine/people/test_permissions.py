"""Who may do what where."""

import pytest

from engine import people, store

COMMUNE, DESK, JUSTICE, LABOUR = "H21.52.21", "H21.52.21.01", "H21.52.21.04", "H21.52.08"
PLACES = ("H21", "H21.52", LABOUR, COMMUNE, DESK, JUSTICE, "H21.65")


def officer(*grants: tuple[str, str]) -> people.Officer:
    held = frozenset(people.Grant(role, unit_code) for role, unit_code in grants)
    return people.Officer("1", "lan", "Lan", "", DESK, COMMUNE, held)


@pytest.mark.parametrize("role", sorted(people.ROLES))
@pytest.mark.parametrize("place", PLACES)
def test_work_of_a_desk_is_for_those_granted_that_role_at_that_very_desk(role: str, place: str) -> None:
    lan = officer((role, place))

    allowed = {(other, there) for other in people.ROLES for there in PLACES if lan.may(other, there)}

    assert allowed == {(role, place)}


@pytest.mark.parametrize(
    ("granted_at", "covered"),
    [
        ("H21", set(PLACES)),
        ("H21.52", {"H21.52", LABOUR, COMMUNE, DESK, JUSTICE}),
        (COMMUNE, {COMMUNE, DESK, JUSTICE}),
        (DESK, {DESK}),
    ],
)
def test_only_overseeing_roles_reach_down_the_tree(
    gia_lai: store.Database, granted_at: str, covered: set[str]
) -> None:
    found = {
        role: {place for place in PLACES if people.oversees(officer((role, granted_at)), role, place)}
        for role in people.ROLES
    }

    assert found == {
        role: covered if role in {"unit_admin", "system_admin", "reports", "oversight"} else {granted_at}
        for role in people.ROLES
    }


def test_overseeing_in_one_role_is_not_overseeing_in_another(gia_lai: store.Database) -> None:
    assert not people.oversees(officer(("reports", "H21")), "unit_admin", DESK)


def test_nobody_oversees_a_unit_that_does_not_exist(gia_lai: store.Database) -> None:
    assert not people.oversees(officer(("oversight", "H21")), "oversight", "H21.99")


def test_roles_are_listed_once_however_many_desks(gia_lai: store.Database) -> None:
    assert officer(("reception", DESK), ("reception", COMMUNE), ("returns", DESK)).roles == {
        "reception",
        "returns",
    }


def test_the_system_may_nothing_at_a_desk() -> None:
    assert not any(people.SYSTEM.may(role, place) for role in people.ROLES for place in PLACES)
