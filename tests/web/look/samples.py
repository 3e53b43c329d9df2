"""What the gallery shows: invented people, invented cases."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.messages.constants import SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

from toantrinh.kernel.time import HANOI
from toantrinh.web.look.forms import DayField, Questions

NOW = datetime(2026, 11, 23, 9, 45, tzinfo=HANOI)
MONDAY_FIVE = datetime(2026, 11, 23, 17, 0, tzinfo=HANOI)


class Birth(Questions):
    """Every kind of question."""

    name = forms.CharField(label="Họ, chữ đệm, tên của con", help_text="Như muốn ghi trên giấy.")
    sex = forms.ChoiceField(
        label="Con là", choices=[("f", "Con gái"), ("m", "Con trai")], widget=forms.RadioSelect
    )
    born = DayField(label="Con sinh ngày nào?", help_text="Ví dụ 18 11 2026.")
    place = forms.ChoiceField(
        label="Nơi sinh", choices=[("", "Chọn một nơi"), ("bv", "Bệnh viện Phụ sản Hà Nội")]
    )
    note = forms.CharField(label="Điều muốn nói thêm", widget=forms.Textarea, required=False)
    papers = forms.MultipleChoiceField(
        label="Muốn nhận thêm",
        choices=[("bhyt", "Thẻ bảo hiểm y tế"), ("tt", "Đăng ký thường trú")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Làm cùng một lần, không phải nộp lại giấy.",
    )
    scan = forms.FileField(
        label="Ảnh chụp giấy chứng sinh", help_text="JPG, PNG hoặc PDF, không quá 10 MB."
    )
    agree = forms.BooleanField(label="Tôi cam đoan những điều trên là đúng")


def refused() -> Birth:
    """The form as it comes back with errors."""
    form = Birth(
        {"name": "", "born_day": "31", "born_month": "2", "born_year": "2026", "place": ""}
    )
    form.full_clean()
    form.add_error(None, "Số điện thoại này đã nhận 5 mã hôm nay. Hãy thử lại sau 14:00.")
    return form


def dossier() -> dict[str, Any]:
    """A dossier as its applicant sees it."""
    return {
        "signed_in_name": "Lê Thị Hoa",
        "state": "processing",
        "heading": "Chị Trần Thu Hà đang kiểm tra",
        "text": "Công chức tư pháp – hộ tịch, UBND phường Hoàn Kiếm, nhận lúc 08:05 hôm nay.",
        "due": MONDAY_FIVE,
        "why": [
            "nộp sau 15:00 thứ Sáu nên tính từ ngày làm việc kế tiếp",
            "thứ Bảy, Chủ nhật không tính",
        ],
        "usual": "Một nửa hồ sơ giống thế này xong trong 3 giờ, chín phần mười trong 7 giờ.",
        "entries": [
            _entry("done", "Bạn nộp hồ sơ", -65.4, "Không phải nộp giấy chứng sinh."),
            _entry("done", "Bộ phận Một cửa tiếp nhận", -1.7, "Anh Lê Văn Bình.")
            | {"url": "#giay-hen", "label": "Giấy hẹn (PDF)"},
            _entry("now", "Công chức hộ tịch thẩm tra", -1.6, "Còn 1 giờ 40 phút cho bước này."),
            {"step": "next", "title": "Lãnh đạo phường ký"},
            {
                "step": "next",
                "title": "Bạn nhận Giấy khai sinh điện tử",
                "text": "Kèm số định danh, thẻ BHYT và đăng ký thường trú.",
            },
        ],
        "facts": facts(),
        "summary": "7 ô tự điền, 4 giấy không phải nộp.",
    }


def _entry(step: str, title: str, hours: float, text: str) -> dict[str, Any]:
    return {"step": step, "title": title, "at": NOW + timedelta(hours=hours), "text": text}


def facts() -> list[dict[str, Any]]:
    """Two facts, each with its source and moment."""
    seen = datetime(2026, 11, 20, 16, 14, tzinfo=HANOI)
    return [
        {
            "label": "Nơi thường trú của mẹ",
            "value": "12 Hàng Bài, phường Hoàn Kiếm",
            "source": "CSDL dân cư",
            "at": seen,
        },
        {
            "label": "Kết hôn",
            "value": "Đã đăng ký 14/02/2024",
            "source": "CSDL hộ tịch",
            "at": seen,
        },
    ]


def review() -> list[dict[str, Any]]:
    """Answers in two groups."""
    return [
        {
            "title": "Con",
            "answers": [
                {
                    "label": "Họ, chữ đệm, tên",
                    "value": "Nguyễn Minh An",
                    "change_url": "#ten",
                },
                {"label": "Ngày sinh", "value": "18/11/2026", "change_url": "#ngay"},
                {"label": "Điều muốn nói thêm", "value": "", "change_url": "#them"},
            ],
        },
        {
            "title": "Mẹ",
            "answers": [
                {"label": "Họ tên", "value": "Lê Thị Hoa", "source": "CSDL dân cư"},
                {
                    "label": "Nơi thường trú",
                    "value": "12 Hàng Bài\nphường Hoàn Kiếm, Hà Nội",
                    "source": "CSDL dân cư",
                },
            ],
        },
    ]


def table() -> dict[str, Any]:
    """Figures of three communes."""
    rows = [
        ("xã An Quang", "1.204", "41,0 %", "82,3 %", "một người ký, vắng 4 ngày"),
        ("phường Đồ Sơn", "2.377", "52,6 %", "93,0 %", "hỏi lại giấy đã có: 611 lần"),
        ("xã Kiến Minh", "887", "58,9 %", "95,4 %", "nộp giấy ở quầy 38 %"),
    ]
    heads = [("Đơn vị", False), ("Hồ sơ", True), ("Toàn trình", True), ("Đúng hạn", True)]
    return {
        "caption": "Xã, phường cần giúp trước",
        "heads": [{"text": text, "num": num} for text, num in [*heads, ("Vì sao", False)]],
        "rows": [
            {
                "cells": [
                    {"text": name, "url": "#xa"},
                    {"text": count, "num": True},
                    {"text": whole, "num": True},
                    {"text": timely, "num": True, "tone": "late" if place == 0 else ""},
                    {"text": why},
                ]
            }
            for place, (name, count, whole, timely, why) in enumerate(rows)
        ],
    }


def queue() -> list[dict[str, Any]]:
    """An officer's queue, each row with what is left."""
    rows: list[tuple[str, str, timedelta]] = [
        ("Phạm Quốc Toàn", "Xác nhận hôn nhân · 00398", timedelta(hours=-3)),
        ("Nguyễn Minh An", "Khai sinh · 00417", timedelta(minutes=100)),
        ("Vừ Thị Mỷ", "Khai sinh, nộp hộ tại thôn · 00419", timedelta(minutes=125)),
        ("Công ty Sông Hồng", "Chứng thực bản sao · 00421", timedelta(hours=7.25)),
        ("Sơn Thị Sa Rây", "Khai tử · 00377", timedelta(hours=24)),
    ]
    return [
        {"url": "#hs", "name": name, "text": text, "due": NOW + rest, "current": place == 1}
        for place, (name, text, rest) in enumerate(rows)
    ]


def desk() -> dict[str, Any]:
    """The desk with one dossier open."""
    return {
        "signed_in_name": "Trần Thu Hà",
        "agency_name": "UBND phường Hoàn Kiếm",
        "counters": [
            {"count": 61, "text": "hồ sơ hôm nay"},
            {"count": 2, "text": "quá hạn", "tone": "late", "url": "#qua-han"},
            {"count": 9, "text": "đến hạn hôm nay", "tone": "near", "url": "#den-han"},
        ],
        "queue_rows": queue(),
    }


def everything() -> dict[str, Any]:
    """For the page of all other components."""
    paginator = Paginator(range(200), 10)
    return {
        "signed_in_name": "Lê Thị Hoa",
        "table": table(),
        "page": paginator.page(4),
        "numbers": paginator.get_elided_page_range(4),
        "due": NOW,
        "late": NOW - timedelta(hours=3),
        "messages": [Message(SUCCESS, "Đã lưu bản nháp.")],
    }


class Entrance(forms.Form):
    """What the sign-in library asks."""

    login = forms.CharField(
        label="Tên đăng nhập", widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label="Mật khẩu", widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    remember = forms.BooleanField(label="Nhớ trên máy này", required=False)
