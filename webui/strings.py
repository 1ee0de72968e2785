"""What the pages say, in one table: statuses, roles, channels, events, and what went wrong (with its HTTP status).

Keys are stable codes of the engine; sentences that belong to one page stand in its template.
"""

from dataclasses import dataclass

STATUSES = {
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}
"""National statuses of a dossier."""

STATUS_TONES = {3: "stop", 5: "wait", 6: "wait", 7: "wait", 8: "stop", 9: "done", 10: "done"}
"""Colour of a status's tag, beside its words."""

ROLES = {
    "reception": "Cán bộ tiếp nhận (một cửa)",
    "specialist": "Chuyên viên",
    "head_of_room": "Lãnh đạo phòng",
    "leader": "Lãnh đạo đơn vị",
    "clerk": "Văn thư",
    "cashier": "Cán bộ thu phí, lệ phí",
    "returns": "Cán bộ trả kết quả",
    "justice_officer": "Công chức Tư pháp - hộ tịch",
    "social_officer": "Công chức Văn hóa - xã hội",
    "unit_admin": "Quản trị đơn vị",
    "system_admin": "Quản trị hệ thống",
    "reports": "Thống kê, báo cáo",
    "oversight": "Giám sát",
}

CHANNELS = {"direct": "Trực tiếp tại quầy", "post": "Qua bưu chính công ích", "online": "Trực tuyến"}

LEVELS = {"commune": "Cấp xã", "district": "Cấp huyện", "department": "Sở, ngành", "province": "Cấp tỉnh"}
"""Which agencies receive a procedure."""

COPY_KINDS = {"originals": "Bản chính", "certified": "Bản chứng thực", "copies": "Bản photo"}

_READS_REPORTS = frozenset({"leader", "head_of_room", "reports", "unit_admin", "oversight", "system_admin"})

NAVIGATION: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("desk.inbox", "Việc cần làm", frozenset()),
    ("desk.reminders", "Nhắc việc", frozenset()),
    ("desk.procedures", "Tiếp nhận hồ sơ", frozenset({"reception"})),
    ("desk.dossiers", "Hồ sơ", frozenset()),
    ("desk.cashier", "Thu phí", frozenset({"cashier", "reception", "returns", "unit_admin"})),
    ("desk.results", "Bàn giao", frozenset({"returns", "clerk"})),
    ("leader.statutory", "Báo cáo", _READS_REPORTS),
    ("leader.register", "Sổ theo dõi", _READS_REPORTS),
    ("admin.calendar", "Lịch làm việc", frozenset({"unit_admin", "system_admin"})),
    ("admin.papers", "Mẫu giấy tờ", frozenset({"unit_admin", "system_admin"})),
    ("admin.incidents", "Sự cố", frozenset({"unit_admin", "system_admin"})),
    ("desk.catch_up", "Nhập bù", frozenset({"reception", "head_of_room", "leader", "unit_admin"})),
    ("desk.shelf", "Đối chiếu giấy", frozenset({"reception", "head_of_room", "leader", "unit_admin"})),
    ("admin.outages", "Gián đoạn hệ thống", frozenset({"leader", "unit_admin"})),
    ("designer.procedures", "Quy trình", frozenset({"unit_admin", "system_admin"})),
)
"""The main menu: endpoint, words, roles that see it (none named: everybody)."""

PERIOD_KINDS = {
    "month": "Tháng",
    "quarter": "Quý",
    "half": "Sáu tháng",
    "year": "Năm",
    "legal_month": "Tháng theo chế độ báo cáo (15 – 14)",
    "legal_quarter": "Quý theo chế độ báo cáo (15 – 14)",
    "legal_half": "Sáu tháng theo chế độ báo cáo (15 – 14)",
    "legal_year": "Năm theo chế độ báo cáo (15/12 – 14/12)",
    "custom": "Khoảng ngày khác",
}

REPORTS = {
    "title": "Tình hình, kết quả giải quyết thủ tục hành chính",
    "register_title": "Sổ theo dõi hồ sơ",
    "period": "Kỳ báo cáo: từ ngày {first} đến ngày {last}",
    "as_of": "Số liệu chốt hết ngày {day}",
    "number": "STT",
    "group_field": "Lĩnh vực",
    "group_procedure": "Thủ tục",
    "group_agency": "Đơn vị",
    "total": "Tổng cộng",
    "made_by": "Người lập biểu",
    "head_of_unit": "Thủ trưởng đơn vị",
    "bad_day": "«{text}» không phải là một ngày. Nhập ngày theo mẫu 23/11/2026.",
    "period_backwards": "«Đến ngày» phải từ «Từ ngày» trở đi.",
    "as_of_too_early": "Ngày chốt số liệu phải nằm trong hoặc sau kỳ báo cáo.",
}

REPORT_COLUMNS = {
    "received_all": "Số hồ sơ nhận giải quyết",
    "sum": "Tổng số",
    "in_period": "Trong kỳ",
    "online": "Trực tuyến",
    "counter": "Trực tiếp, dịch vụ bưu chính",
    "carried": "Từ kỳ trước",
    "resolved_all": "Đã giải quyết",
    "early": "Trước hạn",
    "on_time": "Đúng hạn",
    "late": "Quá hạn",
    "in_progress_all": "Đang giải quyết",
    "running": "Trong hạn",
    "overdue": "Quá hạn",
}
"""Heads of the statutory table, by figure."""

REPORT_LISTS = {
    "online": "Hồ sơ nhận trực tuyến trong kỳ",
    "counter": "Hồ sơ nhận trực tiếp, qua bưu chính trong kỳ",
    "carried": "Hồ sơ từ kỳ trước chuyển qua",
    "early": "Hồ sơ giải quyết trước hạn",
    "on_time": "Hồ sơ giải quyết đúng hạn",
    "late": "Hồ sơ giải quyết quá hạn",
    "running": "Hồ sơ đang giải quyết, trong hạn",
    "overdue": "Hồ sơ đang giải quyết, quá hạn",
}
"""Titles of the lists behind the figures."""

REGISTER_COLUMNS = (
    "STT",
    "Mã hồ sơ",
    "Nội dung hồ sơ",
    "Họ tên chủ hồ sơ",
    "Địa chỉ",
    "Số điện thoại",
    "Nhận hồ sơ",
    "Hẹn trả kết quả",
    "Xử lý xong",
    "Trả kết quả",
    "Người nhận",
)

INCIDENTS = {
    "job_failed": "Dịch vụ bên ngoài không trả lời được",
    "error_uncaught": "Lỗi nghiệp vụ không được sơ đồ xử lý",
    "expression": "Biểu thức không tính được",
    "decision": "Bảng quyết định không cho kết quả",
    "endless": "Quy trình chạy vòng không dừng",
    "instance_broken": "Không mở được quy trình của hồ sơ",
    "engine": "Bộ máy quy trình gặp lỗi",
}
"""Kinds of incidents."""

INCIDENT_HELP = {
    "job_failed": "Hệ thống đã gọi dịch vụ nhiều lần mà chưa được. Kiểm tra dịch vụ rồi thử lại; hồ sơ chưa mất gì.",
    "error_uncaught": "Dịch vụ từ chối hoặc quy trình báo một lỗi mà sơ đồ chưa có cách xử lý.",
    "expression": "Điều kiện, tính toán hoặc thời hạn ở bước này không tính được với dữ liệu của hồ sơ, thường vì thiếu hoặc sai một giá trị.",
    "decision": "Bảng quyết định của bước này không tính được hoặc không cho kết quả với dữ liệu của hồ sơ.",
    "endless": "Sơ đồ đi vòng mà không chờ ai. Hệ thống đã dừng lại để không treo máy.",
    "instance_broken": "Hệ thống không đọc hoặc không chạy tiếp được quy trình của hồ sơ khi đến hẹn. Hãy báo quản trị hệ thống.",
    "engine": "Bộ máy quy trình gặp lỗi ngoài dự kiến ở bước này. Hãy thử lại; nếu vẫn lỗi, báo quản trị hệ thống.",
}
"""What a kind of incident means for those who deal with it."""

VARIABLES = {
    "kenh": "Cách nộp",
    "kin": "Giữ kín tên thủ tục",
    "ngay_nhan": "Ngày nhận",
    "ngay_hen_tra": "Ngày hẹn trả",
    "nguoi_nop.ho_ten": "Họ và tên người nộp",
    "nguoi_nop.so_dinh_danh": "Số định danh của người nộp",
    "nguoi_nop.ngay_sinh": "Ngày sinh của người nộp",
    "nguoi_nop.gioi_tinh": "Giới tính của người nộp",
    "nguoi_nop.dia_chi": "Địa chỉ của người nộp",
    "nguoi_nop.dien_thoai": "Điện thoại của người nộp",
    "nguoi_nop.email": "Thư điện tử của người nộp",
    "nguoi_thao_tac": "Người thao tác",
    "so_lan_bo_sung": "Số lần yêu cầu bổ sung",
    "bo_sung_so_ngay": "Số ngày chờ bổ sung",
    "chua_nhan_so_ngay": "Số ngày nhắc nhận kết quả",
}
"""Variables that every case has without a form."""

VALUE_KINDS = {"string": "Chữ", "number": "Số", "boolean": "Có hoặc Không", "": "Tùy ý"}

WRONG_TYPES = {
    "string": "«{name}» dài quá 2000 ký tự",
    "number": "«{name}» phải là số, ví dụ: 12 hoặc 1.500 hoặc 2,5",
    "boolean": "«{name}» phải là Có hoặc Không",
    "option": "«{name}» phải là một trong các lựa chọn của biểu mẫu",
    "context": "«{name}» không nhận một giá trị đơn lẻ",
    "any": "Hãy chọn kiểu giá trị của «{name}»",
}
"""Why a corrected value is refused, by the type it should be of."""

TRUTHS = {"có": "true", "không": "false"}

MESSAGE_TYPES = {
    "PROCESS_MESSAGE": "Hồ sơ liên thông",
    "STATUS": "Tình trạng hồ sơ",
    "HISTORY": "Dấu của lịch sử",
    "TEST": "Thư thử",
}
MESSAGE_STATES = {"PARKED": "Chưa xử lý được", "RECEIVED": "Đang chờ", "DISCARDED": "Đã gác lại"}
_MESSAGE_CAUSES = {
    "not_yet_waited": "Chưa có bước nào của hồ sơ ở đây chờ thư này.",
    "": "Hệ thống gặp lỗi khi xử lý thư này.",
}


def message_cause(code: str | None) -> str:
    """Why a message from another agency has no effect."""
    known = _MESSAGE_CAUSES.get(code or "")
    if known is None:
        problem = PROBLEMS.get(code or "")
        known = f"{problem.title}." if problem else _MESSAGE_CAUSES[""]
    return known


INCIDENT_STATES = {"open": "Đang mở", "resolved": "Đã đi tiếp", "skipped": "Đã bỏ qua"}

REMINDER_LEVELS = {1: "Sắp đến hạn", 2: "Đến hạn", 3: "Quá hạn, đã báo lãnh đạo"}

SYSTEM = "Hệ thống"
"""Who acts when nobody does: timers, messages."""

EVENTS = {
    "calendar_day_added": "Thêm ngày vào lịch làm việc",
    "calendar_day_removed": "Bỏ ngày khỏi lịch làm việc",
    "calendar_year_confirmed": "Xác nhận lịch nghỉ năm",
    "office_hours_changed": "Đổi giờ làm việc",
    "verdict_overridden": "Công bố quy trình khi chưa kết luận được",
    "received": "Tiếp nhận hồ sơ",
    "reminded": "Nhắc việc",
    "started": "Bắt đầu quy trình",
    "task_completed": "Hoàn thành",
    "message_received": "Nhận hồ sơ liên thông",
    "message_sent": "Chuyển hồ sơ liên thông",
    "signal_received": "Nhận tín hiệu",
    "timer_fired": "Đến thời điểm đã hẹn",
    "job_done": "Dịch vụ đã trả lời",
    "job_error": "Dịch vụ báo lỗi nghiệp vụ",
    "incident_opened": "Gặp sự cố",
    "incident_retried": "Thử lại sau sự cố",
    "incident_skipped": "Bỏ qua bước gặp sự cố",
    "variable_corrected": "Sửa dữ liệu của hồ sơ",
    "message_retried": "Xử lý lại thư liên thông",
    "message_set_aside": "Gác lại thư liên thông",
    "migrated": "Chuyển sang phiên bản quy trình khác",
    "migration_undone": "Trở lại phiên bản quy trình trước",
    "act_done": "Thực hiện",
    "status_changed": "Đổi trạng thái",
    "due_changed": "Thay đổi hạn trả",
    "report_differs": "Số liệu báo cáo khác với lịch sử hồ sơ",
    "delivery_changed": "Kết quả",
    "fee_charged": "Phát sinh khoản phải thu",
    "fee_dropped": "Thay khoản phải thu bằng mức khác",
    "fee_paid": "Thu phí, lệ phí",
    "fee_waived": "Miễn khoản phải thu",
    "fee_refunded": "Hoàn trả phí, lệ phí",
    "fees_handed_over": "Nộp quỹ tiền phí, lệ phí",
    "fee_receipt_cancelled": "Hủy biên lai",
    "obligation_told": "Gửi thông báo nghĩa vụ tài chính",
    "obligation_settled": "Hoàn thành nghĩa vụ tài chính",
    "supplement_asked": "Yêu cầu bổ sung hồ sơ",
    "supplement_sent": "Gửi yêu cầu bổ sung cho người nộp",
    "supplement_done": "Nhận giấy tờ bổ sung",
    "supplement_expired": "Quá hạn bổ sung",
    "supplement_stopped": "Thôi chờ bổ sung",
    "claimed": "Nhận việc",
    "released": "Trả việc về nhóm",
    "handed_over": "Được chuyển đến từ cơ quan khác",
    "entry_released": "Duyệt hồ sơ nhập bù",
    "paper_block_made": "In dải số phiếu giấy",
    "paper_number_spoilt": "Hủy số phiếu giấy",
    "outage_declared": "Khai báo gián đoạn hệ thống",
    "outage_ended": "Hệ thống hoạt động trở lại",
    "outage_settled": "Đã nhập bù xong sau gián đoạn",
    "backdating_refused": "Bị từ chối ghi lùi thời gian",
    "slip_printed": "In giấy tờ",
    "slip_template_changed": "Đổi mẫu giấy tờ",
    "personal_erased": "Xoá thông tin cá nhân khỏi nhật ký",
}
"""Kinds of history events. The name of the step follows where there is one."""

SUPPLEMENT_STATES = {
    "asked": "Yêu cầu một cửa bổ sung",
    "sent": "Yêu cầu công dân bổ sung",
    "done": "Hoàn thành bổ sung",
    "expired": "Quá hạn bổ sung",
    "stopped": "Thôi chờ bổ sung",
}

CLOCK_RULES = {
    "pause": "Thời gian chờ không tính vào thời hạn giải quyết.",
    "restart": "Thời hạn giải quyết tính lại từ khi nhận đủ giấy tờ.",
}

CLOCK_STANDS = {
    5: "Ngày này chưa tính thời gian chờ bổ sung; có ngày hẹn mới khi nhận đủ giấy tờ.",
    6: "Ngày này chưa tính thời gian chờ nộp tiền; có ngày hẹn mới khi nộp xong.",
}
"""To whoever looks a dossier up: why the date that stands there will not hold, by status."""

WAITING = {"supplement": "Tạm dừng tính hạn để chờ bổ sung", "payment": "Tạm dừng tính hạn để chờ nộp tiền"}

DUE_CHANGES = {
    "pause": "Cộng thời gian chờ bổ sung",
    "restart": "Tính lại thời hạn từ khi nhận đủ giấy tờ",
    "financial": "Cộng thời gian chờ thực hiện nghĩa vụ tài chính",
    "apology": "Xin lỗi và hẹn lại",
    "extension": "Gia hạn",
}

DELIVERIES = {
    "ready": "Chờ người nộp đến nhận",
    "uncollected": "Quá hẹn chưa đến nhận",
    "handed_over": "Đã trao tại quầy",
    "posted": "Đã gửi qua bưu chính",
    "sent_online": "Đã gửi trực tuyến",
}

SYNCS = {
    "received": "Đã nhận tình trạng mới nhất",
    "sent": "Đã gửi, chờ xác nhận",
    "not_sent": "Chưa gửi",
    "failed": "Gửi chưa được",
}
"""How far the newest state of a dossier has come, to one who is told of it."""

SYNC_TONES = {"received": "done", "sent": "wait", "not_sent": "wait", "failed": "stop"}

PAYMENTS = {
    "none": "Không có khoản phải thu",
    "due": "Chưa nộp",
    "partly": "Đã nộp một phần",
    "paid": "Đã nộp đủ",
    "refunded": "Đã hoàn trả",
    "waived": "Được miễn",
}
"""Where a dossier's fees stand."""

PAYMENT_TONES = {"due": "wait", "partly": "wait", "paid": "done", "refunded": "done", "waived": "done"}

CHARGE_STATES = {
    "due": "Phải nộp",
    "paid": "Đã nộp",
    "waived": "Được miễn",
    "refunded": "Đã hoàn trả",
    "dropped": "Đã thay",
}

CHARGE_TONES = {"due": "wait", "paid": "done", "waived": "done", "refunded": "done"}

FEE_KINDS = {"phi": "Phí", "le_phi": "Lệ phí", "on_account": "Thu hộ"}

FEE_TIMES = {
    "acceptance": "Khi tiếp nhận hồ sơ",
    "supplement": "Khi bổ sung hồ sơ",
    "return": "Khi trả kết quả",
}

PAY_METHODS = {"cash": "Tiền mặt", "transfer": "Chuyển khoản, mã QR", "online": "Trực tuyến"}

RECEIPT_MEDIA = {"paper": "Biên lai giấy", "electronic": "Biên lai điện tử"}

TAKINGS = {
    "title": "Bảng kê thu phí, lệ phí",
    "period": "Từ ngày {first} đến ngày {last}",
    "cancelled": "Đã hủy: {reason}",
    "refund": "Hoàn trả: {reason}",
    "total": "Tổng cộng thực thu",
}
"""The list with which a cashier closes the day."""

HANDOVER = {
    "title": "Bảng kê nộp tiền phí, lệ phí",
    "number": "Lần nộp số {number}, lúc {at}",
    "people": "Người nộp: {collector}. Người nhận: {taker}",
    "cash": "Tiền mặt giao nhận: {amount}",
    "uncounted": "Đã vào tài khoản, không giao nhận: {amount}",
    "on_account": "Trong đó thu hộ {payee}: {amount}",
    "total": "Tổng cộng",
    "giver": "Người nộp tiền",
    "taker": "Người nhận tiền",
}
"""The list that goes with the money when a collector hands it over."""

TAKINGS_COLUMNS = (
    "STT",
    "Ký hiệu",
    "Số biên lai",
    "Thời điểm",
    "Mã hồ sơ",
    "Người nộp",
    "Khoản thu",
    "Hình thức",
    "Số tiền",
    "Người thu",
    "Ghi chú",
)

TEMPLATE_FAULTS = {
    "bad_template": "Mẫu chưa in được, {complaint}",
    "bad_slip_data": "Mẫu chưa in được, {complaint}",
    "template_too_slow": "Mẫu biên dịch quá lâu ({complaint}); hãy bớt vòng lặp.",
    "template_too_large": "Mẫu dùng quá nhiều bộ nhớ hoặc cho ra tệp quá lớn.",
    "too long": "Mẫu quá dài.",
}
"""Why a template is refused; `complaint` is typst's own, behind the line that it means."""

UNITS = {
    "working_day": "ngày làm việc",
    "calendar_day": "ngày",
    "working_hour": "giờ làm việc",
    "same_day": "trong ngày",
}

DAY_KINDS = {
    "holiday": "Nghỉ lễ, tết",
    "swap_off": "Nghỉ hoán đổi",
    "makeup_work": "Làm bù",
    "local_off": "Nghỉ của địa phương",
}
DAY_MARKS = {"holiday": "L", "swap_off": "H", "makeup_work": "B", "local_off": "Đ"}
"""Beside the colour, so that a day's kind is not told by colour alone."""

WEEKDAYS_SHORT = (
    ("T2", "Thứ Hai"),
    ("T3", "Thứ Ba"),
    ("T4", "Thứ Tư"),
    ("T5", "Thứ Năm"),
    ("T6", "Thứ Sáu"),
    ("T7", "Thứ Bảy"),
    ("CN", "Chủ nhật"),
)

SEXES = ("Nam", "Nữ")

CATCH_UP = {
    "template_title": "Nhập bù hồ sơ giấy: {procedure}",
    "template_note": "Mỗi hồ sơ một dòng, từ dòng 5. Cột có dấu * bắt buộc. Không xóa dòng 3 (ẩn): máy cần nó để hiểu các cột.",
}

CATCH_UP_COLUMNS = {
    "received_date": "Ngày nhận trên giấy",
    "received_time": "Giờ nhận trên giấy",
    "paper_serial": "Số phiếu giấy in sẵn",
    "channel": "Cách nộp",
    "case": "Trường hợp",
    "full_name": "Họ và tên người nộp",
    "id_number": "Số định danh cá nhân",
    "birth_date": "Ngày sinh",
    "sex": "Giới tính",
    "address": "Địa chỉ",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
}

CATCH_UP_HINTS = {
    "received_date": "Ví dụ: 06/08/2024",
    "received_time": "Ví dụ: 08:30",
    "paper_serial": "Bốn số cuối của mã trên phiếu",
    "birth_date": "Ví dụ: 23/11/1990",
    "paper": "Số bản, hoặc x nếu đủ",
    "several": "Nhiều mục cách nhau bằng dấu chấm phẩy",
    "checkbox": "Ghi x nếu có",
    "datetime": "Ví dụ: 23/11/1990",
}
"""Under a column of what was received on paper, by its key or by the kind of its field."""

PAPER_STATES = {"free": "chưa dùng", "used": "đã dùng", "spoilt": "đã hủy"}

MISMATCHES = {
    "unknown": "Không có hồ sơ này ở đơn vị",
    "returned": "Đã trả kết quả hoặc trả lại hồ sơ",
    "finished": "Đã xử lý xong, không còn việc ở đây",
    "elsewhere": "Đang ở chỗ khác",
    "missing": "Máy ghi đang ở đây",
    "disagrees": "Giấy và trạng thái không khớp",
}
"""Why the paper of a dossier and the screen disagree."""

BLOCK_PROBLEMS = {
    "bad_size": "Số tờ phải là số từ 1 đến {most}",
    "none_left": "Không còn đủ số phiếu giấy liền nhau; in ít tờ hơn hoặc dùng hết dải đã in",
    "unknown_block": "Đơn vị không có dải số này",
}
"""Why no slips are printed in advance."""

OUTAGE_PROBLEMS = {
    "reason_missing": "Hãy ghi nguyên nhân và phạm vi ảnh hưởng",
    "in_future": "Giờ bắt đầu chưa tới",
    "too_late": "Đợt gián đoạn bắt đầu đã quá lâu, không còn khai báo được",
    "overlaps": "Thời gian này trùng với một đợt đã khai báo, hoặc đợt trước chưa kết thúc",
    "ends_wrong": "Giờ kết thúc phải sau giờ bắt đầu và không ở tương lai",
    "over_already": "Đợt này đã được ghi kết thúc hoặc nhập xong",
    "still_going_on": "Đợt này chưa kết thúc",
    "settled_already": "Đợt này đã nhập bù xong hoặc hết thời gian nhập bù",
}
"""Why something about an outage is refused."""

SAID = {
    "fee_collected": "Đã thu {amount}, biên lai số {number}.",
    "fee_receipt_cancelled": "Đã hủy biên lai số {number}; khoản thu trở lại phải nộp.",
    "fee_waived": "Đã ghi miễn khoản phải thu.",
    "fee_refunded": "Đã ghi hoàn trả.",
    "fees_handed_over": "Đã nhận {amount} tiền mặt của {name}.",
    "entered": "Đã nhập hồ sơ giấy của {subject}, chờ duyệt.",
    "entry_known": "Hồ sơ giấy của {subject} đã được nhập từ trước, không nhập lần nữa.",
    "entries_released": "Đã duyệt {count} hồ sơ nhập bù.",
    "entry_stays": "Chưa duyệt được hồ sơ của {subject}: {why}.",
    "entry_refused": "Đã từ chối và ghi lý do.",
    "block_made": "Đã lấy dải số {first} – {last}. In phiếu ở dưới.",
    "number_spoilt": "Đã hủy số {serial}.",
    "outage_declared": "Đã khai báo đợt gián đoạn.",
    "outage_ended": "Đã ghi kết thúc đợt gián đoạn.",
    "outage_settled": "Đã xác nhận nhập bù xong; các mốc hẹn giờ chạy tiếp.",
    "calendar_saved": "Đã lưu vào lịch làm việc.",
    "year_confirmed": "Đã xác nhận lịch nghỉ năm {year}.",
    "hours_saved": "Đã lưu giờ làm việc.",
    "signed_out": "Anh/chị đã đăng xuất.",
    "password_changed": "Đã đổi mật khẩu.",
    "draft_saved": "Đã lưu nháp lúc {at}.",
    "task_completed": "Đã hoàn thành «{task}» của hồ sơ {code}.",
    "act_done": "Đã ghi «{act}» cho hồ sơ {code}.",
    "released": "Đã trả việc về nhóm.",
    "incident_retried": "Đã thử lại: hồ sơ đi tiếp, hoặc dịch vụ đang được gọi lại.",
    "incident_remains": "Đã thử lại nhưng vẫn chưa đi tiếp được.",
    "incidents_retried": "Đã thử lại: {settled} hồ sơ đi tiếp hoặc đang gọi lại dịch vụ, {left} hồ sơ vẫn còn sự cố.",
    "incident_skipped": "Đã bỏ qua bước và ghi lý do vào lịch sử hồ sơ.",
    "variable_corrected": "Đã sửa dữ liệu, hồ sơ đi tiếp.",
    "incident_remains_corrected": "Đã sửa dữ liệu nhưng hồ sơ vẫn chưa đi tiếp được. Sửa thêm dữ liệu khác, hoặc thử lại.",
    "message_retried": "Thư được xử lý lại trong ít giây. Nếu vẫn chưa được, thư lại hiện ở đây.",
    "message_set_aside": "Đã gác lại thư và ghi lý do vào lịch sử hồ sơ.",
    "ended": "Quy trình giải quyết hồ sơ {code} đã kết thúc.",
    "file_removed": "Đã gỡ tệp.",
    "idle": "Hết phiên làm việc",
    "paper_saved": "Đã lưu thành bản mới.",
    "paper_taken_back": "Đã dùng lại bản đã chọn.",
}
"""One line after something was done."""

FIELDS = {
    "bad_hours": "Giờ làm việc chưa đúng, ví dụ đúng: 07:00-11:30 và 13:30-17:00",
    "bad_time": "«{label}» không phải là giờ hợp lệ, ví dụ đúng: 08:30",
    "bad_moment": "Ngày giờ chưa đúng, ví dụ đúng: 06/08/2024 08:30",
    "not_in_outage": "Thời điểm nhận không nằm trong đợt gián đoạn nào đang cho nhập bù",
    "serial_not_free": "Số phiếu giấy này chưa được in, đã dùng hoặc đã hủy",
    "spoilt_reason": "Hãy ghi lý do hủy số",
    "no_sheet": "Hãy chọn bảng đã điền",
    "sheet_not_a_workbook": "Tệp không phải là bảng tính .xlsx đọc được",
    "sheet_too_large": "Bảng quá lớn: nhiều nhất 2000 dòng và 5 MB",
    "sheet_no_keys": "Bảng không theo mẫu: thiếu dòng ẩn số 3. Hãy tải lại bảng mẫu",
    "required": "Chưa nhập «{label}»",
    "skip_reason": "Hãy ghi rõ lý do bỏ qua, ít nhất 5 ký tự",
    "correction_reason": "Hãy ghi rõ lý do sửa, ít nhất 5 ký tự",
    "aside_reason": "Hãy ghi rõ lý do gác lại, ít nhất 5 ký tự",
    "bad_id_number": "Số định danh phải có đúng 12 chữ số",
    "bad_date": "«{label}» không phải là ngày hợp lệ, ví dụ đúng: 23/11/1990",
    "bad_phone": "Số điện thoại không hợp lệ, ví dụ đúng: 0912345678",
    "bad_email": "Địa chỉ thư điện tử không hợp lệ, ví dụ đúng: ten@example.vn",
    "bad_number": "«{label}» phải là số từ 0 đến 99",
    "channel_closed": "Thủ tục này không nhận hồ sơ qua cách nộp đã chọn",
    "unknown_case": "Hãy chọn lại trường hợp",
    "bad_count": "Số bản phải từ 0 đến 99",
    "component_missing": "Thiếu giấy tờ bắt buộc: {label}",
    "too_long": "«{label}» quá dài",
    "bad_value": "«{label}» chưa đúng",
    "password_too_short": "Mật khẩu mới phải có ít nhất {least} ký tự",
    "password_too_long": "Mật khẩu mới quá dài",
    "password_has_username": "Mật khẩu mới không được chứa tên đăng nhập",
    "password_too_common": "Mật khẩu này quá dễ đoán, hãy chọn mật khẩu khác",
    "passwords_differ": "Hai lần nhập mật khẩu mới không giống nhau",
}
"""What is wrong with one field of our own pages; fields of .form files speak for themselves."""

LABELS = {
    "date": "Ngày",
    "applicant.full_name": "Họ và tên người nộp",
    "applicant.id_number": "Số định danh cá nhân",
    "applicant.birth_date": "Ngày sinh",
    "applicant.sex": "Giới tính",
    "applicant.address": "Địa chỉ",
    "applicant.phone": "Điện thoại",
    "applicant.email": "Thư điện tử",
    "channel": "Cách nộp hồ sơ",
    "card": "Thẻ căn cước",
    "username": "Tên đăng nhập",
    "password": "Mật khẩu",
    "old_password": "Mật khẩu đang dùng",
    "new_password": "Mật khẩu mới",
    "repeat_password": "Nhập lại mật khẩu mới",
}

DUE_STEPS = {
    "received": "Tiếp nhận lúc {at}.",
    "limit_of_case": "{because}: thời hạn {quantity}.",
    "closed_at_receipt": "Tiếp nhận ngoài giờ làm việc: tính từ buổi làm việc tiếp theo.",
    "reception_only": "Buổi này chỉ nhận hồ sơ, không tính vào thời hạn: tính từ buổi làm việc tiếp theo.",
    "after_closing": "Tiếp nhận sau giờ làm việc: coi như tiếp nhận vào ngày làm việc tiếp theo.",
    "first_day_not_counted": "Không tính ngày tiếp nhận {day}.",
    "day_off": "Không tính ngày nghỉ {day} ({name}).",
    "weekly_rest": "Ngày {from} là ngày nghỉ hằng tuần: chuyển sang {to}.",
    "hours_changed": "Từ {day}, giờ làm việc là {sessions}.",
    "makeup_day": "Có tính ngày làm bù {day} ({name}){progress}.",
    "day_is_over": "Ngày làm bù {day} đã hết giờ làm việc.",
    "counted": "Đếm {quantity}, đến {to}{progress}.",
    "after_cut_off": "Tiếp nhận sau {until}: trả kết quả vào ngày làm việc tiếp theo.",
    "opened_by_makeup": "Ngày {day} là ngày làm bù ({name}).",
    "closes": "Hạn là lúc hết giờ làm việc: {to}.",
    "due_before_wait": "Hạn khi chưa tính thời gian chờ: {at}.",
    "waited": "Chờ người nộp hồ sơ từ {since} đến {until}: cộng {quantity} vào hạn.",
    "wait_came_too_late": "Yêu cầu lúc {since} là khi đã quá hạn: hạn giữ nguyên.",
    "restarted": "Đã bổ sung đủ lúc {until}: thời hạn tính lại từ đầu.",
    "extended": "Được gia hạn đến ngày {day}.",
    "apologised": "Cơ quan xin lỗi vì chậm và hẹn lại ngày {day}.",
    "unconfirmed_year": "Lịch nghỉ lễ năm {year} chưa được xác nhận chính thức: ngày hẹn có thể thay đổi.",
    "due": "Hẹn trả kết quả lúc {at}.",
}
"""How a due date was reckoned, by the code of the step."""

UNNAMED_CASE = "Trường hợp này"
"""What a limit was decided for, when several answers together decided it."""

DUE_FAULTS = {
    "bad_instant": "«{given}» không đọc được; viết như 2026-08-21T10:00 (ngày, chữ T, giờ)",
    "bad_limit": "«{given}» không đọc được; viết như 3 ngày làm việc, 10 ngày, 8 giờ làm việc, trong ngày",
    "limit_too_long": "«{given}» ngoài khoảng cho phép: từ 1 đến 10.000",
    "bad_pause": "«{given}» không đọc được; viết như 2026-05-13T10:00/2026-05-20T10:00",
    "pause_backwards": "«{given}» kết thúc trước khi bắt đầu",
    "pauses_overlap": "lần chờ bắt đầu {start} chồng lên lần chờ trước, kết thúc {earliest}",
    "pause_before_receipt": "lần chờ bắt đầu {start} trước lúc tiếp nhận {earliest}",
    "bad_calendar": "tệp lịch chưa đúng ở {place}: {reason}",
    "bad_sheet": "tờ thủ tục chưa đúng ở {place}: {reason}",
    "channel_not_offered": "tờ thủ tục không nhận hồ sơ theo cách này",
    "no_calendar": "lịch nghỉ năm {year} chưa có; thêm năm này vào tệp của --calendar",
    "out_of_reckoning": "ngày tính ra vượt quá năm 9999",
    "file_unreadable": "không mở được tệp «{given}»: {complaint}",
    "no_explanation": "không phải kết quả của motcua due --json: {complaint}",
    "limit_or_sheet": "cần đúng một trong hai: --limit hoặc --sheet",
    "missing_option": "thiếu, phải có",
    "unknown_choice": "«{given}» không có; chọn một trong: {choices}",
    "unknown_option": "không có tùy chọn này",
    "missing_value": "thiếu giá trị đi kèm",
    "extra_argument": "thừa «{given}»; giá trị có dấu cách thì để trong ngoặc kép",
    "bad_usage": "dòng lệnh chưa đúng: {complaint}",
}
"""What is wrong with a command line of `motcua due`, by its stable code; the option stands before it."""

FILE_COMPLAINTS = {"ENOENT": "không có tệp này", "EISDIR": "đó là thư mục", "EACCES": "không được quyền đọc"}
LINE_AND_COLUMN = "dòng {}, cột {}"
COMMAND_FAULT = "Lỗi: {place}: {text}"

LAW_DATA_REASONS = {
    "not_toml": "không phải TOML ({about})",
    "not_nfc": "chữ Việt phải là Unicode dựng sẵn (NFC)",
    "empty": "để trống",
    "missing": "thiếu, phải có",
    "unknown_key": "không có mục tên này",
    "unknown_value": "không có giá trị «{about}»",
    "out_of_range": "ngoài khoảng cho phép ({about})",
    "wrong_type": "sai kiểu ({about})",
    "not_texts": "phải là danh sách chữ",
    "not_integers": "phải là danh sách số nguyên",
    "not_tables": "phải viết thành bảng [[…]]",
    "duplicate": "ghi hai lần ({about})",
    "other_year": "không thuộc năm của tệp ({about})",
    "not_a_time": "không phải giờ, viết như 07:00-11:30 ({about})",
    "not_in_order": "các buổi phải theo thứ tự và không chồng nhau",
    "other": "chưa dùng được ({code} {about})",
}
"""Why a file of the law's data cannot be read, by the stable reason."""

DUE_PROGRESS = {"partly": " (được {reached} trên {total})", "fully": " (đủ {total})"}
"""After a step that counts only part of a limit."""

HOURS_AND_MINUTES = "{hours} giờ {minutes} phút làm việc"

DUE = {
    "none": "Không đặt hạn",
    "ok": "Còn hạn: {span}",
    "soon": "Sắp đến hạn: còn {span}",
    "late": "Quá hạn {span}",
    "done_ok": "Xong trước hạn {span}",
    "done_late": "Xong sau hạn {span}",
    "days": "{count} ngày",
    "hours": "{count} giờ",
    "minutes": "{count} phút",
    "moment": "dưới 1 phút",
}

DONG = " đ"

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for people. text may name the error's facts in braces; instants come as local time."""

    status: int
    title: str
    text: str


PROBLEMS = {
    # the tree itself
    "error": Problem(
        500, "Có lỗi xảy ra", "Hệ thống gặp lỗi ngoài dự kiến. Hãy thử lại; nếu vẫn lỗi, báo quản trị đơn vị."
    ),
    "not_found": Problem(
        404, "Không tìm thấy", "Không có nội dung này, hoặc nội dung không thuộc phạm vi của anh/chị."
    ),
    "not_allowed": Problem(403, "Không có quyền", "Anh/chị không được giao quyền làm việc này."),
    "invalid_input": Problem(
        422, "Dữ liệu chưa đúng", "Nội dung gửi lên chưa đúng. Hãy xem lại các ô đã nhập."
    ),
    "conflict": Problem(
        409, "Đã có thay đổi", "Nội dung này vừa được người khác thay đổi. Hãy tải lại trang để xem bản mới."
    ),
    "unavailable": Problem(
        503, "Chưa thực hiện được", "Hệ thống đang bận. Việc chưa được ghi nhận; hãy thử lại sau ít phút."
    ),
    "bad_setting": Problem(
        500, "Cấu hình chưa đúng", "Máy chủ được cấu hình chưa đúng ở «{name}». Hãy báo quản trị hệ thống."
    ),
    "no_database": Problem(
        503,
        "Chưa thực hiện được",
        "Hệ thống chưa kết nối được cơ sở dữ liệu. Việc chưa được ghi nhận; hãy thử lại sau ít phút.",
    ),
    "page_not_found": Problem(
        404, "Không có trang này", "Địa chỉ có thể đã gõ sai hoặc đã cũ. Hãy bắt đầu lại từ trang chủ."
    ),
    "method_not_allowed": Problem(
        405,
        "Không làm được như vậy",
        "Trang này không nhận thao tác vừa rồi. Hãy quay lại trang trước và thử lại.",
    ),
    "bad_request": Problem(
        400, "Yêu cầu chưa đúng", "Máy chủ không hiểu yêu cầu vừa gửi. Hãy tải lại trang và thử lại."
    ),
    "stale_page": Problem(
        400,
        "Trang đã cũ",
        "Trang này đã mở từ trước khi đăng nhập lại nên không gửi được. Hãy tải lại trang rồi gửi lại.",
    ),
    "too_many_requests": Problem(
        429,
        "Quá nhiều lượt trong thời gian ngắn",
        "Để phục vụ mọi người, hệ thống giới hạn số lượt từ một địa chỉ. Hãy chờ một phút rồi thử lại.",
    ),
    "request_too_large": Problem(
        413,
        "Nội dung quá lớn",
        "Tổng dung lượng gửi lên vượt quá giới hạn. Mỗi tệp không quá 10 MB; hãy tải từng tệp một.",
    ),
    # files
    "file_too_large": Problem(
        413,
        "Tệp quá lớn",
        "Mỗi tệp không quá 10 MB. Hãy quét ở độ phân giải thấp hơn (200–300 dpi) hoặc tách thành nhiều tệp.",
    ),
    "bad_file": Problem(
        415,
        "Loại tệp không được nhận",
        "Tệp «{name}» không đúng loại được nhận, hoặc nội dung không khớp với đuôi tệp. Các loại nhận: pdf, png, jpg, tif, docx, xlsx, odt, ods, doc, xls, txt, csv.",
    ),
    "file_missing": Problem(
        404, "Không tìm thấy tệp", "Tệp không còn trên hệ thống, hoặc thuộc hồ sơ của cơ quan khác."
    ),
    "blob_missing": Problem(
        404, "Không tìm thấy tệp", "Nội dung tệp không có trên máy chủ này. Hãy báo quản trị hệ thống."
    ),
    "blob_digest_mismatch": Problem(
        422, "Tệp bị hỏng khi gửi", "Nội dung nhận được khác với nội dung đã báo. Hãy gửi lại tệp."
    ),
    "disk_full": Problem(507, "Máy chủ hết chỗ lưu tệp", "Tệp chưa được lưu. Hãy báo quản trị hệ thống."),
    # signing in
    "bad_credentials": Problem(
        422,
        "Chưa đăng nhập được",
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt.",
    ),
    "account_locked": Problem(
        422,
        "Tài khoản tạm khóa",
        "Đã nhập sai mật khẩu nhiều lần nên tài khoản tạm khóa. Có thể thử lại sau {minutes} phút, lúc {until}.",
    ),
    "account_not_valid": Problem(
        422,
        "Tài khoản không dùng được",
        "Tài khoản chưa đến ngày hoặc đã hết hạn sử dụng. Hãy liên hệ quản trị đơn vị.",
    ),
    "session_expired": Problem(
        401, "Hết phiên làm việc", "Phiên làm việc đã hết. Hãy đăng nhập lại để tiếp tục."
    ),
    "password_refused": Problem(
        422, "Mật khẩu chưa dùng được", "Mật khẩu mới quá dễ đoán hoặc không đúng độ dài."
    ),
    "unknown_unit": Problem(
        404, "Không tìm thấy đơn vị", "Không có đơn vị «{unit}», hoặc đơn vị không còn hiệu lực."
    ),
    "unknown_account": Problem(404, "Không tìm thấy tài khoản", "Không có tài khoản này."),
    "bad_units": Problem(
        422, "Danh mục đơn vị chưa đúng", "Không nạp được danh mục đơn vị, lỗi ở «{place}»."
    ),
    "bad_account": Problem(422, "Tài khoản chưa đúng", "Không tạo được tài khoản, lỗi ở «{name}»."),
    "account_taken": Problem(
        409, "Tài khoản đã có", "Tên đăng nhập hoặc số hiệu cán bộ này đã có tài khoản."
    ),
    # processes and tasks
    "unknown_process": Problem(
        404, "Không tìm thấy quy trình", "Quy trình này không được triển khai tại đây."
    ),
    "task_gone": Problem(
        404, "Việc này không còn nữa", "Việc đã được hủy hoặc quy trình đã chuyển sang bước khác."
    ),
    "not_your_task": Problem(403, "Việc của nhóm khác", "Việc này được giao cho phòng hoặc vai trò khác."),
    "already_completed": Problem(
        409, "Việc này đã hoàn thành", "Việc này đã được {name} hoàn thành lúc {at}."
    ),
    "claimed_by_other": Problem(409, "Việc này đã có người nhận", "Việc này đã được {name} nhận lúc {at}."),
    "stale_revision": Problem(
        409,
        "Hồ sơ vừa có thay đổi",
        "Hồ sơ vừa được cập nhật ở nơi khác. Việc chưa được ghi nhận; hãy thử lại.",
    ),
    "twins_collided": Problem(
        503,
        "Hồ sơ vừa có thay đổi",
        "Hồ sơ vừa được cập nhật ở nơi khác. Việc chưa được ghi nhận; hãy thử lại.",
    ),
    "unknown_decision": Problem(
        404,
        "Không tìm thấy bảng quyết định",
        "Quy trình nhắc đến một bảng quyết định không được triển khai cùng nó.",
    ),
    "unknown_outage": Problem(404, "Không tìm thấy đợt gián đoạn", "Đơn vị không có đợt gián đoạn này."),
    "not_your_outage": Problem(
        403,
        "Không có quyền khai báo gián đoạn",
        "Chỉ lãnh đạo đơn vị và quản trị đơn vị khai báo, kết thúc đợt gián đoạn của đơn vị mình.",
    ),
    "outage_refused": Problem(422, "Chưa khai báo được", "Nội dung khai báo đợt gián đoạn chưa đúng."),
    "unknown_entry": Problem(
        404,
        "Không tìm thấy bản ghi nhập bù",
        "Bản ghi không có ở đơn vị, hoặc đã được duyệt hay từ chối rồi.",
    ),
    "catch_up_not_yours": Problem(
        403,
        "Không có quyền nhập bù",
        "Cán bộ một cửa nhập bù và in số phiếu giấy; lãnh đạo phòng, lãnh đạo hoặc quản trị đơn vị duyệt.",
    ),
    "block_refused": Problem(
        422,
        "Chưa in được dải số",
        "Không in được dải số phiếu giấy này. Mở lại trang Số phiếu giấy in sẵn.",
    ),
    "serial_refused": Problem(
        422, "Số phiếu giấy không dùng được", "Số {serial} chưa được in, đã dùng hoặc đã hủy."
    ),
    "entry_refused": Problem(422, "Chưa từ chối được", "Hãy ghi rõ lý do, ít nhất 5 ký tự."),
    "backdating_refused": Problem(
        422,
        "Không được ghi lùi thời gian",
        "Thời điểm {at} không nằm trong đợt gián đoạn nào đã khai báo và còn cho nhập bù. Việc ghi lùi này đã được ghi vào nhật ký; hãy liên hệ quản trị đơn vị.",
    ),
    "bad_moment": Problem(422, "Ngày giờ chưa đúng", "Ngày giờ chưa đúng, ví dụ đúng: 06/08/2024 08:30."),
    "before_its_time": Problem(
        422,
        "Thời điểm chưa đúng",
        "Việc này chỉ có từ {opened}, không thể đã làm xong lúc {at}.",
    ),
    "no_outage_rules": Problem(
        422, "Chưa có quy định cho ngày này", "Chưa có quy định nhập bù sau gián đoạn cho ngày này."
    ),
    "task_refused": Problem(
        409,
        "Chưa hoàn thành được việc này",
        "Quy trình không đi tiếp được từ bước này. Nội dung đã nhập được lưu thành bản nháp, quản trị đơn vị đã được báo; hãy thử lại sau.",
    ),
    "unknown_incident": Problem(404, "Không tìm thấy sự cố", "Không có sự cố này."),
    "not_your_incident": Problem(
        403, "Không có quyền", "Sự cố do quản trị đơn vị xử lý. Anh/chị không được giao vai trò này."
    ),
    "incident_closed": Problem(409, "Sự cố đã được xử lý", "Sự cố này đã được {name} xử lý lúc {at}."),
    "unknown_variable": Problem(
        422,
        "Không sửa được dữ liệu này",
        "«{name}» không phải là dữ liệu của hồ sơ, hoặc không được sửa bằng tay.",
    ),
    "wrong_type": Problem(422, "Giá trị không đúng kiểu", "Giá trị mới của «{name}» không đúng kiểu."),
    "instance_ended": Problem(
        409, "Quy trình đã kết thúc", "Quy trình này đã kết thúc, sửa dữ liệu không còn tác dụng."
    ),
    "unknown_message": Problem(404, "Không tìm thấy thư", "Thư này đã được xử lý, hoặc không có."),
    "message_settled": Problem(
        409, "Thư đã được xử lý", "Thư này vừa được xử lý hoặc đã có người gác lại. Hãy tải lại trang."
    ),
    "reason_missing": Problem(
        422, "Thiếu lý do", "Bỏ qua một bước phải có lý do rõ ràng, vì lý do được ghi vào lịch sử hồ sơ."
    ),
    "cannot_skip": Problem(
        409,
        "Chưa bỏ qua được bước này",
        "Ở bước rẽ nhánh, hãy chọn hướng đi tiếp rồi bỏ qua; nếu không có hướng nào để chọn, hãy sửa dữ liệu rồi thử lại.",
    ),
    "unknown_migration": Problem(
        404, "Không tìm thấy đợt chuyển", "Không có đợt chuyển hồ sơ này, hoặc đường dẫn đã cũ."
    ),
    "same_version": Problem(
        422,
        "Chưa chọn được hai phiên bản",
        "Hồ sơ chỉ chuyển giữa hai phiên bản khác nhau của cùng một quy trình.",
    ),
    "bad_mapping": Problem(
        422,
        "Chưa đọc được bảng đối chiếu",
        "Dòng «{line}» chưa đúng. Mỗi dòng ghi: mã cũ = mã mới; mỗi mã cũ chỉ ghi một lần.",
    ),
    "answers_refused": Problem(422, "Biểu mẫu chưa đúng", "Hãy sửa các ô được nêu rồi gửi lại."),
    "deployment_refused": Problem(
        422, "Chưa ban hành được", "Quy trình còn {count} điểm phải sửa trước khi ban hành."
    ),
    "definition_refused": Problem(
        422, "Sơ đồ chưa chạy được", "Sơ đồ có điểm mà hệ thống không chạy đúng như đã vẽ."
    ),
    "rehearsal_refused": Problem(
        422, "Chưa diễn tập được", "Sơ đồ có điểm mà hệ thống không chạy đúng như đã vẽ."
    ),
    "script_refused": Problem(
        422, "Kịch bản chưa đúng", "Tệp kịch bản chưa đúng cách viết; hãy xem hướng dẫn diễn tập."
    ),
    "step_failed": Problem(
        422, "Kịch bản không khớp sơ đồ", "Bước {number} của kịch bản làm một việc mà quy trình không chờ."
    ),
    "engine_fault": Problem(
        422,
        "Quy trình không đi tiếp được",
        "Bước «{element}» của quy trình không thực hiện được với dữ liệu này. Việc chưa được ghi nhận; hãy báo quản trị đơn vị.",
    ),
    "not_ready": Problem(
        409,
        "Quy trình không chờ việc này",
        "Quy trình đã chuyển sang bước khác. Hãy tải lại trang để xem bước hiện tại.",
    ),
    # dossiers
    "unknown_dossier": Problem(
        404, "Không tìm thấy hồ sơ", "Không có hồ sơ với mã này tại cơ quan của anh/chị."
    ),
    "unknown_procedure": Problem(
        404,
        "Không tiếp nhận thủ tục này",
        "Cơ quan của anh/chị không tiếp nhận thủ tục này, hoặc thủ tục đã hết hiệu lực.",
    ),
    "bad_identity_card": Problem(
        422,
        "Không đọc được thẻ căn cước",
        "Nội dung quét không phải mã QR của thẻ căn cước. Hãy quét lại, hoặc nhập tay các ô bên dưới.",
    ),
    "reception_refused": Problem(422, "Chưa tiếp nhận được", "Hồ sơ còn {count} điểm cần bổ sung, sửa."),
    # law kept as data
    "bad_law_data": Problem(422, "Dữ liệu pháp lý chưa đúng", "Không đọc được dữ liệu ở «{place}»."),
    "bad_sheet": Problem(422, "Tờ thủ tục chưa đúng", "Không đọc được tờ thủ tục, lỗi ở «{place}»."),
    "bad_dossier_rules": Problem(
        422, "Quy tắc giải quyết hồ sơ chưa đúng", "Không đọc được quy tắc, lỗi ở «{place}»."
    ),
    "no_dossier_rules": Problem(
        422, "Chưa có quy tắc cho ngày này", "Chưa có quy tắc giải quyết hồ sơ cho ngày {day}."
    ),
    "status_not_allowed": Problem(
        409,
        "Không đổi được trạng thái",
        "Hồ sơ không thể chuyển từ trạng thái {old} sang trạng thái {new}. Hãy tải lại trang hồ sơ.",
    ),
    "bad_receipt_forms": Problem(
        422, "Dữ liệu mẫu biên lai chưa đúng", "Không đọc được mẫu biên lai, lỗi ở «{place}»."
    ),
    "no_receipt_form": Problem(422, "Chưa có mẫu biên lai", "Chưa có mẫu biên lai dùng cho ngày {day}."),
    "unknown_charge": Problem(
        404, "Không có khoản thu này", "Hồ sơ không có khoản thu này tại cơ quan của anh/chị."
    ),
    "unknown_fee_receipt": Problem(
        404, "Không tìm thấy biên lai", "Cơ quan của anh/chị không có biên lai này."
    ),
    "unknown_fee_handover": Problem(
        404, "Không tìm thấy lần nộp quỹ", "Cơ quan của anh/chị không có lần nộp quỹ này."
    ),
    "fee_own_till": Problem(
        403, "Không tự nhận tiền của mình", "Người khác phải nhận tiền anh/chị đã thu: kế toán hoặc lãnh đạo."
    ),
    "fee_nothing_to_hand_over": Problem(
        409,
        "Không còn tiền để nộp",
        "Người thu này đã nộp hết; mở lại trang Nộp quỹ để xem ai vừa nhận.",
    ),
    "fee_till_changed": Problem(
        409,
        "Số tiền đang giữ đã thay đổi",
        "Người thu vừa thu thêm hoặc hủy biên lai. Mở lại trang Nộp quỹ rồi đếm lại.",
    ),
    "fees_not_yours": Problem(
        403,
        "Không có quyền thu, chi phí",
        "Thu tiền do cán bộ thu phí, tiếp nhận hoặc trả kết quả; miễn, hoàn trả, hủy biên lai do cán bộ thu phí, lãnh đạo hoặc quản trị đơn vị.",
    ),
    "fee_reason_missing": Problem(
        422, "Chưa ghi lý do", "Ghi rõ lý do; miễn khoản thu thì ghi thêm căn cứ pháp lý."
    ),
    "unknown_pay_method": Problem(
        422, "Chưa chọn hình thức thu", "Chọn tiền mặt, chuyển khoản hoặc trực tuyến."
    ),
    "nothing_due": Problem(409, "Không còn khoản phải thu", "Hồ sơ {code} không còn khoản nào phải thu."),
    "fee_amount_changed": Problem(
        409,
        "Số tiền phải thu đã thay đổi",
        "Trang đang hiện {shown} đồng, nay phải thu {due} đồng. Hãy tải lại trang.",
    ),
    "fee_not_owed": Problem(
        409, "Khoản này không còn phải thu", "«{name}» đã nộp, đã miễn hoặc đã thay bằng khoản khác."
    ),
    "fee_not_paid": Problem(
        409, "Khoản này chưa nộp", "«{name}» chưa nộp hoặc đã hoàn trả nên không hoàn trả được."
    ),
    "fee_not_refundable": Problem(
        409,
        "Khoản này không hoàn trả",
        "«{name}» không được hoàn trả theo tờ thủ tục, dù hồ sơ được giải quyết hay không.",
    ),
    "fee_receipt_cancelled": Problem(409, "Biên lai đã hủy", "Biên lai số {number} đã hủy trước đó."),
    "fee_receipt_refunded": Problem(
        409,
        "Không hủy được biên lai",
        "Một khoản trên biên lai số {number} đã hoàn trả nên không hủy được nữa.",
    ),
    "fees_due": Problem(
        409,
        "Chưa thu đủ phí, lệ phí",
        "Hồ sơ {code} còn phải thu {amount} đồng: {names}. Thu tiền rồi mới trả kết quả.",
    ),
    "fee_amount_bad": Problem(
        422, "Số tiền không hợp lệ", "Mức thu của «{name}» không phải là một số tiền chẵn đồng."
    ),
    "supplement_refused": Problem(
        409,
        "Không yêu cầu bổ sung được",
        "Mỗi cơ quan chuyên môn chỉ được yêu cầu bổ sung một lần. Lần nữa phải do lãnh đạo cho phép và ghi rõ lý do.",
    ),
    "due_change_refused": Problem(
        409,
        "Không đổi được hạn trả",
        "Ngày hẹn mới phải sau hạn đang có, và chỉ được xin lỗi hẹn lại một lần. Hãy sửa ngày hoặc đề nghị gia hạn.",
    ),
    "not_waiting": Problem(
        409, "Hồ sơ không tạm dừng", "Thời hạn của hồ sơ này không ở trạng thái tạm dừng."
    ),
    "bad_calendar": Problem(422, "Lịch làm việc chưa đúng", "Không đọc được lịch làm việc, lỗi ở «{place}»."),
    "bad_limit": Problem(
        422, "Thời hạn chưa đúng", "Không đọc được thời hạn ở «{place}», ví dụ đúng: 5 ngày làm việc."
    ),
    "calendar_refused": Problem(
        422,
        "Chưa lưu được vào lịch",
        "Cần ghi đủ tên gọi và căn cứ của ngày, hoặc ngày này chưa có gì để bỏ.",
    ),
    "calendar_not_yours": Problem(
        403,
        "Không có quyền",
        "Quản trị đơn vị chỉ sửa lịch của cơ quan mình; lịch chung do quản trị hệ thống sửa.",
    ),
    "bad_explanation": Problem(
        422, "Cách tính hạn chưa khớp", "Các bước tính hạn không dẫn đến thời điểm đã ghi."
    ),
    "bad_pause": Problem(
        422, "Thời gian chờ chưa đúng", "Các lần chờ phải nối tiếp nhau và bắt đầu sau khi tiếp nhận."
    ),
    "channel_not_offered": Problem(
        422, "Không nhận qua cách nộp này", "Thủ tục này không nhận hồ sơ qua cách nộp đã chọn."
    ),
    "no_reminder_rules": Problem(
        422, "Chưa có quy định nhắc việc cho ngày này", "Báo quản trị hệ thống bổ sung quy định nhắc việc."
    ),
    "no_report_rules": Problem(
        422,
        "Chưa có quy định thống kê cho ngày này",
        "Báo cáo chỉ lập được từ ngày quy định thống kê có hiệu lực.",
    ),
    "bad_slip_forms": Problem(
        422, "Danh mục mẫu giấy tờ chưa đúng", "Không đọc được danh mục mẫu, lỗi ở «{place}»."
    ),
    "slip_not_printable": Problem(
        409, "Chưa in được giấy này", "Hồ sơ chưa có nội dung để in giấy này, hoặc giấy do cơ quan khác in."
    ),
    "unknown_slip": Problem(404, "Không có giấy này", "Cơ quan không phát hành giấy nào mang mã này."),
    "unknown_slip_template": Problem(404, "Không có bản mẫu này", "Mở lại danh sách mẫu giấy tờ để chọn."),
    "templates_not_yours": Problem(
        403,
        "Không có quyền",
        "Quản trị đơn vị sửa lời văn của giấy tờ; tệp trình bày do quản trị hệ thống sửa.",
    ),
    "slip_template_refused": Problem(422, "Mẫu chưa in được", "Bản đang dùng không thay đổi."),
    "no_slip_form": Problem(
        422,
        "Chưa có mẫu giấy này",
        "Hồ sơ được tiếp nhận trước ngày có mẫu đầu tiên, nên không in được giấy này từ hệ thống.",
    ),
    "unknown_period": Problem(
        422, "Không có kỳ báo cáo này", "Chọn một kỳ trong danh sách rồi lập lại báo cáo."
    ),
    "not_your_report": Problem(
        403,
        "Không thuộc phạm vi của anh/chị",
        "Số liệu của cơ quan này chỉ dành cho lãnh đạo và người được giao thống kê của cơ quan.",
    ),
    "bad_report_question": Problem(
        422, "Không lập được báo cáo này", "Kiểm tra lại kỳ báo cáo, ngày chốt số liệu và chỉ tiêu."
    ),
    "no_calendar": Problem(
        422,
        "Chưa có lịch nghỉ của năm",
        "Chưa có lịch nghỉ lễ của năm {year} nên chưa tính được hạn. Hãy báo quản trị hệ thống.",
    ),
    # between agencies
    "no_recipient": Problem(
        422, "Không rõ nơi nhận", "Sơ đồ không nêu cơ quan nhận thông điệp ở bước «{element}»."
    ),
    "unknown_message_type": Problem(
        422, "Không rõ loại thông điệp", "Không có nơi nào nhận loại thông điệp này."
    ),
    "not_yet_waited": Problem(
        409,
        "Thông điệp đến sớm",
        "Quy trình chưa đến bước chờ thông điệp này; thông điệp được giữ lại và xử lý sau.",
    ),
}
"""Every code of engine errors, and those of the web itself. A test compares it with the tree."""

FINDINGS = {
    "answer_refused": "Biểu mẫu không nhận câu trả lời này",
    "attribute_unsupported": "Thuộc tính này làm thay đổi cách chạy và chưa được hỗ trợ",
    "boundary_detached": "Sự kiện biên không gắn vào một hoạt động",
    "call_mapping": "Bước gọi quy trình dùng chung mọi biến; không ánh xạ từng biến",
    "called_dynamic": "Quy trình được gọi phải ghi rõ trong sơ đồ",
    "status.not_allowed": "Trạng thái hồ sơ không thể chuyển như vậy",
    "called_unknown": "Bước gọi một quy trình không có trong thư mục thủ tục lẫn trong các mẫu chung",
    "way_unknown": "Kịch bản chọn một luồng không đi ra từ cổng lựa chọn này",
    "called_without_start": "Quy trình được gọi không có sự kiện bắt đầu thường nên không bao giờ tự bắt đầu",
    "called_missing": "Bước gọi quy trình chưa nêu quy trình được gọi",
    "compensate_event": "Bù trừ (compensation) không dùng được ở đây",
    "condition_ignored": "Điều kiện ở luồng này không có tác dụng",
    "condition_missing": "Luồng sau cổng lựa chọn cần điều kiện, hoặc là luồng mặc định",
    "correlation_ignored": "Khóa tương quan được khai ở sự kiện (mc:khoaTuongQuan), không khai theo cách này",
    "cycle_misplaced": "Sự kiện sau cổng sự kiện chỉ xảy ra một lần, không lặp theo chu kỳ",
    "data_association": "Liên kết dữ liệu có biến đổi hoặc gán giá trị chưa được hỗ trợ",
    "decision_missing": "Không có bảng quyết định mà bước này nhắc đến",
    "default_missing": "Chỗ lựa chọn này cần một luồng mặc định",
    "dialect.misplaced": "Thuộc tính mc: này không có ý nghĩa ở loại phần tử này",
    "dialect.unknown": "Không có thuộc tính mc: nào tên như vậy",
    "dialect.value": "Giá trị của thuộc tính mc: không dùng được",
    "element_unsupported": "Loại phần tử này chưa được hỗ trợ",
    "error_missing": "Cần một lỗi có mã",
    "error_uncaught": "Không nơi nào bắt lỗi này",
    "escalation_missing": "Cần một sự kiện chuyển cấp có mã",
    "event_gateway": "Cổng sự kiện phải dẫn đến ít nhất hai sự kiện chờ",
    "event_multiple": "Một sự kiện chỉ chờ hoặc làm một việc",
    "event_subprocess": "Quy trình con sự kiện không lặp và không có sự kiện biên",
    "event_unsupported": "Loại sự kiện này không dùng được ở đây",
    "expression": "Biểu thức FEEL sai hoặc để trống",
    "expression_language": "Biểu thức phải viết bằng FEEL",
    "fee.decision_not_asked": "Không bước quyết định nào đưa kết quả của bảng này vào biến của khoản thu",
    "fee.never_charged": "Không bước nào có mc:thuPhi ứng với thời điểm thu của khoản này",
    "fee.variable_unknown": "Không biểu mẫu, bảng quyết định nào cho số tiền của khoản thu",
    "field_missing": "Biểu mẫu không có ô này",
    "file.missing": "Không có tệp này",
    "file.unknown_kind": "Không rõ loại tệp",
    "file.unreadable": "Không đọc được tệp",
    "flow_broken": "Luồng không nối hai phần tử của cùng một quy trình",
    "form_missing": "Không có biểu mẫu mà bước này nhắc đến",
    "id_missing": "Phần tử chưa có mã (id)",
    "id_not_unique": "Mã (id) này được dùng nhiều lần",
    "id_reserved": "Mã (id) này dành riêng cho hệ thống",
    "io_mapping": "Ánh xạ biến chỉ dùng ở bước dịch vụ",
    "io_specification": "Bộ đầu vào, đầu ra (ioSpecification) chưa được hỗ trợ",
    "lane_without_role": "Làn có việc của người nhưng chưa nêu vai trò (mc:vaiTro)",
    "link_event": "Liên kết phải nối các đầu đi với đúng một đầu đến cùng tên",
    "extension_ignored": "Thuộc tính hoặc phần mở rộng này của công cụ khác sẽ bị bỏ qua",
    "extension_unsupported": "Phần mở rộng này làm thay đổi cách chạy và chưa được hỗ trợ",
    "parameters_ignored": "Tham số vào, ra chỉ dùng ở bước dịch vụ và bước quyết định",
    "listener": "Bộ lắng nghe (listener) sẽ bị bỏ qua",
    "loop_endless": "Vòng lặp cần điều kiện hoặc số lần tối đa",
    "message_flow_inside_pool": "Luồng thông điệp nối hai phần tử của cùng một bên",
    "message_missing": "Cần một thông điệp có tên",
    "multi_instance": "Bước lặp nhiều lần cần đúng một tập hợp hoặc một số lần",
    "no_diagram": "Thư mục không có sơ đồ .bpmn",
    "no_process": "Tệp không có quy trình nào",
    "no_way_out": "Cổng không có luồng đi ra",
    "not_runnable": "Sơ đồ không đọc được",
    "override_incomplete": "Công bố khi chưa kết luận được phải ghi rõ lý do",
    "override_not_allowed": "Chỉ quản trị hệ thống được công bố khi chưa kết luận được",
    "parameter_not_feel": "Mỗi tham số gồm một tên và một biểu thức FEEL",
    "performer_ignored": "Người thực hiện được xác định theo làn và nhóm, không khai theo cách này",
    "process_missing": "Không có quy trình với mã này trong tệp",
    "process_not_chosen": "Tệp có nhiều quy trình; hãy nêu một",
    "reference.contradicted": "Phần tử khai luồng vào, ra khác với chính luồng đó",
    "reference.dangling": "Tham chiếu đến phần tử không có trong tệp",
    "reference.wrong_kind": "Tham chiếu đến phần tử sai loại",
    "schema.attribute_missing": "Thiếu thuộc tính bắt buộc theo lược đồ BPMN 2.0",
    "schema.attribute_unknown": "Thuộc tính không có trong lược đồ BPMN 2.0",
    "schema.element_misplaced": "Phần tử con thiếu, thừa hoặc đặt sai chỗ theo lược đồ BPMN 2.0",
    "schema.id_not_unique": "Mã (id) này được dùng nhiều lần trong tệp",
    "schema.value": "Giá trị không hợp lệ theo lược đồ BPMN 2.0",
    "script_format": "Kịch bản chỉ gồm các dòng «tên = biểu thức FEEL»",
    "script_missing": "Bước kịch bản chưa có nội dung",
    "service_not_external": "Bước dịch vụ phải nêu chủ đề (camunda:topic)",
    "signal_missing": "Cần một tín hiệu có tên",
    "soundness.dead_activity": "Bước này không bao giờ được thực hiện",
    "soundness.deadlock": "Quy trình có thể tắc tại đây: điều đang chờ không bao giờ đến",
    "soundness.improper_completion": "Sự kiện kết thúc này có thể đạt tới nhiều lần trong cùng một lượt chạy",
    "soundness.lack_of_synchronisation": "Các nhánh song song không được gộp lại nên việc tiếp theo bị làm nhiều lần",
    "soundness.livelock": "Quy trình có thể quay vòng mãi từ đây, không đường nào đến kết thúc",
    "soundness.undecided": "Chưa kết luận được: có quá nhiều cách đi qua sơ đồ",
    "start_ambiguous": "Không rõ quy trình bắt đầu từ đâu: có nhiều sự kiện bắt đầu",
    "start_missing": "Không có chỗ nào để bắt đầu",
    "start_not_chosen": "Quy trình có nhiều sự kiện bắt đầu; hãy nêu một",
    "start_not_served": "Chưa có nơi nào khởi động quy trình theo thời gian, tín hiệu hay điều kiện",
    "timer_missing": "Sự kiện hẹn giờ cần đúng một thời điểm, khoảng thời gian hoặc chu kỳ",
    "timer_text": "Không đọc được thời gian của sự kiện hẹn giờ",
    "too_long": "Có quá nhiều phần tử nối liền nhau",
    "topic_not_served": "Không có dịch vụ nào phục vụ chủ đề này",
    "operation_input_missing": "Dịch vụ được gọi thiếu tham số đầu vào bắt buộc",
    "operation_input_unknown": "Dịch vụ được gọi không có tham số đầu vào này",
    "unreachable": "Không có đường đi từ chỗ bắt đầu đến phần tử này",
    "xml.doctype": "Tệp không được chứa DOCTYPE",
    "xml.malformed": "Tệp không phải XML đúng quy cách",
    "xml.not_bpmn": "Tệp không phải sơ đồ BPMN 2.0",
    "xml.too_big": "Tệp quá lớn",
}
"""Why a diagram is refused, by the finding's code. Forms speak for themselves (forms/messages.py)."""

FINDING_FIXES = {
    "answer_refused": "Hãy sửa câu trả lời trong kịch bản",
    "boundary_detached": "Hãy kéo sự kiện vào mép của bước mà nó canh chừng",
    "call_mapping": "Hãy bỏ ánh xạ; quy trình được gọi dùng chung biến với hồ sơ",
    "called_dynamic": "Hãy ghi mã quy trình, không ghi biểu thức",
    "status.not_allowed": "Hãy sửa mc:trangThai, hoặc đi qua trạng thái mà quy định cho phép",
    "called_unknown": "Hãy sửa mã quy trình được gọi, hoặc thêm tệp .bpmn của nó vào thư mục",
    "way_unknown": "Hãy ghi trong [ways] mã của cổng chọn một hoặc cổng bao gồm, và mã của luồng đi ra từ cổng đó",
    "called_without_start": "Hãy vẽ trong quy trình được gọi một sự kiện bắt đầu không kèm thông điệp, tín hiệu hay hẹn giờ",
    "called_missing": "Hãy điền mã quy trình được gọi (calledElement)",
    "compensate_event": "Hãy vẽ bước khắc phục thành một nhánh thường",
    "condition_ignored": "Hãy xóa điều kiện, hoặc thêm cổng lựa chọn trước luồng này",
    "condition_missing": "Hãy ghi điều kiện FEEL, hoặc chọn luồng này làm mặc định",
    "cycle_misplaced": "Hãy dùng khoảng thời gian thay cho chu kỳ",
    "decision_missing": "Hãy đặt tệp .dmn vào thư mục của thủ tục, hoặc sửa camunda:decisionRef",
    "default_missing": "Hãy chọn một luồng đi ra làm luồng mặc định",
    "dialect.misplaced": "Hãy xóa, hoặc chuyển thuộc tính sang đúng phần tử",
    "dialect.unknown": "Hãy kiểm tra chính tả của tên thuộc tính",
    "dialect.value": "Hãy sửa giá trị",
    "element_unsupported": "Hãy vẽ lại bằng loại phần tử được hỗ trợ",
    "error_missing": "Hãy khai một lỗi có mã và chọn nó ở sự kiện này",
    "error_uncaught": "Hãy gắn sự kiện biên bắt lỗi vào quy trình con bao quanh",
    "escalation_missing": "Hãy khai một mã chuyển cấp và chọn nó ở sự kiện này",
    "event_gateway": "Hãy chỉ nối cổng này đến các sự kiện chờ, mỗi sự kiện một luồng vào",
    "event_multiple": "Hãy tách thành nhiều sự kiện",
    "event_subprocess": "Hãy bỏ dấu lặp và sự kiện biên, hoặc đặt chúng vào quy trình con bên trong",
    "event_unsupported": "Hãy chọn loại sự kiện khác",
    "expression": "Hãy sửa biểu thức theo FEEL",
    "expression_language": "Hãy viết lại biểu thức bằng FEEL",
    "fee.decision_not_asked": "Hãy sửa decision hoặc variable của khoản thu trong procedure.toml, hoặc camunda:resultVariable của bước quyết định",
    "fee.never_charged": "Hãy ghi mc:thuPhi (supplement hoặc return) ở bước mà khoản này phải thu",
    "fee.variable_unknown": "Hãy sửa variable của khoản thu trong procedure.toml, hoặc thêm ô này vào biểu mẫu",
    "field_missing": "Hãy kiểm tra tên ô trong biểu mẫu",
    "file.missing": "Hãy kiểm tra đường dẫn",
    "file.unknown_kind": "Hãy đưa tệp .bpmn, .dmn, .form hoặc procedure.toml",
    "file.unreadable": "Hãy kiểm tra quyền đọc và loại tệp",
    "flow_broken": "Hãy nối lại luồng",
    "form_missing": "Hãy đặt tệp .form vào thư mục của thủ tục, hoặc sửa camunda:formRef",
    "id_missing": "Hãy đặt mã (id) cho phần tử",
    "id_not_unique": "Hãy đặt cho mỗi phần tử một mã riêng",
    "id_reserved": "Hãy đổi sang mã khác",
    "io_mapping": "Hãy bỏ ánh xạ; các bước dùng chung biến của hồ sơ",
    "io_specification": "Hãy xóa phần này; biến thuộc về hồ sơ",
    "lane_without_role": "Hãy ghi mc:vaiTro cho làn, ví dụ specialist",
    "link_event": "Hãy đặt tên liên kết, và chỉ giữ một đầu đến cho mỗi tên",
    "extension_ignored": "Hãy xóa; người làm ghi ở làn, hạn xử lý ghi ở mc:hanXuLy",
    "extension_unsupported": "Hãy xóa và vẽ điều cần làm bằng các phần tử BPMN",
    "parameters_ignored": "Hãy xóa tham số; mọi bước dùng chung biến của hồ sơ",
    "listener": "Hãy xóa bộ lắng nghe",
    "loop_endless": "Hãy ghi điều kiện lặp hoặc số lần tối đa",
    "message_flow_inside_pool": "Hãy dùng luồng trình tự bên trong một bên",
    "message_missing": "Hãy khai một thông điệp có tên và chọn nó ở đây",
    "multi_instance": "Hãy ghi hoặc tập hợp, hoặc số lần, không cả hai",
    "no_diagram": "Hãy đặt sơ đồ .bpmn vào thư mục",
    "no_process": "Hãy vẽ ít nhất một quy trình",
    "no_way_out": "Hãy vẽ luồng đi ra khỏi cổng",
    "not_runnable": "Hãy kiểm tra lại các phần tử vừa sửa",
    "operation_input_missing": "Hãy ghi tham số này ở bước dịch vụ",
    "operation_input_unknown": "Hãy xóa, hoặc sửa tên tham số",
    "override_incomplete": "Hãy ghi lý do",
    "override_not_allowed": "Hãy để người có quyền quản trị hệ thống quyết định",
    "parameter_not_feel": "Hãy viết lại tham số",
    "process_missing": "Hãy kiểm tra mã quy trình",
    "process_not_chosen": "Hãy thêm --process",
    "reference.contradicted": "Hãy sửa incoming, outgoing của phần tử, hoặc nối lại luồng",
    "reference.dangling": "Hãy sửa tham chiếu, hoặc thêm phần tử còn thiếu",
    "reference.wrong_kind": "Hãy tham chiếu đến đúng loại phần tử",
    "schema.attribute_missing": "Hãy điền thuộc tính còn thiếu",
    "schema.attribute_unknown": "Hãy xóa thuộc tính, hoặc đặt vào không gian tên riêng",
    "schema.element_misplaced": "Hãy chuyển phần tử về đúng chỗ, phần mở rộng đặt trong extensionElements",
    "schema.id_not_unique": "Hãy đặt cho mỗi phần tử một mã riêng",
    "schema.value": "Hãy sửa giá trị",
    "script_format": "Hãy viết lại kịch bản bằng FEEL",
    "script_missing": "Hãy viết kịch bản, hoặc xóa bước",
    "service_not_external": 'Hãy ghi camunda:type="external" và camunda:topic',
    "signal_missing": "Hãy khai một tín hiệu có tên và chọn nó ở đây",
    "soundness.dead_activity": "Hãy nối bước vào đường đi từ sự kiện bắt đầu, hoặc xóa bước",
    "soundness.deadlock": "Hãy để cổng gộp cùng loại với cổng tách, và để điều đang chờ luôn được gửi đến hoặc có hạn chờ",
    "soundness.improper_completion": "Hãy gộp các nhánh trước sự kiện kết thúc, hoặc cho mỗi nhánh một sự kiện kết thúc riêng",
    "soundness.lack_of_synchronisation": "Hãy gộp các nhánh bằng cổng song song (hoặc cổng bao gồm) trước chỗ này",
    "soundness.livelock": "Hãy thêm một đường ra khỏi vòng lặp dẫn đến sự kiện kết thúc",
    "soundness.undecided": "Hãy chia sơ đồ thành quy trình con, hoặc ban hành với người chịu trách nhiệm và lý do",
    "start_ambiguous": "Hãy giữ lại một sự kiện bắt đầu",
    "start_missing": "Hãy vẽ sự kiện bắt đầu, hoặc một bước không có luồng vào",
    "start_not_chosen": "Hãy nêu sự kiện bắt đầu",
    "timer_missing": "Hãy ghi đúng một trong ba",
    "timer_text": "Hãy ghi theo ISO 8601, ví dụ P3D hoặc 2015-06-01T08:00:00+07:00",
    "too_long": "Hãy gom bớt các bước vào quy trình con",
    "topic_not_served": "Hãy chọn chủ đề có dịch vụ phục vụ, hoặc đổi thành việc của người",
    "unreachable": "Hãy nối phần tử vào đường đi, hoặc xóa nó",
    "xml.doctype": "Hãy xóa DOCTYPE khỏi tệp",
    "xml.malformed": "Hãy xuất lại tệp từ công cụ vẽ",
    "xml.not_bpmn": "Hãy xuất tệp theo BPMN 2.0",
    "xml.too_big": "Hãy chia nhỏ sơ đồ",
    "attribute_unsupported": "Hãy bỏ thuộc tính, hoặc để giá trị mặc định",
    "correlation_ignored": "Hãy ghi khóa ở thuộc tính mc:khoaTuongQuan của sự kiện chờ",
    "data_association": "Hãy tính giá trị bằng bước kịch bản hoặc bảng quyết định",
    "performer_ignored": "Hãy đặt bước vào làn có vai trò, hoặc ghi camunda:candidateGroups",
    "start_not_served": "Hãy dùng sự kiện bắt đầu thường hoặc bằng thông điệp",
}
"""What to do about it, by the same codes."""

DETAILED = frozenset(
    {
        *("attribute_unsupported", "called_unknown", "dialect", "expression", "extension_ignored"),
        *("extension_unsupported", "file", "id_missing", "lane_without_role", "reference", "schema"),
        *("timer_text", "xml"),
    }
)
"""Codes, or their families, whose detail says which value, name or line is meant."""

SHAPES = {
    "adHocSubProcess": "Quy trình con tùy biến",
    "boundaryEvent": "Sự kiện biên",
    "businessRuleTask": "Bước quyết định",
    "callActivity": "Bước gọi quy trình",
    "complexGateway": "Cổng phức hợp",
    "element": "Phần tử",
    "endEvent": "Sự kiện kết thúc",
    "eventBasedGateway": "Cổng sự kiện",
    "exclusiveGateway": "Cổng chọn một",
    "inclusiveGateway": "Cổng chọn một hoặc nhiều",
    "intermediateCatchEvent": "Sự kiện chờ",
    "intermediateThrowEvent": "Sự kiện phát",
    "lane": "Làn",
    "manualTask": "Việc thủ công",
    "messageFlow": "Luồng thông điệp",
    "parallelGateway": "Cổng song song",
    "participant": "Bên tham gia",
    "process": "Quy trình",
    "receiveTask": "Bước nhận",
    "scriptTask": "Bước kịch bản",
    "sendTask": "Bước gửi",
    "sequenceFlow": "Luồng",
    "serviceTask": "Bước dịch vụ",
    "startEvent": "Sự kiện bắt đầu",
    "subProcess": "Quy trình con",
    "task": "Việc",
    "transaction": "Giao dịch",
    "userTask": "Việc",
}
"""What each kind of shape is called."""

EVENT_KINDS = {
    "cancel": "hủy giao dịch",
    "compensate": "bù trừ",
    "conditional": "điều kiện",
    "error": "lỗi",
    "escalation": "chuyển cấp",
    "link": "nối",
    "message": "thông điệp",
    "signal": "tín hiệu",
    "terminate": "dừng tất cả",
    "timer": "hẹn giờ",
}
"""What an event reacts to or does."""

WAY = "Cách đi đến lỗi"
"""Before the steps that lead to what is wrong."""

FINDINGS_BY_FILE = {
    ".bpmn": "Biểu thức FEEL sai hoặc dùng tên, kiểu dữ liệu không có",
    ".dmn": "Bảng quyết định có lỗi",
    ".form": "Biểu mẫu có lỗi",
    ".toml": "Thông tin thủ tục có lỗi",
}
"""For the codes of other languages (FEEL, DMN, forms, sheets), by the file that they are found in."""


AREAS = {
    "shape": "Bước, sự kiện, cổng, làn",
    "flow": "Luồng",
    "decision": "Bảng quyết định",
    "rule": "Dòng của bảng quyết định",
    "form": "Biểu mẫu",
    "field": "Ô của biểu mẫu",
    "sheet": "Tờ thủ tục: thời hạn, phí, giấy tờ",
    "file": "Tệp",
}
"""What a change between two versions is about."""

CHANGES = {"added": "Thêm", "removed": "Bỏ", "changed": "Sửa"}

RULE = "Dòng {number} của bảng {decision}"
CELL = "Ô {number}"

SHEET_PARTS = {
    "procedure": "Thông tin chung",
    "publication": "Quyết định công bố",
    "legal_basis": "Căn cứ pháp lý",
    "case": "Trường hợp",
    "case.component": "Giấy tờ",
    "limit": "Thời hạn giải quyết",
    "fee": "Phí, lệ phí",
    "fee.line": "Khoản thu",
    "result": "Kết quả",
    "step": "Phân bổ thời gian",
}
"""Parts of a procedure's sheet."""

FACTS = {
    "kind": "Loại",
    "name": "Tên",
    "documentation": "Ghi chú",
    "lane": "Làn",
    "inside": "Nằm trong quy trình con",
    "sourceRef": "Đi từ",
    "targetRef": "Đi đến",
    "attachedToRef": "Gắn vào",
    "cancelActivity": "Ngắt bước",
    "default": "Luồng mặc định",
    "conditionExpression": "Điều kiện",
    "script": "Kịch bản",
    "camunda:formRef": "Biểu mẫu",
    "camunda:decisionRef": "Bảng quyết định",
    "camunda:topic": "Dịch vụ",
    "camunda:resultVariable": "Biến nhận kết quả",
    "timerEventDefinition/timeDuration": "Khoảng thời gian chờ",
    "timerEventDefinition/timeDate": "Thời điểm",
    "timerEventDefinition/timeCycle": "Chu kỳ",
    "messageEventDefinition/messageRef": "Thông điệp",
    "messageRef": "Thông điệp",
    "signalEventDefinition/signalRef": "Tín hiệu",
    "errorEventDefinition/errorRef": "Lỗi",
    "property": "Thuộc tính",
    "input": "Đầu vào",
    "output": "Đầu ra",
    "label": "Nhãn",
    "text": "Nội dung",
    "description": "Hướng dẫn",
    "validate.required": "Bắt buộc",
    "validate.maxLength": "Số ký tự tối đa",
    "validate.minLength": "Số ký tự tối thiểu",
    "validate.min": "Nhỏ nhất",
    "validate.max": "Lớn nhất",
    "conditional.hide": "Ẩn khi",
    "amount": "Số lượng",
    "unit": "Đơn vị",
    "originals": "Số bản chính",
    "copies": "Số bản sao",
    "required": "Bắt buộc",
    "note": "Ghi chú",
    "variable": "Biến cho số tiền",
    "decision": "Bảng quyết định",
    "rate": "Mức thu",
    "due": "Thời điểm thu",
    "refundable": "Được hoàn trả",
    "holds_result": "Chưa thu thì chưa trả kết quả",
    "payee": "Thu hộ cho",
    "channels": "Cách nộp hồ sơ",
    "valid_from": "Có hiệu lực từ",
    "valid_to": "Hết hiệu lực",
    "document": "Văn bản",
    "title": "Trích yếu",
    "hitPolicy": "Cách chọn dòng",
    "content": "Nội dung",
}
"""What a version says about a shape, a field or a sheet, by its path; others stand under their path."""

MIGRATION_REASONS = {
    "already_ended": "Hồ sơ đã xử lý xong",
    "already_there": "Hồ sơ đã có một quy trình chạy theo phiên bản mới",
    "call_changed": "Bước đang gọi dịch vụ hoặc quy trình con, phiên bản mới gọi thứ khác",
    "element_gone": "Bước hồ sơ đang dừng không còn trong phiên bản mới; hãy đối chiếu với một bước mới",
    "element_moved": "Bước hồ sơ đang dừng đã chuyển sang quy trình con khác, hoặc đổi cách lặp",
    "event_changed": "Hồ sơ đang chờ một sự kiện khác với phiên bản mới",
    "events_changed": "Các sự kiện kèm theo bước hồ sơ đang dừng đã thay đổi",
    "join_flow_gone": "Một nhánh đã đến cổng gộp theo luồng không còn trong phiên bản mới",
    "loop_changed": "Bước đang lặp, phiên bản mới lặp theo cách khác",
    "mapping_bad": "Bảng đối chiếu có mã không đúng",
    "moved_on": "Hồ sơ đã đi tiếp sau khi chuyển nên không trở lại được",
    "other_version": "Hồ sơ không còn ở phiên bản cũ",
    "position_impossible": "Theo sơ đồ mới, hồ sơ không bao giờ ở vị trí này; chuyển sang sẽ bị tắc",
    "position_undecided": "Sơ đồ mới có quá nhiều cách đi nên chưa kết luận được vị trí này",
    "process_gone": "Phiên bản mới không có quy trình này",
    "type_changed": "Bước hồ sơ đang dừng đã đổi loại",
    "would_fail": "Chuyển thử không thực hiện được với dữ liệu của hồ sơ",
}
"""Why a dossier stays on its version, by the code of the reason."""

MIGRATION_STATES = {
    "waiting": "Đang chờ",
    "moved": "Đã chuyển",
    "refused": "Giữ phiên bản cũ",
    "undoing": "Đang trở lại",
    "undone": "Đã trở lại",
    "kept": "Không trở lại được",
}
"""How far a dossier of a migration is."""


def finding_text(code: str, file: str, detail: str) -> str:
    """A finding in words, and what to do. detail: its English message, added where the words alone say too little."""
    if code not in FINDINGS:
        ending = file[file.rfind(".") :] if "." in file else ".bpmn"
        return f"{FINDINGS_BY_FILE.get(ending, FINDINGS_BY_FILE['.bpmn'])} ({code}: {detail})"
    more = f" ({detail})" if code in DETAILED or code.partition(".")[0] in DETAILED else ""
    return f"{FINDINGS[code]}{more}. {FINDING_FIXES[code]}."


def shape_text(kind: str, event: str | None, name: str | None, shape_id: str) -> str:
    """A shape as people speak of it: what it is, its name, its id."""
    words = SHAPES.get(kind, SHAPES["element"])
    if event in EVENT_KINDS:
        words = f"{words} {EVENT_KINDS[event]}"
    return f"{words} «{name}» ({shape_id})" if name else f"{words} ({shape_id})"


def problem_of(codes: list[str]) -> Problem:
    """The first known of several codes, from special to general."""
    return next(PROBLEMS[code] for code in [*codes, "error"] if code in PROBLEMS)
