"""Signing in and staying signed in.

A session is a random token in the officer's cookie and its SHA-256 in the database: who reads the table cannot use it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, and_, bindparam, or_, select

from engine import clock, store
from engine.people.accounts import change_hash, grants_of, username_key
from engine.people.errors import AccountLocked, AccountNotValid, BadCredentials, SessionExpired
from engine.people.officers import REACHING_DOWN, Grant, Officer
from engine.people.passwords import check_password, hash_password, is_outdated, verify_password
from engine.people.tables import account, account_grant, account_post, login_session
from engine.people.units import agency_of, line_of

_Found: TypeAlias = Any
_A, _G, _P, _S = account.c, account_grant.c, account_post.c, login_session.c
_KEPT = select(_A.id, _A.password_hash, _A.failures, _A.locked_until, _A.valid_from, _A.valid_to)
_AT_A_DESK = account.join(account_post, and_(_P.account_id == _A.id, _P.ended_at.is_(None)))
_WHO = (_A.id, _A.username, _A.name, _A.valid_from, _A.valid_to, _P.title, _P.unit_code)
_OFFICER = select(*_WHO).select_from(_AT_A_DESK)
# "role unit,role unit": neither holds a blank or a comma
_ROLES = (
    select(store.joined(_G.role + " " + _G.unit_code))
    .where(_G.account_id == _A.id, _G.revoked_at.is_(None))
    .scalar_subquery()
)
_SESSION = store.Read(
    select(*_WHO, _S.created_at, _S.last_seen, _ROLES.label("roles"))
    .select_from(_AT_A_DESK.join(login_session, _S.account_id == _A.id))
    .where(_S.token_sha256 == bindparam("digest"))
)


@dataclass(frozen=True, slots=True)
class SignInRules:
    """idle: longest pause between two clicks. absolute: longest session. touch: how exactly the last click is kept;
    a session may end that much before its idle time is over.

    failures: wrong passwords in a row until the account is locked, first for `first_lock`, for twice as long with each
    further one, never longer than `longest_lock`.
    """

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
    touch: timedelta = timedelta(minutes=1)
    failures: int = 5
    first_lock: timedelta = timedelta(minutes=1)
    longest_lock: timedelta = timedelta(hours=1)

    def lock(self, failures: int) -> timedelta:
        """How long an account is locked after that many wrong passwords in a row."""
        excess = failures - self.failures
        # no doubling without bounds: the shift itself must not grow with an attacker's patience
        return min(self.first_lock * 2 ** min(excess, 30), self.longest_lock) if excess >= 0 else timedelta(0)


RULES = SignInRules()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """token: for the cookie, known to nobody else."""

    token: str
    officer: Officer


def sign_in(username: str, password: str, rules: SignInRules = RULES) -> SignedIn:
    """Open a session. Call it outside of a transaction: a failure must be counted even though it raises.

    Raises BadCredentials (unknown name and wrong password alike), AccountLocked(until), AccountNotValid.
    """
    kept = _prove(username, password, rules)
    now, today = clock.now(), clock.today()
    if not _in_force(kept, today):
        raise AccountNotValid(kept.id, valid_from=kept.valid_from, valid_to=kept.valid_to)
    token = secrets.token_urlsafe(32)
    row = {"token_sha256": _digest(token), "account_id": kept.id, "created_at": now, "last_seen": now}
    with store.transaction() as link:
        _clear(link, rules, now)
        link.execute(login_session.insert(), row)
        return SignedIn(
            token, _officer(link.execute(_OFFICER.where(_A.id == kept.id)).one(), grants_of(kept.id))
        )


def officer_of(token: str, rules: SignInRules = RULES) -> Officer:
    """Who clicks, with today's desk and roles. Raises SessionExpired for a session that is unknown, ended or too old,
    or whose account is no longer in force."""
    digest, now = _digest(token), clock.now()
    row = store.row(_SESSION, digest=digest)
    if row is None:
        raise SessionExpired("unknown")
    if now - row.created_at >= rules.absolute or now - row.last_seen >= rules.idle:
        raise SessionExpired("too old")
    if not _in_force(row, clock.today()):
        raise SessionExpired("account not in force")
    officer = _officer(row, _held(row.roles or ""))
    if now - row.last_seen >= rules.touch:
        _touch(digest, now)
    return officer


def officer_by_id(account_id: str) -> Officer:
    """Somebody as they are now, without a session: for what the program does in their name. Raises SessionExpired
    when there is no such account or it is not in force today."""
    with store.reading() as link:
        row = link.execute(_OFFICER.where(_A.id == account_id)).first()
        if row is None or not _in_force(row, clock.today()):
            raise SessionExpired("account not in force")
        return _officer(row, grants_of(row.id))


def sign_out(token: str) -> None:
    """End one session; an unknown token is no error."""
    with store.transaction() as link:
        link.execute(login_session.delete().where(_S.token_sha256 == _digest(token)))


def sign_out_everywhere(account_id: str) -> int:
    """End all sessions of an account. Answers how many there were."""
    with store.transaction() as link:
        return link.execute(login_session.delete().where(_S.account_id == account_id)).rowcount


def change_password(officer: Officer, old: str, new: str, rules: SignInRules = RULES) -> None:
    """Let an officer choose another password; ends all sessions. Call it outside of a transaction, like `sign_in`.

    Raises BadCredentials, AccountLocked, PasswordRefused.
    """
    _prove(officer.username, old, rules)
    check_password(new, officer.username)
    change_hash(officer.account_id, hash_password(new))


def oversees(officer: Officer, role: str, unit_code: str) -> bool:
    """Whether a role that reaches down (unit_admin, system_admin, reports, oversight) covers a unit; for any other
    role the same as `officer.may`."""
    if role not in REACHING_DOWN:
        return officer.may(role, unit_code)
    line = line_of(unit_code)
    return any(grant.role == role and grant.unit_code in line for grant in officer.grants)


def _prove(username: str, password: str, rules: SignInRules) -> _Found:
    """The account whose password this is.

    The attempt is counted before the password is looked at: however many try at once, no more than the allowed number
    of guesses is ever checked. A right one sets the count back.
    """
    kept, lock = _count_attempt(username_key(username), rules)
    right = verify_password(kept.password_hash if kept else None, password)
    if kept is None or not right:
        if kept is not None and lock is not None:
            raise AccountLocked(kept.id, until=lock)
        raise BadCredentials
    values: dict[str, Any] = {"failures": 0, "locked_until": None}
    if is_outdated(kept.password_hash):
        values["password_hash"] = hash_password(password)
    same = (_A.id == kept.id, _A.password_hash == kept.password_hash)
    with store.transaction() as link:
        if link.execute(account.update().where(*same).values(values)).rowcount == 0:
            raise BadCredentials("changed meanwhile")
    return kept


def _count_attempt(username: str, rules: SignInRules) -> tuple[_Found | None, datetime | None]:
    """Take a wrong password for granted. Answers the account and until when it is locked if it was wrong indeed."""
    now = clock.now()
    with store.transaction() as link:
        kept = link.execute(_KEPT.where(_A.username == username).with_for_update()).first()
        if kept is None:
            return None, None
        if kept.locked_until is not None and kept.locked_until > now:
            raise AccountLocked(kept.id, until=kept.locked_until)
        failures = kept.failures + 1
        lock = now + rules.lock(failures) if failures >= rules.failures else None
        values = {"failures": failures, "locked_until": lock}
        link.execute(account.update().where(_A.id == kept.id).values(values))
    return kept, lock


@lru_cache(1000)
def _held(roles: str) -> frozenset[Grant]:
    """Roles at units as grants: the same set, and the lists prepared for it, at every click."""
    return frozenset(Grant(*held.split(" ")) for held in roles.split(",") if held)


def _officer(row: _Found, grants: frozenset[Grant]) -> Officer:
    return Officer(
        account_id=row.id,
        username=row.username,
        name=row.name,
        title=row.title,
        unit_code=row.unit_code,
        agency_code=agency_of(row.unit_code).code,
        grants=grants,
    )


def _in_force(row: _Found, today: date) -> bool:
    begins: date = row.valid_from or date.min
    ends: date = row.valid_to or date.max
    return begins <= today <= ends


def _touch(digest: str, now: datetime) -> None:
    # an older request that comes late must not set the time back
    seen = (_S.token_sha256 == digest, _S.last_seen < now)
    with store.transaction() as link:
        link.execute(login_session.update().where(*seen).values(last_seen=now))


def _clear(link: Connection, rules: SignInRules, now: datetime) -> None:
    """Remove everybody's dead sessions."""
    dead = or_(_S.created_at <= now - rules.absolute, _S.last_seen <= now - rules.idle)
    link.execute(login_session.delete().where(dead))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
