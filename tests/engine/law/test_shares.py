"""A chain: one total, shares of agencies one after the other, branches side by side."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine import clock, law
from webui.procedures import PACKAGED

CALENDAR = law.default_calendar()
SOURCE = law.Source(law.Evidence.REMEMBERED)
MONDAY = datetime(2026, 5, 11, 8, tzinfo=clock.LOCAL)


def step(
    name: str,
    amount: int,
    level: str = "commune",
    *,
    unit: str = "working_day",
    group: str = "",
    branch: str = "",
) -> law.SheetStep:
    limit = law.TimeLimit(amount, law.Unit(unit))
    return law.SheetStep(name, law.Level(level), limit, SOURCE, group, branch)


def sheet(total: int, *steps: law.SheetStep) -> law.Sheet:
    shipped = law.load_sheet((PACKAGED / "tro_cap_xa_hoi" / "procedure.toml").read_bytes())
    limit = law.ChannelLimit(law.Channel.DIRECT, law.TimeLimit(total, law.Unit.WORKING_DAY), SOURCE)
    return replace(shipped, channel_limits=(limit,), steps=steps)


def days(chain: law.Sheet) -> dict[str, str]:
    shares = law.shares_of(MONDAY, chain, "direct", lambda _level: CALENDAR)
    return {share.step.name: f"{clock.local(share.due_at):%d/%m %H:%M}" for share in shares}


def test_shares_follow_each_other_and_end_with_the_total() -> None:
    chain = sheet(15, step("appraise", 5, "department"), step("decide", 10, "province"))

    assert days(chain) == {"appraise": "18/05 17:00", "decide": "01/06 17:00"}
    assert clock.local(law.due_at(MONDAY, chain.limit("direct"), CALENDAR).due_at).day == 1


def test_parallel_branches_count_once_the_longest() -> None:
    """The birth chain: registered, then residence at the police and the card at the insurance side by side."""
    chain = sheet(
        20,
        step("register", 1),
        step("residence", 10, group="after", branch="police"),
        step("card", 4, group="after", branch="insurance"),
        step("print", 2, group="after", branch="insurance"),
        step("return", 2),
    )

    assert days(chain) == {
        "register": "12/05 17:00",
        "residence": "26/05 17:00",
        "card": "18/05 17:00",
        "print": "20/05 17:00",
        "return": "28/05 17:00",
    }


def test_no_share_is_due_after_the_total() -> None:
    chain = sheet(2, step("desk", 4, unit="working_hour"), step("decide", 2))
    late = MONDAY.replace(hour=16)

    shares = law.shares_of(late, chain, "direct", lambda _level: CALENDAR)

    assert clock.local(shares[-1].due_at) == datetime(2026, 5, 13, 17, tzinfo=clock.LOCAL)
    assert all(share.due_at.tzinfo is UTC for share in shares)


def test_each_agency_s_share_is_reckoned_with_its_own_calendar() -> None:
    closed = law.read_calendar(b'[[day]]\ndate = 2026-05-12\nkind = "local_off"\n')
    chain = sheet(5, step("here", 1, "commune"), step("there", 1, "province"))

    shares = law.shares_of(MONDAY, chain, "direct", lambda level: closed if level == "commune" else CALENDAR)

    assert [clock.local(share.due_at).day for share in shares] == [13, 14]


def test_the_agency_that_made_a_chain_late_is_named() -> None:
    chain = sheet(15, step("appraise", 5, "department"), step("decide", 10, "province"))
    shares = law.shares_of(MONDAY, chain, "direct", lambda _level: CALENDAR)
    appraised, decided = (share.due_at for share in shares)
    an_hour = timedelta(hours=1)

    assert law.late_share(shares, [appraised, None], decided) is None
    assert law.late_share(shares, [appraised + an_hour, decided], decided) is shares[0]
    assert law.late_share(shares, [appraised, None], decided + an_hour) is shares[1]


def test_a_sheet_whose_branches_fit_side_by_side_is_accepted_one_after_the_other_it_is_not() -> None:
    toml = (PACKAGED / "tro_cap_xa_hoi" / "procedure.toml").read_text(encoding="utf-8")
    more = '\n[[step]]\nname = "{}"\nlevel = "commune"\namount = 22\nunit = "working_day"\nevidence = "M"\n{}'
    alone = toml[: toml.index("[[step]]")]
    one_after_the_other = alone + more.format("a", "") + more.format("b", "")
    side_by_side = alone + more.format("a", 'parallel = "g"\n') + more.format("b", 'parallel = "g"\n')

    assert len(law.load_sheet(side_by_side.encode()).steps) == 2
    with pytest.raises(law.BadSheet, match="less_than_its_steps"):
        law.load_sheet(one_after_the_other.encode())
