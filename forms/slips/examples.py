"""Every slip with everything on it, about nobody: to see what a changed template prints."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

CODE = "H21.52.21-261123-0001"
_LIST_CODE = "H21.52.21-BG-2026-0007"
LOOK_UP = f"https://motcua.gialai.gov.vn/?ma={CODE}"
VERIFY = "https://chuprong.gialai.gov.vn/phieu/4f1c9a7be2d05386a1c7"
ID_NUMBER = "064190001234"
MARK = "Mẫu số {}, Phụ lục I, Thông tư số 03/2025/TT-VPCP"
LONG_NAME = (
    "Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Xây dựng Thương mại Dịch vụ Xuất nhập khẩu Nông sản "
    "Tây Nguyên Chi nhánh Chư Prông"
)
# letters of Jrai and Bahnar names, decomposed nowhere
MINORITY_NAME = "Ksor H’Bơ Khăp Ia Krêl Chrôh Pơnan Y’Blŭh Đak Jơ̆ng"
MORNING = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
DUE = datetime(2026, 12, 24, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 31, 10, 0, tzinfo=UTC)
UNIT = "Bộ phận Tiếp nhận và Trả kết quả UBND thị trấn Chư Prông"


def _slip(title: str, number: str = "") -> dict[str, Any]:
    return {
        "code": CODE,
        "form": {"title": title, "mark": MARK.format(number) if number else ""},
        "agency": ("Ủy ban nhân dân huyện Chư Prông", "Ủy ban nhân dân thị trấn Chư Prông"),
        "place": "Chư Prông",
        "issued_at": MORNING,
        "verification": {
            "url": VERIFY,
            "address": "chuprong.gialai.gov.vn/phieu",
            "id": "4f1c9a7be2d05386a1c7",
        },
    }


def _of_dossier(title: str, number: str = "") -> dict[str, Any]:
    return {
        **_slip(title, number),
        "lookup": {"url": LOOK_UP, "address": "motcua.gialai.gov.vn", "phone": "02693843111"},
        "applicant": {
            "name": MINORITY_NAME,
            "address": "Làng Bạc 1, xã Ia Phìn, huyện Chư Prông, tỉnh Gia Lai",
            "phone": "0905123456",
            "email": "hbo@example.vn",
            "id_number": ID_NUMBER,
        },
        "request": "Hưởng trợ cấp xã hội hàng tháng",
        "procedure": {"code": "1.001776", "name": "Trợ cấp xã hội hàng tháng"},
        "received_at": MORNING,
        "officer": "Rơ Mah H’Lan",
    }


_PAPER = {"name": "Giấy khai sinh", "note": "bản rõ chữ ký", "originals": 1, "certified": 2, "copies": 3}

EXAMPLES: Mapping[str, dict[str, Any]] = {
    "receipt": {
        **_of_dossier("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "01"),
        "secret": "K7QD",
        "desk": UNIT,
        "channel": "direct",
        "owner": {"name": "Rah Lan Bơnh", "address": "Làng Ó, xã Ia Vê"},
        "components": [_PAPER],
        "sets": 1,
        "limit": "22 ngày làm việc",
        "due_at": DUE,
        "second_phase": {"received_at": DUE, "due_at": LATER},
        "return_by": "desk",
        "return_place": UNIT,
        "fee": 1250000,
        "fee_note": "",
        "book": {"volume": "01/2026", "number": "118"},
    },
    "supplement": {
        **_of_dossier("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "02"),
        "number": "15/HDHS",
        "papers": [_PAPER],
        "reason": "Giấy khai sinh mờ, không đọc được ngày cấp.",
        "requested_by": "Phòng Lao động - Thương binh và Xã hội huyện Chư Prông",
        "until": DUE,
        "phone": "02693843222",
    },
    "refusal": {
        **_of_dossier("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "03"),
        "number": "3/TCHS",
        "desk": UNIT,
        "reason": "Đối tượng đang hưởng lương hưu hàng tháng.",
        "basis": "Nghị định số 20/2021/NĐ-CP, Điều 5",
        "contact": "Rơ Mah H’Lan",
        "phone": "02693843222",
    },
    "apology": {
        **_of_dossier("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", "04"),
        "number": "7/PXL",
        "field": "Bảo trợ xã hội",
        "promised_at": DUE,
        "reason": "Chờ kết quả xác minh của cơ quan phối hợp.",
        "late_agency": "Bảo hiểm xã hội huyện Chư Prông",
        "extends": True,
        "new_due_at": LATER,
        "signer": "Nguyễn Thị Bích Ngọc",
        "contact": "Rơ Mah H’Lan",
        "phone": "02693843222",
    },
    "stop": {
        **_of_dossier("Thông báo dừng giải quyết hồ sơ", "05"),
        "number": "2/TBD",
        "due_at": DUE,
        "stopped_at": datetime(2026, 12, 1, 3, 30, tzinfo=UTC),
        "reason": "Quá thời hạn bổ sung hồ sơ mà chưa bổ sung.",
        "basis": "Nghị định số 118/2025/NĐ-CP",
        "signer": "Nguyễn Thị Bích Ngọc",
        "contact": "Rơ Mah H’Lan",
        "phone": "02693843222",
    },
    "control": {
        **_of_dossier("Phiếu kiểm soát quá trình giải quyết hồ sơ", "06"),
        "due_at": DUE,
        "resolving": "Ủy ban nhân dân thị trấn Chư Prông",
        "coordinating": ["Phòng Lao động - Thương binh và Xã hội huyện Chư Prông"],
        "book": {"volume": "01/2026", "number": "118"},
        "rows": [
            {"giver": "", "taker": UNIT, "at": MORNING, "until": None, "result": "open", "note": ""},
            {"giver": UNIT, "taker": "Bộ phận Văn hóa - Xã hội", "at": DUE, "until": LATER, "result": "early", "note": "Tiếp nhận"},
            {"giver": "Bộ phận Văn hóa - Xã hội", "taker": "Lãnh đạo", "at": DUE, "until": DUE, "result": "on_time", "note": "Thẩm định"},
            {"giver": "Lãnh đạo", "taker": UNIT, "at": LATER, "until": DUE, "result": "late", "note": "Phê duyệt"},
        ],
    },
    "fee": {
        **_of_dossier("Biên lai thu tiền phí, lệ phí"),
        "number": "0000123",
        "fee_form": {"model": "01BLP", "symbol": "GL-26P"},
        "payer": MINORITY_NAME,
        "items": [{"kind": "P", "name": "Thẩm định", "amount": 1000000}, {"kind": "LP", "name": "", "amount": 5000}],
        "total": 1005000,
        "total_words": "Một triệu không trăm linh năm nghìn",
        "payment": "cash",
    },
    "returned": {
        **_of_dossier("Giấy biên nhận trả kết quả"),
        "giver": {"name": "Rơ Mah H’Lan", "unit": UNIT, "phone": "02693843222"},
        "receiver": {"name": "Siu Blơh", "role": "uy_quyen", "phone": "0905999888"},
        "result": {"kind": "Quyết định trợ cấp xã hội", "number": "45/QĐ-UBND", "abstract": "Trợ cấp xã hội hàng tháng"},
        "handed_at": LATER,
    },
    "handover": {
        **_slip("Phiếu bàn giao kết quả"),
        "code": _LIST_CODE,
        "giver": "Bộ phận Văn hóa - Xã hội",
        "taker": UNIT,
        "officer": "Rơ Mah H’Lan",
        "rows": [
            {"code": CODE, "request": "Trợ cấp xã hội hàng tháng", "result": "Quyết định trợ cấp xã hội",
             "owner": MINORITY_NAME, "address": "Làng Bạc 1, xã Ia Phìn", "fee": True, "post": False},
            {"code": "H21.52.21-261123-0002", "request": "Chứng thực bản sao", "result": "Bản sao chứng thực",
             "owner": "Trần Thị Thu Hương", "address": "", "fee": False, "post": True},
        ],
    },
    "register": {
        **_slip("Sổ theo dõi hồ sơ", "07"),
        "code": "H21.52.21-STD-2026-0003",
        "period": "Từ ngày 01/11/2026 đến ngày 30/11/2026",
        "rows": [
            {"code": CODE, "request": "Trợ cấp xã hội hàng tháng", "sets": 1, "owner": MINORITY_NAME,
             "address": "Làng Bạc 1, xã Ia Phìn", "phone": "0905123456", "received_at": MORNING, "due_at": DUE,
             "returned_at": LATER, "giver": "Rơ Mah H’Lan", "taker": "Siu Blơh", "note": "Đã trả kết quả"},
        ],
    },
}  # fmt: skip


def example_of(slip: str) -> dict[str, Any]:
    """The data of a slip with everything on it."""
    return dict(EXAMPLES[slip])
