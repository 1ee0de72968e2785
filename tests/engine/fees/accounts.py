"""Charges on made-up lines, without a diagram."""

from datetime import UTC, date, datetime

from engine import fees, law, people, store

OWNER = fees.Owner("H21.52.21-240415-0001", "H21.52.21")
DAY = datetime(2024, 4, 15, 2, 0, tzinfo=UTC)
CASHIER = people.Officer(
    "thu", "thu", "Thu", "", "H21.52.21", "H21.52.21", frozenset({people.Grant("cashier", "H21.52.21")})
)
SPECIALIST = people.Officer(
    "dung", "dung", "Dũng", "", "H21.52.21", "H21.52.21", frozenset({people.Grant("specialist", "H21.52.21")})
)


def line(name: str = "phi", *, refundable: bool = False, payee: str = "") -> law.FeeLine:
    return law.FeeLine(
        id=name,
        name=f"Khoản {name}",
        kind=law.FeeKind.PHI,
        amount=None,
        variable="phi",
        decision="",
        rate="",
        due=law.FeeTime.RETURN,
        refundable=refundable,
        holds_result=True,
        payee=payee,
        channels=(),
        note="",
        source=law.Source(law.Evidence.READ, "Thông tư số 226/2016/TT-BTC", date(2017, 1, 1)),
    )


def charge(amount: int, name: str = "phi", owner: fees.Owner = OWNER, *, refundable: bool = False) -> bool:
    with store.transaction():
        wanted = [(line(name, refundable=refundable), amount)]
        return fees.charge(owner, wanted, CASHIER, DAY) is not None


def collect(
    owner: fees.Owner = OWNER, *, at: datetime = DAY, key: str | None = None, shown: int | None = None
) -> fees.Receipt:
    with store.transaction():
        receipt, left = fees.collect(
            owner, "Rơ Châm H'Lan", "cash", CASHIER, at, request_key=key, shown=shown
        )
    assert left == sums(owner)
    return receipt


def sums(owner: fees.Owner = OWNER) -> fees.Sums:
    return fees.account_of(owner).sums
