"""How long a session lasts and what ends it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import clock, people, store
from engine.people.tables import login_session
from tests.engine.people.conftest import DESK, PASSWORD, OpenAccount
from tests.statements import statements_of

MONDAY = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def token(open_account: OpenAccount) -> str:
    """Lan's session, signed in on Monday at eight."""
    with clock.at(MONDAY):
        open_account()
        return people.sign_in("lan", PASSWORD).token


def works_at(token: str, instant: datetime) -> bool:
    with clock.at(instant):
        try:
            people.officer_of(token)
        except people.SessionExpired:
            return False
        return True


def last_seen() -> datetime:
    with store.reading() as link:
        seen: datetime = link.execute(select(login_session.c.last_seen)).scalar_one()
        return seen


@pytest.mark.parametrize("wrong", ["", "x" * 43, "ă", "' OR 1=1 --"])
def test_a_token_nobody_was_given_opens_nothing(token: str, wrong: str) -> None:
    with pytest.raises(people.SessionExpired):
        people.officer_of(wrong)


def test_a_session_ends_after_half_an_hour_without_a_click(token: str) -> None:
    assert not works_at(token, MONDAY + 30 * MINUTE)
    assert works_at(token, MONDAY + 30 * MINUTE - SECOND)


def test_each_click_starts_the_half_hour_anew(token: str) -> None:
    assert works_at(token, MONDAY + 29 * MINUTE)
    assert works_at(token, MONDAY + 58 * MINUTE)
    assert not works_at(token, MONDAY + 88 * MINUTE)


def test_a_session_ends_after_twelve_hours_of_clicking(token: str) -> None:
    clicks = range(20, 12 * 60, 20)
    assert all(works_at(token, MONDAY + minutes * MINUTE) for minutes in clicks)

    assert works_at(token, MONDAY + 12 * HOUR - SECOND)
    assert not works_at(token, MONDAY + 12 * HOUR)


def test_the_rules_can_be_stricter(token: str) -> None:
    strict = people.SignInRules(idle=5 * MINUTE)

    with clock.at(MONDAY + 5 * MINUTE), pytest.raises(people.SessionExpired):
        people.officer_of(token, strict)


def test_clicks_within_a_minute_write_nothing(token: str) -> None:
    assert works_at(token, MONDAY + 59 * SECOND)
    assert last_seen() == MONDAY
    assert works_at(token, MONDAY + 60 * SECOND)
    assert last_seen() == MONDAY + 60 * SECOND


def test_a_late_request_does_not_set_the_last_click_back(token: str) -> None:
    assert works_at(token, MONDAY + 10 * MINUTE)
    assert works_at(token, MONDAY + 5 * MINUTE)

    assert last_seen() == MONDAY + 10 * MINUTE


def test_asking_who_it_is_takes_one_short_read(token: str) -> None:
    with statements_of(store.current()) as statements:
        assert works_at(token, MONDAY + 10 * SECOND)

    if store.current().is_sqlite:
        assert [words.split()[0] for words in statements] == ["BEGIN", "SELECT", "COMMIT"]


def test_signing_out_ends_this_session_only(token: str) -> None:
    with clock.at(MONDAY):
        other = people.sign_in("lan", PASSWORD).token

    people.sign_out(token)
    people.sign_out(token)

    assert not works_at(token, MONDAY)
    assert works_at(other, MONDAY)


def test_signing_out_everywhere_ends_all_sessions_of_one_account(
    token: str, open_account: OpenAccount
) -> None:
    open_account("minh", officer_id="GL9")
    with clock.at(MONDAY):
        second = people.sign_in("lan", PASSWORD)
        other = people.sign_in("minh", PASSWORD).token

    assert people.sign_out_everywhere(second.officer.account_id) == 2

    assert [works_at(each, MONDAY) for each in (token, second.token, other)] == [False, False, True]


@pytest.mark.parametrize(
    "change",
    [
        lambda officer: people.set_password(officer.account_id, "another good one"),
        lambda officer: people.change_password(officer, PASSWORD, "another good one"),
        lambda officer: people.set_validity(officer.account_id, None, date(2025, 3, 2)),
    ],
)
def test_a_new_password_or_the_end_of_the_account_ends_its_sessions(
    token: str, change: Callable[[people.Officer], None]
) -> None:
    with clock.at(MONDAY):
        change(people.officer_of(token))

    assert not works_at(token, MONDAY)


def test_grants_revocations_and_transfers_count_from_the_next_click(token: str) -> None:
    with clock.at(MONDAY):
        lan = people.officer_of(token)
        people.grant(lan.account_id, "reception", DESK)
        assert people.officer_of(token).may("reception", DESK)
        people.revoke(lan.account_id, "reception", DESK)
        assert not people.officer_of(token).may("reception", DESK)
        people.transfer(lan.account_id, "H21.52.08", "Chuyên viên")
        moved = people.officer_of(token)

    assert (moved.unit_code, moved.agency_code, moved.title) == ("H21.52.08", "H21.52", "Chuyên viên")


def test_dead_sessions_are_cleared_away_at_the_next_sign_in(token: str) -> None:
    with clock.at(MONDAY + 31 * MINUTE):
        people.sign_in("lan", PASSWORD)

    with store.reading() as link:
        assert len(link.execute(select(login_session.c.token_sha256)).all()) == 1


def test_an_officer_is_found_without_a_session_while_the_account_is_in_force(token: str) -> None:
    with clock.at(MONDAY):
        lan = people.officer_of(token)
        assert people.officer_by_id(lan.account_id) == lan
        people.set_validity(lan.account_id, None, date(2025, 3, 2))
        with pytest.raises(people.SessionExpired):
            people.officer_by_id(lan.account_id)
    with pytest.raises(people.SessionExpired):
        people.officer_by_id("nobody")
