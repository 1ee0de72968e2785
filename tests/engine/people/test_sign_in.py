"""Signing in: who is let in, who is locked out, for how long."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from engine import clock, people, store
from engine.people import passwords
from engine.people.tables import account, login_session
from tests.engine.people.conftest import DESK, PASSWORD, OpenAccount
from tests.engine.people.together import meeting_before, together

MONDAY = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def guess_wrong(times: int, username: str = "lan") -> list[str]:
    codes = []
    for _ in range(times):
        with pytest.raises((people.BadCredentials, people.AccountLocked)) as refused:
            people.sign_in(username, "not it at all")
        codes.append(refused.value.code)
    return codes


def test_signing_in_tells_who_it_is_and_what_they_may(open_account: OpenAccount) -> None:
    lan = open_account()
    people.grant(lan.id, "reception", DESK)

    signed_in = people.sign_in(" LAN", PASSWORD)

    assert signed_in.officer == people.Officer(
        account_id=lan.id,
        username="lan",
        name="Rơ Châm H'Lan",
        title="Công chức",
        unit_code=DESK,
        agency_code="H21.52.21",
        grants=frozenset({people.Grant("reception", DESK)}),
    )
    assert people.officer_of(signed_in.token) == signed_in.officer


def test_unknown_name_and_wrong_password_look_alike(open_account: OpenAccount) -> None:
    open_account()

    with pytest.raises(people.BadCredentials) as wrong:
        people.sign_in("lan", "not it at all")
    with pytest.raises(people.BadCredentials) as unknown:
        people.sign_in("nobody", "not it at all")

    assert str(wrong.value) == str(unknown.value)
    assert wrong.value.facts == unknown.value.facts


@pytest.fixture
def hashing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each computation of a hash, as it happens: counted, since a busy machine cannot be timed."""
    seen: list[str] = []
    for name in ("hash", "verify"):
        monkeypatch.setattr(PasswordHasher, name, _telling(seen, name, getattr(PasswordHasher, name)))
    return seen


def _telling(seen: list[str], name: str, real: Callable[..., object]) -> Callable[..., object]:
    def told(*given: object) -> object:
        seen.append(name)
        return real(*given)

    return told


def test_an_unknown_name_takes_as_long_as_a_known_one(open_account: OpenAccount, hashing: list[str]) -> None:
    open_account()
    hashing.clear()

    guess_wrong(1, "lan")
    guess_wrong(1, "nobody")

    # hashing and verifying are the same computation
    assert hashing == ["verify", "hash"]


def test_the_token_is_256_bits_and_only_its_digest_is_kept(open_account: OpenAccount) -> None:
    open_account()

    tokens = {people.sign_in("lan", PASSWORD).token for _ in range(3)}

    assert {len(token) for token in tokens} == {43}
    with store.reading() as link:
        kept = set(link.scalars(select(login_session.c.token_sha256)))
    assert len(kept) == 3
    assert {len(digest) for digest in kept} == {64}
    assert not kept & tokens


def test_the_fifth_wrong_password_locks_the_account_even_for_the_right_one(open_account: OpenAccount) -> None:
    open_account()
    with clock.at(MONDAY):
        assert guess_wrong(5) == ["bad_credentials"] * 4 + ["account_locked"]

        with pytest.raises(people.AccountLocked) as locked:
            people.sign_in("lan", PASSWORD)

    assert locked.value.facts["until"] == MONDAY + MINUTE


def test_the_lock_opens_by_itself(open_account: OpenAccount) -> None:
    open_account()
    with clock.at(MONDAY):
        guess_wrong(5)
    with clock.at(MONDAY + MINUTE - timedelta(microseconds=1)), pytest.raises(people.AccountLocked):
        people.sign_in("lan", PASSWORD)

    with clock.at(MONDAY + MINUTE):
        assert people.sign_in("lan", PASSWORD).officer.username == "lan"


def test_each_further_wrong_password_locks_for_twice_as_long_up_to_an_hour(open_account: OpenAccount) -> None:
    open_account()
    now, locks = MONDAY, []
    with clock.at(now):
        guess_wrong(4)
    for _ in range(9):
        with clock.at(now), pytest.raises(people.AccountLocked) as locked:
            people.sign_in("lan", "not it at all")
        until = locked.value.facts["until"]
        assert isinstance(until, datetime)
        locks.append((until - now) // MINUTE)
        now = until

    assert locks == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert people.SignInRules().lock(100_000) == HOUR


def test_attempts_while_locked_do_not_lengthen_the_lock(open_account: OpenAccount) -> None:
    open_account()
    with clock.at(MONDAY):
        guess_wrong(9)
    with clock.at(MONDAY + MINUTE):
        assert people.sign_in("lan", PASSWORD)


def test_the_right_password_sets_the_count_back(open_account: OpenAccount) -> None:
    open_account()
    guess_wrong(4)
    people.sign_in("lan", PASSWORD)

    assert guess_wrong(4) == ["bad_credentials"] * 4
    people.sign_in("lan", PASSWORD)


def test_one_account_s_lock_is_nobody_else_s(open_account: OpenAccount) -> None:
    open_account("lan")
    open_account("minh")

    guess_wrong(5, "lan")

    assert people.sign_in("minh", PASSWORD).officer.username == "minh"


def test_two_right_sign_ins_at_once_both_succeed(open_account: OpenAccount) -> None:
    open_account()

    results = together(lambda _: people.sign_in("lan", PASSWORD), 2)

    tokens = {result.token for result in results if isinstance(result, people.SignedIn)}
    assert len(tokens) == 2
    assert {people.officer_of(token).username for token in tokens} == {"lan"}


def test_guesses_made_at_once_are_all_counted(open_account: OpenAccount) -> None:
    open_account()
    guess_wrong(3)

    with meeting_before("UPDATE account "):
        results = together(lambda _: people.sign_in("lan", "not it at all"), 2)

    assert sorted(type(result).__name__ for result in results) == ["AccountLocked", "BadCredentials"]


def test_no_more_guesses_are_checked_than_allowed_however_many_come_at_once(
    open_account: OpenAccount, hashing: list[str]
) -> None:
    # the attempt is counted before the password is looked at; counted afterwards, all six would be checked
    open_account()
    guess_wrong(4)
    hashing.clear()

    results = together(lambda _: people.sign_in("lan", "not it at all"), 6)

    assert {type(result).__name__ for result in results} == {"AccountLocked"}
    assert hashing == ["verify"]


@pytest.mark.parametrize(
    ("today", "valid"),
    [
        (date(2025, 2, 28), False),
        (date(2025, 3, 1), True),
        (date(2025, 3, 31), True),
        (date(2025, 4, 1), False),
    ],
)
def test_an_account_is_valid_from_its_first_day_to_its_last(
    open_account: OpenAccount, today: date, valid: bool
) -> None:
    open_account(valid_from=date(2025, 3, 1), valid_to=date(2025, 3, 31))
    just_after_midnight = datetime(today.year, today.month, today.day, 0, 5, tzinfo=clock.LOCAL)

    with clock.at(just_after_midnight):
        if valid:
            assert people.sign_in("lan", PASSWORD)
            return
        with pytest.raises(people.AccountNotValid) as refused:
            people.sign_in("lan", PASSWORD)
        assert refused.value.facts == {"valid_from": date(2025, 3, 1), "valid_to": date(2025, 3, 31)}


def test_only_the_owner_of_the_password_learns_that_an_account_has_ended(open_account: OpenAccount) -> None:
    open_account(valid_to=date(2025, 3, 31))

    with clock.at(datetime(2025, 5, 1, tzinfo=UTC)), pytest.raises(people.BadCredentials):
        people.sign_in("lan", "not it at all")


def test_a_hash_with_old_parameters_is_renewed_at_sign_in(open_account: OpenAccount) -> None:
    lan = open_account()
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with store.transaction() as link:
        link.execute(account.update().where(account.c.id == lan.id).values(password_hash=weak))

    people.sign_in("lan", PASSWORD)

    with store.reading() as link:
        kept = link.scalar(select(account.c.password_hash).where(account.c.id == lan.id))
    assert kept is not None
    assert kept != weak
    assert not passwords.is_outdated(kept)
    assert people.sign_in("lan", PASSWORD)


def test_a_new_password_replaces_the_old_and_unlocks(open_account: OpenAccount) -> None:
    lan = open_account()
    guess_wrong(5)

    people.set_password(lan.id, "another good one")

    assert people.sign_in("lan", "another good one")
    assert guess_wrong(1) == ["bad_credentials"]
    with pytest.raises(people.BadCredentials):
        people.sign_in("lan", PASSWORD)


def test_an_officer_changes_the_password_only_with_the_old_one(open_account: OpenAccount) -> None:
    open_account()
    officer = people.sign_in("lan", PASSWORD).officer

    with pytest.raises(people.BadCredentials):
        people.change_password(officer, "not it at all", "another good one")
    with pytest.raises(people.PasswordRefused):
        people.change_password(officer, PASSWORD, "short")
    people.change_password(officer, PASSWORD, "another good one")

    assert people.sign_in("lan", "another good one")
