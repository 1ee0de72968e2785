"""`motcua due`: the vectors of the study through a real process, the explanation, and what is refused."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine import law
from engine.law.rules import RULES
from webui import formats
from webui.cli import main
from webui.procedures import PACKAGED

WAIT = "2026-05-13T10:00/2026-05-20T10:00"
VECTORS: tuple[tuple[str, str, Sequence[str], str], ...] = (
    ("2026-04-20T09:00", "3 ngày làm việc", (), "2026-04-23"),
    ("2026-04-24T09:00", "3 ngày làm việc", (), "2026-05-04"),
    ("2026-02-13T09:00", "5 ngày làm việc", (), "2026-02-27"),
    ("2026-08-21T10:00", "3 ngày làm việc", (), "2026-08-25"),
    ("2026-08-28T10:00", "3 ngày làm việc", (), "2026-09-07"),
    ("2026-11-23T09:00", "1 ngày làm việc", (), "2026-11-25"),
    ("2026-04-20T09:00", "10 ngày", (), "2026-05-04"),
    ("2026-04-20T09:00", "15 ngày", (), "2026-05-05"),
    ("2026-04-15T15:20", "trong ngày", (), "2026-04-16"),
    ("2026-05-11T08:00", "10 ngày làm việc", (), "2026-05-25"),
    ("2026-05-11T08:00", "10 ngày làm việc", ("--pause", WAIT, "--rule", "pause"), "2026-06-01"),
    ("2026-05-11T08:00", "10 ngày làm việc", ("--pause", WAIT, "--rule", "restart"), "2026-06-03"),
)


def motcua(*arguments: object, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=given, prog_name="motcua")


def told(*arguments: object) -> Any:
    result = motcua("due", "--json", *arguments)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize(("received", "limit", "more", "day"), VECTORS)
def test_the_study_s_vectors_come_out_of_a_process(
    received: str, limit: str, more: Sequence[str], day: str
) -> None:
    line = [
        sys.executable,
        "-m",
        "webui.cli",
        "due",
        "--received",
        received,
        "--limit",
        limit,
        *more,
        "--json",
    ]

    ended = subprocess.run(line, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    answer = json.loads(ended.stdout)
    assert answer["due_at"] == f"{day}T17:00:00+07:00"
    assert answer["explanation"][-1]["to"] == answer["due_at"]


def test_the_explanation_is_one_chain_of_sentences_from_receipt_to_due_instant() -> None:
    steps = told("--received", "2026-08-28T10:00", "--limit", "3 wd")["explanation"]

    assert steps[0]["from"] == "2026-08-28T10:00:00+07:00"
    assert all(one["to"] == other["from"] for one, other in zip(steps, steps[1:], strict=False))
    assert [step["text"] for step in steps] == [
        "Tiếp nhận lúc 10:00 28/08/2026.",
        "Không tính ngày tiếp nhận 28/08/2026.",
        "Không tính ngày nghỉ 31/08/2026 (Nghỉ hoán đổi với ngày 22/08/2026).",
        "Không tính ngày nghỉ 01/09/2026 (Quốc khánh).",
        "Không tính ngày nghỉ 02/09/2026 (Quốc khánh).",
        "Đếm 3 ngày làm việc, đến 07/09/2026.",
        "Hẹn trả kết quả lúc 17:00 07/09/2026.",
    ]


CHANGING = """
years = [2026]
status = "computed"
[[hours]]
weekdays = [1, 2, 3, 4, 5]
sessions = ["08:00-12:00", "13:00-17:00"]
after_closing = "received_next_working_day"
[[hours.reception]]
weekdays = [6]
sessions = ["08:00-11:00"]
[[hours]]
valid_from = 2026-06-01
weekdays = [1, 2, 3, 4, 5]
sessions = ["07:00-11:00", "13:00-17:00"]
[[day]]
date = 2026-05-23
kind = "makeup_work"
[[day]]
date = 2026-05-27
kind = "holiday"
"""


def _set_by_people() -> list[dict[str, Any]]:
    """What is no command's to do: days that persons have set, limits decided at the counter."""
    found = law.Deadline(datetime(2026, 5, 11, 10, tzinfo=UTC), ())
    for why in law.SetBy:
        found = law.on_day(found, date(2026, 6, 5), why, law.default_calendar())
    limit = law.TimeLimit(20, law.Unit.CALENDAR_DAY)
    own = law.due_at(
        datetime(2026, 5, 11, 10, tzinfo=UTC), limit, law.default_calendar(), because="Công trình"
    )
    return [step.as_json() for step in (*found.steps, *own.steps)]


def test_every_rule_s_sentence_can_be_said(tmp_path: Path) -> None:
    file = tmp_path / "calendar.toml"
    file.write_text(CHANGING)
    cases = (
        ("2026-05-29T18:00", "1 wd"),
        ("2026-05-22T09:00", "1 wd"),
        ("2026-05-30T09:00", "3 wd"),
        ("2026-05-29T16:00", "8 h"),
        ("2026-05-23T18:00", "1 h"),
        ("2026-05-22T15:30", "same day"),
        ("2026-05-23T10:00", "4 ngày", "--pause", "2026-05-24T10:00/2026-05-25T10:00"),
        ("2026-05-11T09:00", "1 wd", "--pause", "2026-05-14T10:00/2026-05-25T10:00"),
        ("2026-05-11T09:00", "1 wd", "--pause", "2026-05-12T10:00/2026-05-25T10:00", "--rule", "restart"),
    )

    steps = [
        step
        for received, limit, *more in cases
        for step in told("--received", received, "--limit", limit, "--calendar", file, *more)["explanation"]
    ]
    steps += [{"text": formats.due_step(step), **step} for step in _set_by_people()]

    assert {step["code"] for step in steps} == set(RULES)
    assert all(step["text"].endswith(".") and not set("{}[]") & set(step["text"]) for step in steps)


def test_what_was_printed_is_reckoned_again_and_a_changed_word_is_found() -> None:
    printed = motcua("due", "--json", "--received", "2026-08-28T10:00", "--limit", "3 wd").stdout

    assert motcua("due-check", given=printed).stdout == "2026-09-07T17:00+07:00\n"
    assert motcua("due-check", given=printed.replace('"amount": 3', '"amount": 2')).exit_code == 1
    assert (
        motcua("due-check", given=printed.replace('"due_at": "2026-09-07', '"due_at": "2026-09-08')).exit_code
        == 1
    )
    assert motcua("due-check", given="{}").exit_code == 2


@pytest.mark.parametrize(
    "limit", ["3 ngay lam viec", "03 ngày làm việc", "3 wd", "3wd", "3 Working Days", "24 giờ"]
)
def test_limits_are_read_as_people_write_them(limit: str) -> None:
    day = told("--received", "2026-04-20T07:00", "--limit", limit)["due_at"][:10]

    assert day == ("2026-04-22" if limit == "24 giờ" else "2026-04-23")


def test_a_calendar_of_one_s_own_lays_down_days_hours_and_rules(tmp_path: Path) -> None:
    file = tmp_path / "calendar.toml"
    file.write_text(
        """
        [[hours]]
        weekdays = [1, 2, 3, 4]
        sessions = ["08:00-12:00"]
        same_day_until = "10:00"
        after_closing = "received_next_working_day"
        [[day]]
        date = 2031-06-04
        kind = "local_off"
        name = "Fair"
        """
    )

    def due(received: str, limit: str) -> str:
        found: str = told("--received", received, "--limit", limit, "--calendar", file)["due_at"]
        return found[:16]

    assert due("2031-06-03T09:00", "1 wd") == "2031-06-05T12:00"
    assert due("2031-06-03T13:00", "1 wd") == "2031-06-09T12:00"
    assert due("2031-06-03T11:00", "2 h") == "2031-06-05T09:00"
    assert due("2031-06-03T10:01", "same day") == "2031-06-05T12:00"


def test_a_sheet_gives_each_channel_its_limit(tmp_path: Path) -> None:
    sheet = (PACKAGED / "chung_thuc_ban_sao" / "procedure.toml").read_text(encoding="utf-8")
    file = tmp_path / "procedure.toml"
    file.write_text(
        sheet + '\n[[limit]]\nchannel = "online"\nunit = "working_hour"\namount = 8\nevidence = "M"\n'
    )

    days = {
        channel: told("--received", "2026-04-20T09:00", "--sheet", file, "--channel", channel)["due_at"][:16]
        for channel in ("direct", "online")
    }

    assert days == {"direct": "2026-04-20T17:00", "online": "2026-04-21T09:00"}


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["--received", "yesterday", "--limit", "3 wd"], "--received"),
        (["--received", "2026-04-20", "--limit", "3 wd"], "--received"),
        (["--received", "2026-04-20T09:00", "--limit", "soon"], "--limit"),
        (["--received", "2026-04-20T09:00", "--limit", "-1 ngày"], "--limit"),
        (["--received", "2026-04-20T09:00", "--limit", "3 wd", "--pause", "2026-04-21T09:00"], "--pause"),
        (
            [
                "--received",
                "2026-04-20T09:00",
                "--limit",
                "3 wd",
                "--pause",
                "2026-04-19T09:00/2026-04-21T09:00",
            ],
            "--pause",
        ),
        (["--received", "2026-04-20T09:00", "--limit", "3 wd", "--rule", "guess"], "--rule"),
        (["--received", "2026-04-20T09:00", "--limit", "3 wd", "--channel", "pigeon"], "--channel"),
        (["--received", "2026-04-20T09:00", "--limit", "3 wd", "--calendar", "/dev/null/x"], "--calendar"),
        (["--received", "1990-04-20T09:00", "--limit", "3 wd"], "--received"),
        (["--received", "2026-04-20T09:00"], "--limit"),
        (["--limit", "3 wd"], "--received"),
    ],
)
def test_bad_input_is_refused_with_the_option_s_name(arguments: list[str], option: str) -> None:
    result = motcua("due", *arguments)

    assert result.exit_code == 2
    assert option in result.stderr
    assert result.stdout == ""


def test_a_bad_calendar_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "calendar.toml"
    file.write_text('[[day]]\ndate = 2026-01-01\nkind = "party"\n')

    result = motcua("due", "--received", "2026-04-20T09:00", "--limit", "3 wd", "--calendar", file)

    assert result.exit_code == 2
    assert "--calendar" in result.stderr
    assert "day[1].kind" in result.stderr


OVERLAP = ("--pause", "2026-04-21T09:00/2026-04-23T09:00", "--pause", "2026-04-22T09:00/2026-04-24T09:00")
EARLY = ("--pause", "2026-04-19T09:00/2026-04-21T09:00")
BACKWARDS = ("--pause", "2026-04-23T09:00/2026-04-21T09:00")
FAULTS: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (("--received", "hôm qua"), "bad_instant", "--received", "«hôm qua» không đọc được"),
    (("--limit", "soon"), "bad_limit", "--limit", "viết như 3 ngày làm việc"),
    (("--limit", "0 ngày"), "limit_too_long", "--limit", "từ 1 đến 10.000"),
    (("--pause", "2026-04-21T09:00"), "bad_pause", "--pause", "2026-05-13T10:00/2026-05-20T10:00"),
    (OVERLAP, "pauses_overlap", "--pause", "bắt đầu 09:00 22/04/2026 chồng lên lần chờ trước"),
    (EARLY, "pause_before_receipt", "--pause", "trước lúc tiếp nhận 09:00 20/04/2026"),
    (BACKWARDS, "pause_backwards", "--pause", "kết thúc trước khi bắt đầu"),
    (("--channel", "fax"), "unknown_choice", "--channel", "chọn một trong: direct, post, online"),
    (("--rule", "x"), "unknown_choice", "--rule", "pause, restart"),
    (("--received", "1990-04-20T09:00"), "no_calendar", "--calendar / --received", "năm 1990"),
    (("--calendar", "/khong/co"), "file_unreadable", "--calendar", "«/khong/co»: không có tệp này"),
    (("--sheet", "/khong/co"), "file_unreadable", "--sheet", "không có tệp này"),
    (("--foo",), "unknown_option", "--foo", "không có tùy chọn này"),
    (("--received",), "missing_value", "--received", "thiếu giá trị"),
    (("ngày",), "extra_argument", "motcua", "thừa «ngày»"),
)
"""What is wrong, its stable code, the option, a piece of what is said."""


def _line(arguments: tuple[str, ...]) -> list[str]:
    usual = {"--received": "2026-04-20T09:00", "--limit": "3 wd"}
    return [
        "due",
        *(one for name in usual if name not in arguments for one in (name, usual[name])),
        *arguments,
    ]


@pytest.mark.parametrize(("arguments", "code", "place", "said"), FAULTS)
def test_what_is_wrong_is_said_in_vietnamese_with_its_place_and_as_json_with_a_code(
    arguments: tuple[str, ...], code: str, place: str, said: str
) -> None:
    spoken = motcua(*_line(arguments))
    told = motcua("due", "--json", *_line(arguments)[1:])

    assert (spoken.exit_code, told.exit_code) == (2, 2)
    assert spoken.stderr.startswith(f"Lỗi: {place}: ")
    assert said in spoken.stderr
    assert (spoken.stdout, told.stderr) == ("", "")
    error = json.loads(told.stdout)["error"]
    assert (error["code"], error["place"]) == (code, place)
    assert said in error["message"]


def test_neither_or_both_limits_and_no_receipt_are_told_likewise() -> None:
    codes = [
        json.loads(motcua("due", "--json", *line).stdout)["error"]["code"]
        for line in (
            ("--received", "2026-04-20T09:00"),
            ("--received", "2026-04-20T09:00", "--limit", "3 wd", "--sheet", _SHEET),
            ("--limit", "3 wd"),
            ("--received", "2026-04-20T09:00", "--sheet", _SHEET, "--channel", "online"),
        )
    ]

    assert codes == ["limit_or_sheet", "limit_or_sheet", "missing_option", "channel_not_offered"]


_SHEET = str(PACKAGED / "chung_thuc_ban_sao" / "procedure.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[day]]\ndate = 2026-01-01\nkind = "party"\n', "ở day[1].kind: không có giá trị «party»"),
        ('[[hours]]\nweekdays = [1]\nsessions = ["7-11"]\n', "ở hours[1].sessions: không phải giờ"),
        ("years = [2026]\nyaers = 1\n", "ở yaers: không có mục tên này"),
        ("năm\n", "ở file: không phải TOML (dòng 1, cột"),
    ],
)
def test_a_bad_calendar_says_where_and_why(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "calendar.toml"
    file.write_text(text)

    result = motcua(*_line(("--calendar", str(file))))

    assert result.exit_code == 2
    assert result.stderr.startswith("Lỗi: --calendar: tệp lịch chưa đúng")
    assert said in result.stderr
