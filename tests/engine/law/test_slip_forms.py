"""Which form a slip has on which day."""

from datetime import date, timedelta

import pytest

from engine import law

K = law.SlipKind


@pytest.mark.parametrize(
    ("kind", "day", "number", "title"),
    [
        (K.SUPPLEMENT, date(2016, 3, 1), "01", "Phiếu hướng dẫn hoàn thiện hồ sơ"),
        (K.REGISTER, date(2016, 3, 1), "02", "Sổ theo dõi hồ sơ"),
        (K.RECEIPT, date(2016, 3, 1), "03", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        (K.CONTROL, date(2016, 3, 1), "04", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        (K.RECEIPT, date(2024, 4, 15), "01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        (K.SUPPLEMENT, date(2024, 4, 15), "02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
        (K.REFUSAL, date(2024, 4, 15), "03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
        (K.APOLOGY, date(2024, 4, 15), "04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        (K.CONTROL, date(2024, 4, 15), "05", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        (K.REGISTER, date(2024, 4, 15), "06", "Sổ theo dõi hồ sơ"),
        (K.STOP, date(2024, 4, 15), "", "Thông báo dừng giải quyết hồ sơ"),
        (K.RECEIPT, date(2026, 11, 23), "01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        (K.SUPPLEMENT, date(2026, 11, 23), "02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
        (K.REFUSAL, date(2026, 11, 23), "03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
        (K.APOLOGY, date(2026, 11, 23), "04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
        (K.STOP, date(2026, 11, 23), "05", "Thông báo dừng giải quyết hồ sơ"),
        (K.CONTROL, date(2026, 11, 23), "06", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        (K.REGISTER, date(2026, 11, 23), "07", "Sổ theo dõi hồ sơ"),
        (K.FEE, date(2026, 12, 31), "", "Biên lai thu tiền phí, lệ phí"),
        (K.FEE, date(2027, 1, 1), "", "Bản thể hiện của biên lai điện tử thu phí, lệ phí"),
    ],
)
def test_the_day_of_acceptance_chooses_the_form(
    kind: law.SlipKind, day: date, number: str, title: str
) -> None:
    form = law.slip_form(kind, day)

    assert (form.number, form.title) == (number, title)


@pytest.mark.parametrize("kind", list(K))
def test_every_slip_has_one_form_from_the_first_day_on(kind: law.SlipKind) -> None:
    first = date(2015, 5, 15)

    for days in range(0, 4400, 7):
        assert law.slip_form(kind, first + timedelta(days=days)).title
    with pytest.raises(law.NoSlipForm):
        law.slip_form(kind, first - timedelta(days=1))


FORMS = "\n".join(f'  {{ kind = "{kind}", title = "x" }},' for kind in K)
SET = 'evidence = "V"\nbasis = "b"\nforms = [\n' + FORMS + "\n]\n"


@pytest.mark.parametrize(
    "toml",
    [
        "[[sets]]\nvalid_from = 2015-05-15\nvalid_to = 2020-01-01\n" + SET,
        f"[[sets]]\nvalid_from = 2015-05-15\nvalid_to = 2020-01-01\n{SET}[[sets]]\nvalid_from = 2020-01-03\n{SET}",
        f"[[sets]]\nvalid_from = 2015-05-15\n{SET}[[sets]]\nvalid_from = 2020-01-03\n{SET}",
        '[[sets]]\nvalid_from = 2015-05-15\nevidence = "V"\nbasis = "b"\nforms = [{ kind = "receipt", title = "x" }]\n',
    ],
    ids=["ends", "gap", "overlap", "kind missing"],
)
def test_sets_with_gaps_or_overlaps_are_refused(toml: str) -> None:
    with pytest.raises(law.BadSlipForms):
        law.load_slip_forms(toml.encode())
    assert law.load_slip_forms(f"[[sets]]\nvalid_from = 2015-05-15\n{SET}".encode())
