"""The receipt as it leaves the printer: read back by a scanner, a text extractor and a PDF parser."""

import io
import unicodedata
from datetime import UTC, date, datetime
from typing import Any, cast

import barcode
import pypdf
import pypdfium2
import pytest
import zxingcpp

from forms.slips import ReceiptData, SlipError, render_slip

DESK_SCANNER = 200  # dpi
LONG_NAME = (
    "Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Xây dựng Thương mại Dịch vụ Xuất nhập khẩu Nông sản "
    "Tây Nguyên Chi nhánh Chư Prông"
)


def receipt(**changes: Any) -> ReceiptData:
    data: dict[str, Any] = {
        "code": "H21.52.21-261123-0001",
        "form": {
            "title": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
            "mark": "Mẫu số 01, Phụ lục I, Thông tư số 03/2025/TT-VPCP",
        },
        "secret": "K7QD",
        "agency": ("Ủy ban nhân dân huyện Chư Prông", "Ủy ban nhân dân thị trấn Chư Prông"),
        "desk": "Bộ phận Tiếp nhận và Trả kết quả UBND thị trấn Chư Prông",
        "place": "Chư Prông",
        "issued_at": datetime(2026, 11, 23, 2, 5, tzinfo=UTC),
        "channel": "direct",
        "applicant": {
            "name": "Ksor H’Bơ Khăp",
            "address": "Làng Bạc 1, xã Ia Phìn, huyện Chư Prông, tỉnh Gia Lai",
            "phone": "0905123456",
            "email": "hbo@example.vn",
            "id_number": "064190001234",
        },
        "owner": None,
        "request": "Hưởng trợ cấp xã hội hàng tháng",
        "procedure": {"code": "1.001776", "name": "Trợ cấp xã hội hàng tháng"},
        "components": [{"name": "Tờ khai (Mẫu số 1d)", "originals": 1, "certified": 2, "copies": 3}],
        "sets": 1,
        "limit": "22 ngày làm việc",
        "received_at": datetime(2026, 11, 23, 2, 5, tzinfo=UTC),
        "due_at": datetime(2026, 12, 24, 10, 0, tzinfo=UTC),
        "second_phase": None,
        "return_by": "desk",
        "return_place": "Bộ phận Tiếp nhận và Trả kết quả",
        "fee": 1250000,
        "fee_note": "",
        "book": {"volume": "01/2026", "number": "118"},
        "lookup": {
            "url": "https://motcua.gialai.gov.vn/tra-cuu?ma=H21.52.21-261123-0001",
            "address": "motcua.gialai.gov.vn/tra-cuu",
            "phone": "02693843111",
        },
        "officer": "Rơ Mah H’Lan",
    }
    return cast(ReceiptData, data | changes)


def printed(data: ReceiptData) -> bytes:
    return render_slip("receipt", data)


def words(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.split())


def scanned(pdf: bytes) -> dict[str, str]:
    """What the scanner reads from the slip's pages: text by kind of code."""
    found: dict[str, str] = {}
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=DESK_SCANNER / 72, grayscale=True).to_pil()
        found |= {
            str(code.format).removeprefix("BarcodeFormat."): code.text
            for code in zxingcpp.read_barcodes(image)
        }
    return {kind.replace(" ", ""): text for kind, text in found.items()}


@pytest.mark.parametrize(
    "code", ["H21.52.21-261123-0001", "H21.14.01.06-261123-00975", "000.00.12.H62-201105-0004"]
)
def test_a_desk_scanner_reads_the_bar_code_and_a_phone_the_look_up(code: str) -> None:
    url = f"https://motcua.gialai.gov.vn/tra-cuu?ma={code}"

    read = scanned(printed(receipt(code=code, lookup={"url": url, "address": "motcua", "phone": ""})))

    assert read == {"Code128": code, "QRCode": url}


def test_the_narrowest_bar_is_wide_enough_for_a_printer_and_a_cheap_scanner() -> None:
    code = "H21.14.01.06-261123-00975"
    page = pypdfium2.PdfDocument(printed(receipt(code=code)))[0].render(
        scale=DESK_SCANNER / 72, grayscale=True
    )
    bar_code = zxingcpp.read_barcodes(page.to_pil(), formats=[zxingcpp.BarcodeFormat.Code128])[0]

    width = (bar_code.position.top_right.x - bar_code.position.top_left.x) / DESK_SCANNER * 25.4
    modules = len(str(barcode.Code128(code).build()[0]))

    assert width / modules >= 0.22  # mm


def test_the_text_can_be_copied_out_letter_by_letter() -> None:
    text = words(printed(receipt()))

    assert unicodedata.is_normalized("NFC", text)
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN THỊ TRẤN CHƯ PRÔNG",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H21.52.21-261123-0001",
        "Chư Prông, ngày 23 tháng 11 năm 2026",
        "Ksor H’Bơ Khăp (trực tiếp)",
        "064190001234",
        "Trợ cấp xã hội hàng tháng (mã 1.001776)",
        "1 Tờ khai (Mẫu số 1d) 1 2 3",
        "01 bộ",
        "22 ngày làm việc theo quy định",
        "09 giờ 05 phút, ngày 23/11/2026",
        "17 giờ 00 phút, ngày 24/12/2026",
        "1.250.000 đồng",
        "Quyển số: 01/2026",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "mã tra cứu K7QD",
        "01 liên lưu, 01 liên giao người nộp hồ sơ",
        "Trang 1/1",
    ):
        assert expected in text


@pytest.mark.parametrize(
    ("fee", "note", "expected"),
    [
        (0, "", "Không thu"),
        (8000, "", "8.000 đồng"),
        (50000, "đã thu", "50.000 đồng (đã thu)"),
        (None, "theo số trang", "theo số trang"),
    ],
)
def test_the_fee_is_written_the_vietnamese_way(fee: int | None, note: str, expected: str) -> None:
    assert f"Phí, lệ phí {expected}" in words(printed(receipt(fee=fee, fee_note=note)))


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (datetime(2026, 2, 5, 3, tzinfo=UTC), "ngày 05 tháng 02 năm 2026"),
        (datetime(2026, 4, 15, 20, tzinfo=UTC), "ngày 16 tháng 4 năm 2026"),
    ],
)
def test_the_date_is_spelled_as_decree_30_wants_in_local_time(issued: datetime, expected: str) -> None:
    assert expected in words(printed(receipt(issued_at=issued)))


def test_thirty_papers_run_on_with_their_heading_and_nothing_is_lost() -> None:
    papers = [
        {"name": f"Giấy tờ thứ {number}: {LONG_NAME}", "originals": 1, "certified": 0, "copies": 12}
        for number in range(1, 31)
    ]

    pdf = printed(receipt(components=papers, applicant=receipt()["applicant"] | {"name": LONG_NAME}))

    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) > 1
    assert all("Thành phần hồ sơ Bản chính Bản chứng thực Bản photo" in page for page in pages[:2])
    assert all(f"Trang {number}/{len(pages)}" in page for number, page in enumerate(pages, 1))
    whole = " ".join(pages)
    assert all(f"Giấy tờ thứ {number}: Công ty" in whole for number in range(1, 31))
    assert f"{LONG_NAME} (trực tiếp)" in whole
    assert set(scanned(pdf)) == {"Code128", "QRCode"}


def test_the_owner_and_the_second_phase_appear_only_when_there_are_any() -> None:
    phase = {
        "received_at": datetime(2027, 1, 4, 1, tzinfo=UTC),
        "due_at": datetime(2027, 1, 6, 10, tzinfo=UTC),
    }

    plain = words(printed(receipt()))
    full = words(printed(receipt(owner={"name": "Rah Lan Bơnh", "address": ""}, second_phase=phase)))

    assert "Chủ hồ sơ" not in plain
    assert "Giai đoạn 2" not in plain
    assert "Chủ hồ sơ Rah Lan Bơnh" in full
    assert "Giai đoạn 2: nhận 08 giờ 00 phút, ngày 04/01/2027; trả 17 giờ 00 phút, ngày 06/01/2027" in full


def test_a_due_date_that_rests_on_unconfirmed_days_off_says_so() -> None:
    warning = "Lịch nghỉ lễ năm 2027 chưa được xác nhận chính thức"

    assert warning in words(printed(receipt(unconfirmed=[2027])))
    assert "chưa được xác nhận" not in words(printed(receipt()))


def test_what_is_not_known_leaves_no_hole() -> None:
    data = receipt(
        agency=("", "Ủy ban nhân dân tỉnh Gia Lai"),
        request="Trợ cấp xã hội hàng tháng",
        limit="",
        secret="",
        fee=None,
        book={"volume": "", "number": ""},
        applicant=receipt()["applicant"] | {"address": "", "email": ""},
        lookup=receipt()["lookup"] | {"phone": ""},
    )

    text = words(printed(data))

    assert "ỦY BAN NHÂN DÂN TỈNH GIA LAI CỘNG HÒA" in text
    assert "Nội dung yêu cầu giải quyết Trợ cấp xã hội hàng tháng (mã 1.001776)" in text
    assert "Thủ tục hành chính" not in text
    assert "Thời gian giải quyết Theo quy định" in text
    assert "Phí, lệ phí –" in text
    assert "Quyển số: ...." in text
    assert "Địa chỉ –" in text
    assert "mã tra cứu" not in text
    assert "nhập mã hồ sơ H21.52.21-261123-0001. Khi nhận" in text


def test_it_is_a_tagged_archive_file_with_its_own_fonts() -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed(receipt())))
    metadata = reader.xmp_metadata
    root: Any = reader.root_object

    assert metadata is not None
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("2", "A")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi-VN"
    assert reader.metadata is not None
    assert reader.metadata.title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả H21.52.21-261123-0001"
    assert all("NotoSerif" in font for font in reader.pages[0]._get_fonts()[0])


def test_the_same_data_give_the_same_bytes() -> None:
    assert printed(receipt()) == printed(receipt())


def test_data_cannot_reach_into_the_template() -> None:
    hostile = '#read("/etc/passwd") *đậm* $x$ \\ </svg> ] #panic()'

    assert hostile in words(printed(receipt(request=hostile)))


@pytest.mark.parametrize(
    ("template", "changes", "code"),
    [
        ("passport", {}, "unknown_slip"),
        ("../receipt", {}, "unknown_slip"),
        ("common", {}, "unknown_slip"),
        ("receipt", {"applicant": {}}, "bad_slip_data"),
        ("receipt", {"channel": "fax"}, "bad_slip_data"),
        ("receipt", {"issued_at": datetime(2026, 11, 23)}, "bad_slip_data"),  # noqa: DTZ001
        ("receipt", {"due_at": date(2026, 11, 23)}, "bad_slip_data"),
        ("receipt", {"lookup": {"url": ""}}, "bad_slip_data"),
        ("receipt", {"code": "Mã có dấu"}, "bad_barcode"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_a_code(
    template: str, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(SlipError) as refused:
        render_slip(template, receipt(**changes))

    assert refused.value.code == code


def test_an_instant_of_a_real_clock_is_printed() -> None:
    # every real receipt failed: typst refuses fractions of seconds, and test clocks had none
    issued = datetime(2026, 11, 23, 2, 5, 7, 123456, tzinfo=UTC)

    assert printed(receipt(issued_at=issued)).startswith(b"%PDF")
