"""Every Vietnamese sentence a form says, in one place. Labels and hints come from the form files."""

from __future__ import annotations

# What is wrong with an answer; {label} is the field's own label.
REQUIRED = "Chưa nhập «{label}»"
REQUIRED_CHOICE = "Chưa chọn «{label}»"
REQUIRED_TICK = "Cần đánh dấu «{label}»"
REQUIRED_FILE = "Chưa đính kèm «{label}»"
NOT_A_NUMBER = "«{label}» phải là một số, ví dụ 1.234,5"
NOT_AN_INTEGER = "«{label}» phải là số nguyên"
TOO_MANY_DECIMALS = "«{label}» có nhiều nhất {digits} chữ số thập phân"
NUMBER_TOO_LARGE = "«{label}» quá lớn"
NOT_A_STEP = "«{label}» phải là bội số của {step}"
AT_LEAST = "«{label}» phải từ {limit} trở lên"
AT_MOST = "«{label}» không được quá {limit}"
TOO_SHORT = "«{label}» phải có ít nhất {limit} ký tự"
TOO_LONG = "«{label}» dài quá {limit} ký tự"
BAD_PATTERN = "«{label}» không đúng định dạng"
BAD_EMAIL = "Địa chỉ thư điện tử không hợp lệ, ví dụ đúng: ten@example.vn"
BAD_PHONE = "Số điện thoại không hợp lệ, ví dụ đúng: 0912345678"
BAD_DATE = "«{label}» không phải là ngày hợp lệ, ví dụ đúng: 23/11/2026"
BAD_TIME = "«{label}» không phải là giờ hợp lệ, ví dụ đúng: 14:30"
BAD_DATE_TIME = "«{label}» phải có ngày và giờ hợp lệ, ví dụ đúng: 23/11/2026 14:30"
DATE_IN_THE_PAST = "«{label}» không được trước ngày {limit}"
DATE_IN_THE_FUTURE = "«{label}» không được sau ngày {limit}"
NOT_AN_OPTION = "Lựa chọn cho «{label}» không có trong danh sách"
FILE_UNKNOWN = "Có tệp trong «{label}» không còn trên hệ thống, hãy tải lên lại"
FILE_TYPE = "Tệp «{file}» không đúng loại cho phép ({accept})"
ONE_FILE_ONLY = "«{label}» chỉ nhận một tệp"
TOO_MANY_ROWS = "«{label}» chỉ nhận nhiều nhất {limit} dòng"
TOO_FEW_ROWS = "«{label}» cần ít nhất {limit} dòng"
TOO_MUCH_DATA = "Biểu mẫu gửi lên quá lớn, một phần nội dung không được nhận"

# What the page says around the fields.
ERROR_COUNT = "Có {count} lỗi cần sửa"
ERROR_PREFIX = "Lỗi:"
OPTIONAL = "(không bắt buộc)"
CHOOSE = "— Chọn —"
DATE_HINT = "Ví dụ: 23/11/2026"
TIME_HINT = "Ví dụ: 14:30"
DATE_TIME_HINT = "Ví dụ: 23/11/2026, 14:30"
DATE_LABEL = "Ngày"
TIME_LABEL = "Giờ"
ADD_ROW = "Thêm {label}"
REMOVE_ROW = "Xóa dòng {number}"
ROW_TITLE = "{label}: dòng {number}"
NO_ROWS = "Chưa có dòng nào"
ATTACHED_FILES = "Tệp đã đính kèm"
REMOVE_FILE_SHORT = "Gỡ tệp"
UPLOAD = "Tải tệp lên"
ACCEPTED_TYPES = "Loại tệp: {accept}"
LOST_FILE = "Tệp không còn trên hệ thống"
REFRESH = "Cập nhật biểu mẫu"
SUBMIT = "Gửi"
RESET = "Nhập lại"
YES = "Có"
NO = "Không"
NOTHING = "Không có"
MORE_ROWS = "Còn {count} dòng không hiển thị"

# Why a form definition is refused, by stable code; shown to the designer.
DEFINITION = {
    "not_json": "Tệp biểu mẫu không phải JSON hợp lệ: {detail}",
    "too_large": "Tệp biểu mẫu quá lớn: {detail}",
    "not_a_form": "Tệp không phải là biểu mẫu (thiếu hoặc sai «{detail}»)",
    "bad_setting": "Thuộc tính «{detail}» có giá trị không hợp lệ",
    "unknown_setting": "Thuộc tính «{detail}» không được hỗ trợ",
    "unknown_type": "Loại trường «{detail}» không có trong hệ thống",
    "refused_type": "Loại trường «{detail}» bị từ chối vì có thể mang mã lệnh hoặc nội dung ngoài hệ thống",
    "missing_key": "Trường chưa có khóa (key)",
    "bad_key": "Khóa «{detail}» không hợp lệ: chỉ dùng chữ, số, gạch dưới, dấu chấm; không bắt đầu bằng số hoặc gạch dưới",
    "duplicate_key": "Khóa «{detail}» bị trùng hoặc chồng lên khóa khác",
    "duplicate_id": "Mã thành phần «{detail}» bị trùng",
    "not_an_expression": "Thuộc tính «{detail}» phải là biểu thức FEEL bắt đầu bằng dấu =",
    "bad_expression": "Biểu thức FEEL sai: {detail}",
    "bad_template": "Mẫu chữ chỉ nhận dạng {{{{ biểu thức }}}}: {detail}",
    "unsafe_pattern": "Mẫu kiểm tra (pattern) không dùng được: {detail}",
    "no_options": "Trường chọn chưa có danh sách lựa chọn",
    "bad_options": "Danh sách lựa chọn sai: {detail}",
    "too_deep": "Biểu mẫu lồng quá {detail} tầng",
    "readonly_in_open_rows": "Danh sách cho thêm bớt dòng không thể chứa trường chỉ đọc, trường tắt",
}

# Why a regular expression is refused.
PATTERN = {
    "syntax": "sai cú pháp",
    "too_long": "dài quá {limit} ký tự",
    "escape": "không hỗ trợ ký hiệu \\{detail}",
    "group": "không hỗ trợ nhóm (?{detail}",
    "class": "lớp ký tự [...] trống hoặc lồng nhau",
    "brace": "dấu {{ }} phải là số lần lặp như {{1,3}}; muốn dùng như ký tự thì ghi \\{{",
    "nested": "lặp của một nhóm mà bên trong lại có lặp hoặc dấu |",
    "wide": "quá nhiều phần lặp hoặc lựa chọn, so khớp có thể rất chậm",
}


def definition_message(code: str, detail: str) -> str:
    """The designer's sentence for a refusal code."""
    return DEFINITION[code].format(detail=detail)
