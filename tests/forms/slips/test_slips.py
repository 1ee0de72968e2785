"""Every slip as it leaves the printer: its fields, its codes, its letters, its pages."""

import io
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import pypdf
import pypdfium2
import pytest
import zxingcpp

from forms.slips import SlipError, block_texts, blocks_of, render_slip, templates
from forms.slips.examples import CODE, ID_NUMBER, LONG_NAME, LOOK_UP, MINORITY_NAME, VERIFY
from tests.forms.slips.samples import SAMPLES, least

DESK_SCANNER = 200  # dpi
HEAD = (
    "ỦY BAN NHÂN DÂN HUYỆN CHƯ PRÔNG",
    "ỦY BAN NHÂN DÂN THỊ TRẤN CHƯ PRÔNG",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Chư Prông, ngày 23 tháng 11 năm 2026",
)
_UNIT = "Bộ phận Tiếp nhận và Trả kết quả UBND thị trấn Chư Prông"
_PERSON = ("Địa chỉ Làng Bạc 1, xã Ia Phìn", "Số điện thoại 0905123456", "Email hbo@example.vn")
_REQUEST = (
    "Nội dung yêu cầu giải quyết Hưởng trợ cấp xã hội hàng tháng",
    "Trợ cấp xã hội hàng tháng (mã 1.001776)",
)
_RECEIVED = "09 giờ 05 phút, ngày 23/11/2026"
_COPIES = ("TT Thành phần hồ sơ Bản chính Bản chứng thực Bản photo", "1 Giấy khai sinh bản rõ chữ ký 1 2 3")

# what the print templates in use have on each slip, as label and sample value
FIELDS: Mapping[str, tuple[str, ...]] = {
    "receipt": (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        f"Nơi tiếp nhận {_UNIT}",
        f"Tiếp nhận hồ sơ của {MINORITY_NAME} (trực tiếp)",
        *_PERSON,
        f"Số định danh/hộ chiếu {ID_NUMBER}",
        *_REQUEST,
        "Chủ hồ sơ Rah Lan Bơnh",
        "Địa chỉ chủ hồ sơ Làng Ó, xã Ia Vê",
        *_COPIES,
        "Số lượng hồ sơ 01 bộ",
        "Thời gian giải quyết 22 ngày làm việc theo quy định",
        f"Thời gian nhận hồ sơ {_RECEIVED}",
        "Hẹn trả kết quả 17 giờ 00 phút, ngày 24/12/2026",
        "Giai đoạn 2: nhận 17 giờ 00 phút, ngày 24/12/2026; trả 17 giờ 00 phút, ngày 31/12/2026",
        f"Nơi, cách nhận kết quả Nhận tại nơi tiếp nhận: {_UNIT}",
        "Phí, lệ phí 1.250.000 đồng",
        "Quyển số: 01/2026 Số thứ tự: 118",
        "motcua.gialai.gov.vn",
        "02693843111",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "02 liên: 01 liên lưu, 01 liên giao người nộp hồ sơ",
        "mang theo giấy này và giấy tờ tùy thân; người nhận thay mang thêm văn bản ủy quyền",
        "Mẫu số 01, Phụ lục I, Thông tư số 03/2025/TT-VPCP",
    ),
    "supplement": (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Số: 15/HDHS",
        f"Hồ sơ của {MINORITY_NAME}",
        *_REQUEST,
        *_PERSON,
        *_COPIES,
        "Lý do Giấy khai sinh mờ, không đọc được ngày cấp.",
        "Theo đề nghị của Phòng Lao động - Thương binh và Xã hội huyện Chư Prông",
        "Bổ sung trước 17 giờ 00 phút, ngày 24/12/2026",
        "Người liên hệ, hướng dẫn Rơ Mah H’Lan Điện thoại 02693843222",
        "Trang thông tin điện tử motcua.gialai.gov.vn",
        "NGƯỜI HƯỚNG DẪN",
        "Mẫu số 02,",
    ),
    "refusal": (
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Số: 3/TCHS",
        f"Hồ sơ của {MINORITY_NAME}",
        *_PERSON,
        f"Số định danh/hộ chiếu {ID_NUMBER}",
        *_REQUEST,
        "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
        "Đối tượng đang hưởng lương hưu hàng tháng.",
        "Căn cứ Nghị định số 20/2021/NĐ-CP, Điều 5",
        "Liên hệ Rơ Mah H’Lan Điện thoại 02693843222",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Mẫu số 03,",
    ),
    "apology": (
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Số: 7/PXL",
        f"Kính gửi: {MINORITY_NAME}",
        *_PERSON,
        f"Ngày nhận hồ sơ {_RECEIVED}",
        "Lĩnh vực Bảo trợ xã hội",
        "Thủ tục hành chính Trợ cấp xã hội hàng tháng (mã 1.001776)",
        f"Số giấy tiếp nhận {CODE}",
        "Hẹn trả kết quả ban đầu 17 giờ 00 phút, ngày 24/12/2026",
        "chưa giải quyết xong. Lý do: Chờ kết quả xác minh của cơ quan phối hợp.",
        "Cơ quan giải quyết chậm: Bảo hiểm xã hội huyện Chư Prông.",
        "trân trọng xin lỗi Ông/Bà",
        "đề nghị gia hạn thời gian giải quyết",
        "Ngày trả kết quả mới 17 giờ 00 phút, ngày 31/12/2026",
        "THỦ TRƯỞNG CƠ QUAN (Ký tên, đóng dấu)",
        "Nguyễn Thị Bích Ngọc",
        "Mẫu số 04,",
    ),
    "stop": (
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Số: 2/TBD",
        f"Kính gửi: {MINORITY_NAME}",
        *_PERSON,
        *_REQUEST,
        f"Ngày nhận hồ sơ {_RECEIVED}",
        "Dừng giải quyết từ 10 giờ 30 phút, ngày 01/12/2026",
        "Quá thời hạn bổ sung hồ sơ mà chưa bổ sung.",
        "Căn cứ Nghị định số 118/2025/NĐ-CP",
        "THỦ TRƯỞNG CƠ QUAN",
        "Mẫu số 05,",
    ),
    "control": (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        f"Hồ sơ của {MINORITY_NAME}",
        "Số điện thoại 0905123456",
        "Thủ tục hành chính Trợ cấp xã hội hàng tháng",
        f"Thời gian nhận hồ sơ {_RECEIVED}",
        "Ngày, giờ trả kết quả 17 giờ 00 phút, ngày 24/12/2026",
        "Cơ quan giải quyết Ủy ban nhân dân thị trấn Chư Prông",
        "Cơ quan phối hợp giải quyết Phòng Lao động - Thương binh và Xã hội huyện Chư Prông",
        "Quyển số: 01/2026 Số thứ tự: 118",
        "TÊN CƠ QUAN",
        "THỜI GIAN GIAO, NHẬN (giờ, phút, ngày)",
        "KẾT QUẢ GIẢI QUYẾT (Trước hạn/đúng hạn/quá hạn)",
        "GHI CHÚ",
        "1. Giao: Người nộp hồ sơ 2. Nhận: Bộ phận Tiếp nhận và Trả kết quả UBND thị trấn Chư Prông",
        "Trước hạn Tiếp nhận",
        "Đúng hạn Thẩm định",
        "Quá hạn Phê duyệt",
        "Quyết định số 45/2016/QĐ-TTg",
        "Kết quả giải quyết do bên nhận ghi",
        "được hệ thống tự ghi và thay cho chữ ký",
        "Mẫu số 06,",
    ),
    "fee": (
        "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ",
        "Mẫu số: 01BLP",
        "Ký hiệu: GL-26P",
        "Số: 0000123",
        "Liên 1: Lưu",
        "Liên 2: Giao người nộp",
        "Liên 3: Nội bộ",
        f"Họ tên người nộp {MINORITY_NAME}",
        "Phí (P) Thẩm định: 1.000.000 đồng",
        "Lệ phí (LP) 5.000 đồng",
        "Tổng số tiền 1.005.000 đồng",
        "Bằng chữ Một triệu không trăm linh năm nghìn đồng",
        "Hình thức nộp Tiền mặt",
        "NGƯỜI NỘP TIỀN",
        "NGƯỜI THU TIỀN",
    ),
    "returned": (
        "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ",
        "Bên giao Rơ Mah H’Lan",
        "Điện thoại bên giao 02693843222",
        "Bên nhận Siu Blơh",
        "Nhận với tư cách Người được ủy quyền",
        "Điện thoại bên nhận 0905999888",
        "Loại kết quả Quyết định trợ cấp xã hội",
        "Số kết quả 45/QĐ-UBND",
        "Trích yếu Trợ cấp xã hội hàng tháng",
        "Thời gian giao 17 giờ 00 phút, ngày 31/12/2026",
        "NGƯỜI NHẬN",
        "NGƯỜI GIAO",
    ),
    "handover": (
        "PHIẾU BÀN GIAO KẾT QUẢ",
        "Bên giao Bộ phận Văn hóa - Xã hội",
        f"Bên nhận {_UNIT}",
        "TT Mã hồ sơ Nội dung Kết quả Chủ hồ sơ Địa chỉ Phí, lệ phí Trả qua bưu điện",
        f"1 {CODE} Trợ cấp xã hội hàng tháng Quyết định trợ cấp xã hội {MINORITY_NAME} Làng Bạc 1, xã Ia Phìn X",
        "2 H21.52.21-261123-0002 Chứng thực bản sao Bản sao chứng thực Trần Thị Thu Hương – X",
        "BÊN GIAO",
        "BÊN NHẬN",
    ),
    "register": (
        "SỔ THEO DÕI HỒ SƠ",
        "Từ ngày 01/11/2026 đến ngày 30/11/2026",
        "STT Mã hồ sơ Nội dung hồ sơ Số lượng (bộ) Họ tên chủ hồ sơ Địa chỉ Số điện thoại",
        "Ngày Trả kết quả",
        "Nhận hồ",  # the cell beside it is read before its second line
        "Hẹn trả kết quả Ngày nhận kết quả Bên giao Bên nhận",
        "Ghi chú",
        f"1 {CODE} Trợ cấp xã hội hàng tháng 1 {MINORITY_NAME} Làng Bạc 1, xã Ia Phìn 0905123456",
        "09:05 23/11/2026 17:00 24/12/2026 17:00 31/12/2026 Rơ Mah H’Lan Siu Blơh Đã trả kết quả",
        "Mẫu số 07,",
    ),
}  # fmt: skip

SLIPS = sorted(SAMPLES)
OF_DOSSIER = [slip for slip in SLIPS if "lookup" in SAMPLES[slip]]


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def words_again(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def scanned(pdf: bytes) -> list[set[tuple[str, str]]]:
    """What a scanner reads from each page: kind of code and text."""
    return [
        {
            (code.format.name, code.text)
            for code in zxingcpp.read_barcodes(page.render(scale=DESK_SCANNER / 72, grayscale=True).to_pil())
        }
        for page in pypdfium2.PdfDocument(pdf)
    ]


def test_every_template_has_a_sample_and_a_list_of_fields() -> None:
    assert set(SLIPS) == set(FIELDS) == templates()


@pytest.mark.parametrize("slip", SLIPS)
def test_every_field_of_the_print_templates_in_use_is_on_the_slip(slip: str) -> None:
    text = words(render_slip(slip, SAMPLES[slip]))

    missing = [field for field in (*HEAD, *FIELDS[slip]) if field not in text]
    assert not missing


@pytest.mark.parametrize("slip", SLIPS)
def test_letters_come_out_as_they_went_in(slip: str) -> None:
    pdf = render_slip(slip, SAMPLES[slip])
    name = "Siu Blơh" if slip == "returned" else MINORITY_NAME

    read, read_again = words(pdf), words_again(pdf)

    assert unicodedata.is_normalized("NFC", read)
    assert name in read
    # the second reader doubles a letter under a mark that no composed letter has
    assert name.removesuffix(" Đak Jơ̆ng") in read_again


@pytest.mark.parametrize("kind", ["whole", "least"])
@pytest.mark.parametrize("slip", SLIPS)
def test_a_scanner_reads_every_code_of_every_slip_and_no_identity_number(slip: str, kind: str) -> None:
    data = SAMPLES[slip] if kind == "whole" else least(slip)

    read = scanned(render_slip(slip, data))

    wanted = {("Code128", data["code"]), ("QRCode", VERIFY)}
    if slip in OF_DOSSIER:
        wanted.add(("QRCode", LOOK_UP))
    assert set().union(*read) == wanted
    if slip == "fee":
        assert read == [wanted] * 3  # every copy of a receipt stands for itself
    assert ID_NUMBER not in str(read)


@pytest.mark.parametrize("slip", SLIPS)
def test_what_is_missing_leaves_no_hole(slip: str) -> None:
    text = words(render_slip(slip, least(slip)))

    assert "ỦY BAN NHÂN DÂN TỈNH GIA LAI" in text
    for word in ("none", "None", "null", "()"):
        assert word not in text


@pytest.mark.parametrize(
    ("slip", "rows", "head"),
    [
        ("receipt", "components", "Thành phần hồ sơ Bản chính Bản chứng thực Bản photo"),
        ("supplement", "papers", "Thành phần hồ sơ Bản chính Bản chứng thực Bản photo"),
        ("control", "rows", "TÊN CƠ QUAN"),
        ("handover", "rows", "TT Mã hồ sơ Nội dung"),
        ("register", "rows", "STT Mã hồ sơ Nội dung hồ sơ"),
    ],
)
def test_long_tables_run_on_with_their_heads_and_lose_nothing(slip: str, rows: str, head: str) -> None:
    name = "name" if slip in ("receipt", "supplement") else "taker" if slip == "control" else "request"
    line = SAMPLES[slip][rows][0]
    data = SAMPLES[slip] | {
        rows: [line | {name: f"Dòng thứ {number}: {LONG_NAME}"} for number in range(1, 31)]
    }

    pdf = render_slip(slip, data)

    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]
    whole = " ".join(pages)
    assert len(pages) > 1
    assert all(head in page for page in pages if "Dòng thứ" in page)
    assert all(f"Dòng thứ {number}: Công ty" in whole for number in range(1, 31))
    assert all(f"Trang {number}/{len(pages)}" in page for number, page in enumerate(pages, 1))


@pytest.mark.parametrize("slip", OF_DOSSIER)
def test_long_names_and_texts_stay_on_the_paper(slip: str) -> None:
    data: dict[str, Any] = SAMPLES[slip] | {
        "applicant": SAMPLES[slip]["applicant"] | {"name": LONG_NAME, "address": LONG_NAME},
        "procedure": {"code": "1.001776", "name": LONG_NAME},
        "officer": "Nguyễn Phúc Bảo Hoàng Thị Thu Hương Giang",
    }

    for page in pypdfium2.PdfDocument(render_slip(slip, data)):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            assert min(left, bottom) >= 0
            assert right <= width - 20
            assert top <= height


@pytest.mark.parametrize("slip", SLIPS)
def test_it_is_a_tagged_archive_file(slip: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_slip(slip, SAMPLES[slip])))
    metadata = reader.xmp_metadata
    root: Any = reader.root_object

    assert metadata is not None
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("2", "A")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi-VN"
    assert all("NotoSerif" in font for page in reader.pages for font in page._get_fonts()[0])


@pytest.mark.parametrize(
    ("slip", "size"), [("fee", (595, 420)), ("returned", (420, 595)), ("receipt", (595, 842)), ("register", (842, 595))]
)  # fmt: skip
def test_each_slip_has_its_paper(slip: str, size: tuple[int, int]) -> None:
    page = pypdfium2.PdfDocument(render_slip(slip, SAMPLES[slip]))[0]

    assert tuple(round(side) for side in page.get_size()) == size


@pytest.mark.parametrize("slip", SLIPS)
def test_words_of_every_block_can_be_changed_and_are_only_words(slip: str) -> None:
    hostile = '#read("/etc/passwd")'
    for block in blocks_of(slip):
        text = words(render_slip(slip, SAMPLES[slip] | {"blocks": {block.key: f"{hostile}\n*dòng hai* $x$"}}))

        assert f"{hostile} *dòng hai* $x$".casefold() in text.casefold(), block.key


def test_a_block_that_a_slip_does_not_have_is_refused() -> None:
    with pytest.raises(SlipError):
        block_texts("stop", {"left": "Người nhận"})


def test_a_form_without_an_extension_names_a_new_day() -> None:
    text = words(render_slip("apology", SAMPLES["apology"] | {"extends": False}))

    assert "Cơ quan hẹn lại thời gian trả kết quả cho Ông/Bà vào:" in text
    assert "đề nghị gia hạn" not in text


@pytest.mark.parametrize("kind", ["refusal", "supplement", "apology", "stop"])
def test_the_word_for_a_telephone_is_not_torn(kind: str) -> None:
    """Behind the name of an officer and his desk «Điện» stood on one line, «thoại» on the next."""
    name = "officer" if kind == "supplement" else "contact"
    for length in range(36, 54, 2):
        data = {**SAMPLES[kind], name: ("Rơ Mah H'Lan " * 9)[:length].strip()}
        pages = pypdfium2.PdfDocument(render_slip(kind, data))
        text = "".join(page.get_textpage().get_text_range() for page in pages)
        assert not re.search(r"Điện *[\r\n]|Điện thoại *[\r\n]+ *0", text), length
