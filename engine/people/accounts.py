"""Accounts: one person each, at one desk at a time, with roles at units. What ends stays as history."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.exc import IntegrityError

from engine import clock, store
from engine.people.errors import AccountTaken, BadAccount, UnknownAccount
from engine.people.officers import ROLES, Grant
from engine.people.passwords import check_password, hash_password
from engine.people.tables import account, account_grant, account_post, login_session
from engine.people.units import unit

_A, _P, _G = account.c, account_post.c, account_grant.c
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,31}")
_AT_A_DESK = account.join(account_post, and_(_P.account_id == _A.id, _P.ended_at.is_(None)))
_ACCOUNTS = select(
    _A.id, _A.username, _A.officer_id, _A.name, _P.title, _P.unit_code, _A.valid_from, _A.valid_to
).select_from(_AT_A_DESK)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """username: what is typed at sign-in (a-z, digits, . _ -). officer_id: number of the officer's card or identity.

    valid_from, valid_to: first and last day of service, where known.
    """

    username: str
    officer_id: str
    name: str
    title: str
    unit_code: str
    password: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account at its present desk."""

    id: str
    username: str
    officer_id: str
    name: str
    title: str
    unit_code: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Post:
    """A desk somebody had from one instant until another (None: still has)."""

    unit_code: str
    title: str
    started_at: datetime
    ended_at: datetime | None


def username_key(username: str) -> str:
    """The one spelling of a user name by which accounts are compared."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def create_account(new: NewAccount) -> Account:
    """Open an account at a desk, without roles.

    Raises BadAccount, PasswordRefused, UnknownUnit; AccountTaken when the user name or the officer's number is in use:
    nobody shares an account and nobody has two.
    """
    username, officer_id = username_key(new.username), "".join(new.officer_id.split()).upper()
    _check(username, officer_id, new)
    check_password(new.password, username)
    # before the transaction: making the hash slow is the point of it
    password_hash = hash_password(new.password)
    identity, now = str(uuid4()), clock.now()
    row = {
        "id": identity,
        "username": username,
        "officer_id": officer_id,
        "name": new.name.strip(),
        "password_hash": password_hash,
        "valid_from": new.valid_from,
        "valid_to": new.valid_to,
        "failures": 0,
        "created_at": now,
    }
    with store.transaction() as link:
        unit(new.unit_code)
        for name, column in (("username", _A.username), ("officer_id", _A.officer_id)):
            if link.execute(select(_A.id).where(column == row[name])).first():
                raise AccountTaken(name, name=name)
        try:
            link.execute(account.insert(), row)
        except IntegrityError as error:
            # somebody else opened it between the look and the insert
            raise AccountTaken("username or officer_id", name="username") from error
        _sit(identity, new.unit_code, new.title, now)
    return account_by_id(identity)


def account_by_id(account_id: str) -> Account:
    """One account. Raises UnknownAccount."""
    return _one(_A.id == account_id, account_id)


def account_by_username(username: str) -> Account:
    """One account by what is typed at sign-in. Raises UnknownAccount."""
    return _one(_A.username == username_key(username), username)


def accounts(unit_code: str) -> tuple[Account, ...]:
    """The accounts that sit at a unit now, by user name."""
    with store.reading() as link:
        rows = link.execute(_ACCOUNTS.where(_P.unit_code == unit_code).order_by(_A.username))
        return tuple(Account(**row._mapping) for row in rows)


def set_password(account_id: str, password: str) -> None:
    """Give an account another password, unlock it and end its sessions everywhere.

    Raises UnknownAccount, PasswordRefused.
    """
    check_password(password, account_by_id(account_id).username)
    change_hash(account_id, hash_password(password))


def change_hash(account_id: str, password_hash: str) -> None:
    """Keep another password's hash, unlock the account and end its sessions everywhere."""
    values = {"password_hash": password_hash, "failures": 0, "locked_until": None}
    with store.transaction() as link:
        link.execute(account.update().where(_A.id == account_id).values(values))
        link.execute(login_session.delete().where(login_session.c.account_id == account_id))


def set_validity(account_id: str, valid_from: date | None, valid_to: date | None) -> None:
    """Say on which days an account is in force, both included; it takes effect at the officer's next click.

    Raises UnknownAccount, BadAccount.
    """
    _check_validity(valid_from, valid_to)
    account_by_id(account_id)
    values = {"valid_from": valid_from, "valid_to": valid_to}
    with store.transaction() as link:
        link.execute(account.update().where(_A.id == account_id).values(values))


def transfer(account_id: str, unit_code: str, title: str) -> None:
    """Move somebody to another desk: the old post and all roles end, but stay on record.

    Raises UnknownAccount, UnknownUnit.
    """
    now = clock.now()
    with store.transaction() as link:
        # the row lock makes two transfers of one person follow each other
        if link.execute(select(_A.id).where(_A.id == account_id).with_for_update()).first() is None:
            raise UnknownAccount(account_id, account=account_id)
        unit(unit_code)
        held = (_G.account_id == account_id, _G.revoked_at.is_(None))
        link.execute(account_grant.update().where(*held).values(revoked_at=now))
        present = (_P.account_id == account_id, _P.ended_at.is_(None))
        link.execute(account_post.update().where(*present).values(ended_at=now))
        _sit(account_id, unit_code, title, now)


def posts_of(account_id: str) -> tuple[Post, ...]:
    """Where somebody has been, the first desk first."""
    query = select(_P.unit_code, _P.title, _P.started_at, _P.ended_at).where(_P.account_id == account_id)
    with store.reading() as link:
        return tuple(Post(**row._mapping) for row in link.execute(query.order_by(_P.id)))


def grant(account_id: str, role: str, unit_code: str) -> None:
    """Give a role at a unit; giving it again changes nothing. Raises BadAccount, UnknownAccount, UnknownUnit."""
    if role not in ROLES:
        raise BadAccount("role", f"{role!r} is none of {', '.join(sorted(ROLES))}")
    row = {"account_id": account_id, "role": role, "unit_code": unit_code}
    with store.transaction() as link:
        # the row lock makes the same grant given twice at once the second one's news
        if link.execute(select(_A.id).where(_A.id == account_id).with_for_update()).first() is None:
            raise UnknownAccount(account_id, account=account_id)
        unit(unit_code)
        if Grant(role, unit_code) not in grants_of(account_id):
            link.execute(account_grant.insert().inline(), {**row, "granted_at": clock.now()})


def revoke(account_id: str, role: str, unit_code: str) -> None:
    """Take a role at a unit away, from the officer's next click on."""
    held = (_G.account_id == account_id, _G.role == role, _G.unit_code == unit_code, _G.revoked_at.is_(None))
    with store.transaction() as link:
        link.execute(account_grant.update().where(*held).values(revoked_at=clock.now()))


def grants_of(account_id: str, at: datetime | None = None) -> frozenset[Grant]:
    """The roles somebody holds now, or held at an instant."""
    query = select(_G.role, _G.unit_code).where(_G.account_id == account_id)
    if at is None:
        query = query.where(_G.revoked_at.is_(None))
    else:
        query = query.where(_G.granted_at <= at, _G.revoked_at.is_(None) | (_G.revoked_at > at))
    with store.reading() as link:
        return frozenset(Grant(**row._mapping) for row in link.execute(query))


def _one(which: ColumnElement[bool], label: str) -> Account:
    with store.reading() as link:
        row = link.execute(_ACCOUNTS.where(which)).first()
    if row is None:
        raise UnknownAccount(label, account=label)
    return Account(**row._mapping)


def _sit(account_id: str, unit_code: str, title: str, now: datetime) -> None:
    row = {"account_id": account_id, "unit_code": unit_code, "title": title.strip(), "started_at": now}
    store.connection().execute(account_post.insert().inline(), row)


def _check(username: str, officer_id: str, new: NewAccount) -> None:
    if not _USERNAME.fullmatch(username):
        raise BadAccount("username", "must be 3 to 32 of a-z, 0-9, '.', '_', '-'")
    if not officer_id:
        raise BadAccount("officer_id", "is empty")
    if not new.name.strip():
        raise BadAccount("name", "is empty")
    _check_validity(new.valid_from, new.valid_to)


def _check_validity(valid_from: date | None, valid_to: date | None) -> None:
    if valid_from and valid_to and valid_from > valid_to:
        raise BadAccount("valid_to", "lies before valid_from")
