import pytest

from engine import law
from engine.law import TimeLimit, Unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7 ngày làm việc", TimeLimit(7, Unit.WORKING_DAY)),
        ("07  Ngày làm việc", TimeLimit(7, Unit.WORKING_DAY)),
        ("15 ngày", TimeLimit(15, Unit.CALENDAR_DAY)),
        ("4 giờ", TimeLimit(4, Unit.WORKING_HOUR)),
        ("0,5 ngày làm việc", TimeLimit(4, Unit.WORKING_HOUR)),
        ("1.5 ngày làm việc", TimeLimit(12, Unit.WORKING_HOUR)),
        ("trong ngày", TimeLimit(0, Unit.SAME_DAY)),
    ],
)
def test_limits_are_read_as_officers_write_them(text: str, expected: TimeLimit) -> None:
    assert law.parse_limit(text) == expected


@pytest.mark.parametrize(
    "text", ["", "ngày", "5 tuần", "-1 ngày", "0 ngày", "0,5 ngày", "NaN ngày", "P5D", "1e9 ngày"]
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(law.BadLimit):
        law.parse_limit(text)


def test_a_limit_is_written_as_it_is_read() -> None:
    for text in ("03 ngày làm việc", "15 ngày", "04 giờ làm việc", "trong ngày làm việc"):
        assert law.limit_text(law.parse_limit(text)) == text
