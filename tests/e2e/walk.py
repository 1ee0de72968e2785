"""The way of a social assistance dossier through two agencies: who does what, answers by the labels on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.e2e.provinces import COMMUNE, DISTRICT
from webui.demo.papers import sample_pdf
from webui.strings import STATUSES

PROCEDURE = "1.001776"
CLERK = "lan"
APPLICANT = "Rơ Châm H'Lan"
CARD = f"064190001234||{APPLICANT}|02011950|Nữ|Làng Ó, thị trấn Chư Prông|15062021"


@dataclass(frozen=True)
class Scan:
    """A file as a scanner gave it."""

    name: str
    content: bytes


Answers = Mapping[str, str | Scan]
"""By label: a text; of a choice its own label; "x" for a box to tick; a file."""

SCAN = Scan("giay-xac-nhan.pdf", sample_pdf(7))
SIGNED = Scan("van-ban-da-ky.pdf", sample_pdf(8))

# what the counter's page is called where
CARD_FIELD, READ_CARD = "Mã QR thẻ căn cước", "Đọc thẻ"
COUNT_PAPERS, UPLOAD = "Điền đủ như yêu cầu", "Tải các tệp đã chọn lên"
RECEIVE = "Tiếp nhận và cấp mã hồ sơ"
START_FORM, TASK_FORM = "#noi-dung-de-nghi", "#bieu-mau"
SCAN_PAPER = "Bản quét: Tờ khai đề nghị trợ giúp xã hội"
START: Answers = {
    "Đề nghị": "Hưởng trợ cấp lần đầu",
    "Mẫu tờ khai": "Mẫu số 1d",
    "Hoàn cảnh, lý do đề nghị": "Khuyết tật nặng, không có nguồn thu",
    "Họ và tên": APPLICANT,
    "Số định danh cá nhân": "064190001234",
    "Ngày sinh": "02/01/1950",
    "Nhóm đối tượng": "Người khuyết tật nặng, đặc biệt nặng",
    "Mức độ khuyết tật": "Nặng",
    "Đang hưởng trợ cấp, lương hưu khác": "Không",
    "Hình thức nhận": "Qua tài khoản",
    "Số tài khoản": "50302050123",
    "Ngân hàng": "Agribank chi nhánh huyện Chư Prông",
}


@dataclass(frozen=True)
class Shown:
    """What the portal says of a dossier. updated: the instant of the last news, as the page has it."""

    status: str
    step: str
    holder: str
    updated: str = ""

    def says(self, expected: Shown) -> bool:
        return (self.status, self.step, self.holder) == (expected.status, expected.step, expected.holder)


@dataclass(frozen=True)
class Step:
    """One task. element: its id in the diagram; button: what ends it."""

    node: str
    username: str
    element: str
    task: str
    answers: Answers
    button: str
    then: Shown


_COMMUNE, _DISTRICT = "Ủy ban nhân dân thị trấn Chư Prông", "Ủy ban nhân dân huyện Chư Prông"
AT_REVIEW = Shown(STATUSES[4], "Đang xét duyệt tại UBND cấp xã", _COMMUNE)
AT_END = Shown(STATUSES[10], "", "")

STEPS = (
    Step(
        COMMUNE,
        "mai",
        "review_dossier",
        "Xét duyệt hồ sơ",
        {
            "Ngày xét duyệt": "20/11/2026",
            "Kết luận": "Đủ điều kiện",
            "Hệ số đề nghị": "1,5",
            "Ý kiến xét duyệt": "Đủ điều kiện theo quy định",
            "Biên bản xét duyệt, xác minh": Scan("bien-ban.pdf", sample_pdf(9)),
        },
        "Hoàn thành xét duyệt",
        AT_REVIEW,
    ),
    Step(
        COMMUNE,
        "mai",
        "post_publicly",
        "Niêm yết công khai",
        {
            "Ngày bắt đầu niêm yết": "20/11/2026",
            "Ngày kết thúc niêm yết": "23/11/2026",
            "Nơi niêm yết": "Trụ sở UBND thị trấn",
            "Khiếu nại trong thời gian niêm yết": "Không có",
            "Biên bản niêm yết": Scan("niem-yet.pdf", sample_pdf(10)),
        },
        "Kết thúc niêm yết",
        AT_REVIEW,
    ),
    Step(
        COMMUNE,
        "son",
        "sign_at_commune",
        "Xem xét, ký văn bản",
        {
            "Quyết định": "Ký văn bản đề nghị UBND cấp huyện",
            "Số văn bản đề nghị": "12/TTr-UBND",
            "Ngày văn bản": "23/11/2026",
            "Văn bản đề nghị đã ký": SIGNED,
        },
        "Hoàn thành",
        Shown(STATUSES[4], "UBND cấp huyện tiếp nhận hồ sơ", _DISTRICT),
    ),
    Step(
        DISTRICT,
        "nga",
        "receive_at_district",
        "Tiếp nhận hồ sơ liên thông",
        {
            "Số đến": "345",
            "Ngày đến": "23/11/2026",
            "Đã nhận đủ thành phần hồ sơ theo văn bản đề nghị": "x",
        },
        "Chuyển Phòng Lao động - Thương binh và Xã hội",
        Shown(STATUSES[4], "Phòng Lao động - Thương binh và Xã hội thẩm định", _DISTRICT),
    ),
    Step(
        DISTRICT,
        "linh",
        "appraise",
        "Thẩm định hồ sơ",
        {
            "Kết luận": "Đủ điều kiện",
            "Mức chuẩn trợ giúp xã hội": "500000",
            "Hệ số": "1,5",
            "Hưởng từ ngày": "01/12/2026",
            "Ý kiến thẩm định": "Đủ điều kiện hưởng",
            "Tờ trình và dự thảo văn bản": Scan("to-trinh.pdf", sample_pdf(11)),
        },
        "Trình ký",
        Shown(STATUSES[4], "Chủ tịch UBND cấp huyện xem xét, quyết định", _DISTRICT),
    ),
    Step(
        DISTRICT,
        "ksor",
        "decide_allowance",
        "Quyết định trợ cấp",
        {
            "Quyết định": "Ký quyết định trợ cấp",
            "Số văn bản": "152/QĐ-UBND",
            "Ngày văn bản": "23/11/2026",
            "Văn bản đã ký": Scan("quyet-dinh.pdf", sample_pdf(12)),
        },
        "Hoàn thành",
        Shown(STATUSES[9], "", ""),
    ),
    Step(
        COMMUNE,
        CLERK,
        "return_decision",
        "Trả quyết định trợ cấp",
        {"Người nhận": "Người nộp hồ sơ", "Đã trả quyết định cho người nhận": "x"},
        "Đã trả kết quả",
        AT_END,
    ),
)
