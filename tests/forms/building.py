"""Small forms for the tests of this folder."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import forms

TODAY = date(2026, 11, 23)

FILES = {
    "f1": forms.FileInfo("f1", "bản vẽ.pdf", 123_456, "application/pdf"),
    "f2": forms.FileInfo("f2", "ảnh <b>thẻ</b>.JPG", 900, "image/jpeg"),
}

OPTIONS = [{"label": "Nhà ở", "value": "nha_o"}, {"label": "Khác", "value": "khac"}]


def form_of(*components: dict[str, Any]) -> forms.Form:
    """A form of these components, given as in a form file; ids are added."""
    numbered = [_with_id(component, str(number)) for number, component in enumerate(components, 1)]
    return forms.load_form(json.dumps({"type": "default", "id": "thu", "components": numbered}))


def _with_id(component: dict[str, Any], number: str) -> dict[str, Any]:
    full = {"id": f"c{number}", **component}
    if component.get("components"):
        inner = component["components"]
        full["components"] = [_with_id(part, f"{number}_{at}") for at, part in enumerate(inner, 1)]
    return full


def clean(
    form: forms.Form,
    submitted: Mapping[str, list[str]],
    context: Mapping[str, object] | None = None,
    **more: Any,
) -> forms.Cleaned:
    """forms.clean on the tests' day, with the tests' files."""
    return forms.clean(form, submitted, context or {}, **{"today": TODAY, "known_files": FILES, **more})


def render(
    form: forms.Form, values: Mapping[str, object], errors: Any = (), context: Any = None, **more: Any
) -> str:
    """forms.render on the tests' day, with the tests' files."""
    more = {"today": TODAY, "known_files": FILES, **more}
    return str(forms.render(form, values, errors, context=context or {}, **more))


def messages(cleaned: forms.Cleaned) -> dict[str, str]:
    """Messages by path."""
    return {error.path: error.message for error in cleaned.errors}


def everything() -> forms.Form:
    """A form with every kind of field, conditions, limits in FEEL, nested rows."""
    return form_of(
        {"type": "text", "text": "## Đơn đề nghị\nMã **{{ma}}**"},
        {
            "type": "group",
            "label": "Người nộp",
            "path": "nguoi_nop",
            "components": [
                {"type": "textfield", "key": "ho_ten", "label": "Họ tên", "validate": {"required": True}},
                {"type": "textfield", "key": "ma_so", "label": "Mã số", "readonly": True},
                {"type": "datetime", "key": "ngay_sinh", "dateLabel": "Ngày sinh", "subtype": "date"},
            ],
        },
        {"type": "radio", "key": "loai", "label": "Loại", "values": OPTIONS, "validate": {"required": True}},
        {"type": "textfield", "key": "ten", "label": "Tên", "conditional": {"hide": '=loai != "khac"'}},
        {
            "type": "number",
            "key": "dien_tich",
            "label": "Diện tích",
            "validate": {"max": '=if loai = "nha_o" then 2000 else 100000'},
            "appearance": {"suffixAdorner": "m²"},
        },
        {
            "type": "expression",
            "key": "phi",
            "label": "Phí",
            "expression": "=if dien_tich > 250 then 150000 else 75000",
        },
        {"type": "select", "key": "xa", "label": "Xã", "valuesKey": "danh_muc"},
        {"type": "checklist", "key": "giay_to", "label": "Giấy tờ", "values": OPTIONS},
        {"type": "taglist", "key": "nhan", "label": "Nhãn", "valuesExpression": "=danh_muc"},
        {
            "type": "dynamiclist",
            "path": "chu",
            "label": "Chủ sở hữu",
            "allowAddRemove": True,
            "components": [
                {"type": "textfield", "key": "title", "label": "Tên chủ", "validate": {"required": True}},
                {"type": "checkbox", "key": "chinh", "label": "Chủ chính"},
                {"type": "number", "key": "ty_le", "label": "Tỷ lệ", "conditional": {"hide": "=chinh"}},
                {"type": "filepicker", "key": "giay", "label": "Giấy", "multiple": True},
                {
                    "type": "dynamiclist",
                    "path": "lien_he",
                    "label": "Liên hệ",
                    "allowAddRemove": True,
                    "components": [{"type": "textfield", "key": "so", "label": "Số"}],
                },
            ],
        },
        {"type": "datetime", "key": "hen", "dateLabel": "Hẹn", "subtype": "datetime"},
        {"type": "datetime", "key": "gio", "timeLabel": "Giờ", "subtype": "time"},
        {"type": "filepicker", "key": "tep", "label": "Tệp", "accept": ".pdf", "description": "Bản quét"},
        {
            "type": "table",
            "label": "Lịch sử",
            "dataSource": "=lich_su",
            "columns": [{"key": "buoc", "label": "Bước"}],
        },
        {"type": "textarea", "key": "ghi_chu", "label": "Ghi chú"},
        {"type": "separator"},
        {"type": "spacer", "height": 30},
        {"type": "checkbox", "key": "cam_doan", "label": "Tôi cam đoan", "validate": {"required": True}},
        {"type": "textfield", "key": "khoa", "label": "Khóa", "readonly": True},
        {"type": "button", "label": "Nộp", "action": "submit"},
    )


CONTEXT: dict[str, object] = {
    "ma": "1.009994",
    "khoa": "giữ nguyên",
    "nguoi_nop": {"ma_so": "M-1", "ghi_rieng": "không có trên biểu mẫu"},
    "danh_muc": [{"label": "Phường A", "value": "a"}, {"label": "Xã B", "value": "b"}],
    "lich_su": [{"buoc": "Tiếp nhận"}],
}
