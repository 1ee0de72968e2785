"""One person, one account, one desk at a time; what ends stays on record."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import clock, people, store
from tests.engine.people.conftest import DESK, PASSWORD, OpenAccount
from tests.engine.people.together import meeting_before, together

MONDAY = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
JUSTICE = "H21.52.21.04"


def test_an_account_is_found_by_id_by_name_and_at_its_desk(open_account: OpenAccount) -> None:
    lan = open_account("Lan.Ksor")

    assert lan.username == "lan.ksor"
    assert people.account_by_id(lan.id) == lan
    assert people.account_by_username(" LAN.ksor ") == lan
    assert people.accounts(DESK) == (lan,)
    assert people.accounts(JUSTICE) == ()


@pytest.mark.parametrize(
    ("given", "name"),
    [({"username": "LAN"}, "username"), ({"username": "minh", "officer_id": "gl 0001"}, "officer_id")],
)
def test_a_second_account_with_the_same_name_or_officer_number_is_refused(
    open_account: OpenAccount, given: dict[str, str], name: str
) -> None:
    open_account("lan", officer_id="GL0001")

    with pytest.raises(people.AccountTaken) as refused:
        open_account(**({"officer_id": "GL0002"} | given))

    assert refused.value.facts["name"] == name
    assert len(people.accounts(DESK)) == 1


def test_of_two_accounts_opened_at_once_with_one_name_one_is_refused(open_account: OpenAccount) -> None:
    with meeting_before("INSERT INTO account "):
        results = together(lambda number: open_account("lan", officer_id=f"GL{number}"), 2)

    assert sorted(type(result).__name__ for result in results) == ["Account", "AccountTaken"]
    assert len(people.accounts(DESK)) == 1


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"username": "la"}, "username"),
        ({"username": "lan ksor"}, "username"),
        ({"username": "hồlan"}, "username"),
        ({"officer_id": " "}, "officer_id"),
        ({"name": ""}, "name"),
        ({"valid_from": date(2025, 2, 1), "valid_to": date(2025, 1, 1)}, "valid_to"),
    ],
)
def test_an_account_with_a_bad_field_is_refused_naming_it(
    open_account: OpenAccount, given: dict[str, str], name: str
) -> None:
    with pytest.raises(people.BadAccount) as refused:
        open_account(**({"username": "lan"} | given))

    assert refused.value.facts["name"] == name


def test_an_account_needs_a_known_desk_and_a_good_password(open_account: OpenAccount) -> None:
    with pytest.raises(people.UnknownUnit):
        open_account(unit_code="H21.99")
    with pytest.raises(people.PasswordRefused):
        open_account(password="matkhau123")

    assert people.accounts(DESK) == ()


def test_grants_are_given_once_and_taken_away(open_account: OpenAccount) -> None:
    lan = open_account()
    people.grant(lan.id, "reception", DESK)
    people.grant(lan.id, "reception", DESK)
    people.grant(lan.id, "returns", DESK)

    people.revoke(lan.id, "reception", DESK)

    assert people.grants_of(lan.id) == {people.Grant("returns", DESK)}


def test_a_grant_given_twice_at_once_is_given_once(open_account: OpenAccount) -> None:
    lan = open_account()

    with meeting_before("INSERT INTO account_grant"):
        results = together(lambda _: people.grant(lan.id, "reception", DESK), 2)

    assert results == [None, None]
    people.revoke(lan.id, "reception", DESK)
    assert people.grants_of(lan.id) == frozenset()


def test_a_grant_names_a_known_role_account_and_unit(open_account: OpenAccount) -> None:
    lan = open_account()

    with pytest.raises(people.BadAccount):
        people.grant(lan.id, "emperor", DESK)
    with pytest.raises(people.UnknownAccount):
        people.grant("nobody", "reception", DESK)
    with pytest.raises(people.UnknownUnit):
        people.grant(lan.id, "reception", "H21.99")


def test_a_transfer_ends_the_roles_and_keeps_the_history(open_account: OpenAccount) -> None:
    with clock.at(MONDAY):
        lan = open_account()
        people.grant(lan.id, "reception", DESK)
    tuesday = MONDAY + timedelta(days=1)

    with clock.at(tuesday):
        people.transfer(lan.id, JUSTICE, "Công chức Tư pháp - hộ tịch")
        people.grant(lan.id, "justice_officer", JUSTICE)

    assert people.account_by_id(lan.id).unit_code == JUSTICE
    assert people.accounts(DESK) == ()
    assert people.posts_of(lan.id) == (
        people.Post(DESK, "Công chức", MONDAY, tuesday),
        people.Post(JUSTICE, "Công chức Tư pháp - hộ tịch", tuesday, None),
    )
    assert people.grants_of(lan.id) == {people.Grant("justice_officer", JUSTICE)}
    assert people.grants_of(lan.id, at=MONDAY) == {people.Grant("reception", DESK)}
    assert people.grants_of(lan.id, at=MONDAY - timedelta(seconds=1)) == frozenset()


def test_two_transfers_at_once_follow_each_other(open_account: OpenAccount) -> None:
    lan = open_account()

    with meeting_before("UPDATE account_grant"):
        together(lambda number: people.transfer(lan.id, (JUSTICE, "H21.52.21.05")[number], "Công chức"), 2)

    posts = people.posts_of(lan.id)
    assert len(posts) == 3
    assert [post.ended_at is None for post in posts] == [False, False, True]


def test_a_transfer_to_nowhere_changes_nothing(open_account: OpenAccount) -> None:
    lan = open_account()
    people.grant(lan.id, "reception", DESK)

    with pytest.raises(people.UnknownUnit):
        people.transfer(lan.id, "H21.99", "")

    assert people.account_by_id(lan.id) == lan
    assert people.grants_of(lan.id) == {people.Grant("reception", DESK)}


def test_accounts_nobody_opened_are_unknown(gia_lai: store.Database) -> None:
    for act in (
        lambda: people.account_by_id("nobody"),
        lambda: people.account_by_username("nobody"),
        lambda: people.set_password("nobody", PASSWORD),
        lambda: people.set_validity("nobody", None, None),
        lambda: people.transfer("nobody", DESK, ""),
    ):
        with pytest.raises(people.UnknownAccount):
            act()
