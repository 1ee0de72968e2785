"""Officers of the commune with real accounts. The plain officers of tests.engine.province have none."""

from engine import people
from tests.engine import province

PASSWORD = "Núi rừng xanh 2015"
NAMES = {"lan": "Nguyễn Thị Lan", "minh": "Rơ Châm Minh", "hoa": "Trần Thị Hoa"}


def open_accounts() -> None:
    """lan and minh do everything in the commune; hoa has an account and no roles."""
    for number, (username, name) in enumerate(NAMES.items()):
        account = people.create_account(
            people.NewAccount(
                username=username,
                officer_id=f"GL-{number:04d}",
                name=name,
                title="Công chức",
                unit_code=province.COMMUNE,
                password=PASSWORD,
            )
        )
        if username != "hoa":
            for grant in province.officer(username, province.COMMUNE).grants:
                people.grant(account.id, grant.role, grant.unit_code)


def officer(username: str) -> people.Officer:
    """An officer as the program knows him, without a sign-in."""
    return people.officer_by_id(people.account_by_username(username).id)
