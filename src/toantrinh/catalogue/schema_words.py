"""What is wrong with the shape of a version, in words for its author, and how to mend it."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from toantrinh.catalogue.parts import Place

# By pydantic's types of errors; what they name comes in as a parameter.
_WORDS = {
    "missing": _("Thiếu mục này. Hãy thêm vào."),
    "literal_error": _("Không có giá trị này. Hãy chọn một trong: %(expected)s."),
    "string_type": _("Phải là chữ. Nếu là số hay ngày, hãy đặt trong dấu nháy."),
    "string_pattern_mismatch": _("Viết sai dạng. Dạng đúng: %(pattern)s."),
    "string_too_short": _("Không được để trống. Hãy ghi vào."),
    "string_too_long": _("Dài quá %(max_length)s chữ. Hãy viết ngắn lại."),
    "int_type": _("Phải là một số nguyên."),
    "int_parsing": _("Phải là một số nguyên."),
    "int_from_float": _("Phải là một số nguyên."),
    "float_type": _("Phải là một số."),
    "float_parsing": _("Phải là một số."),
    "bool_type": _("Phải là true hoặc false."),
    "bool_parsing": _("Phải là true hoặc false."),
    "greater_than": _("Phải lớn hơn %(gt)s."),
    "greater_than_equal": _("Phải từ %(ge)s trở lên."),
    "less_than_equal": _("Phải từ %(le)s trở xuống."),
    "date_type": _("Phải là một ngày, ví dụ 2025-07-01."),
    "date_parsing": _("Phải là một ngày, ví dụ 2025-07-01."),
    "date_from_datetime_parsing": _("Phải là một ngày, ví dụ 2025-07-01."),
    "tuple_type": _("Phải là một danh sách, mỗi mục bắt đầu bằng dấu gạch ngang."),
    "dict_type": _("Phải gồm các dòng “tên: giá trị”."),
    "model_type": _("Phải gồm các dòng “tên: giá trị”."),
    "model_attributes_type": _("Phải gồm các dòng “tên: giá trị”."),
}
_OTHERWISE = _("Không đúng dạng: %(why)s.")
_UNKNOWN = _("Không có mục này. Hãy bỏ đi hoặc sửa tên.")
_PERHAPS = _("Không có mục này. Có phải bạn muốn viết “%(near)s”?")


def told(
    error: ValidationError, model: type[BaseModel]
) -> Iterator[tuple[Place, str, dict[str, Any]]]:
    """Each mistake: its place, what is wrong and how to mend it, and what the words name."""
    for detail in error.errors(include_url=False):
        place = tuple(part for part in detail["loc"] if isinstance(part, str | int))
        yield place, *_words(detail, place, model)


def _words(
    detail: ErrorDetails, place: Place, model: type[BaseModel]
) -> tuple[str, dict[str, Any]]:
    if detail["type"] == "extra_forbidden":
        near = get_close_matches(str(place[-1]), _names_at(place[:-1], model), n=1)
        return (_PERHAPS, {"near": near[0]}) if near else (_UNKNOWN, {})
    said = _WORDS.get(detail["type"])
    if said is None:
        return _OTHERWISE, {"why": detail["msg"]}
    return said, dict(detail.get("ctx") or {})


def _names_at(place: Place, model: type[BaseModel]) -> list[str]:
    """The names that a place of a model may have."""
    found: type[BaseModel] | None = model
    for part in place:
        if found is not None and isinstance(part, str):
            info = found.model_fields.get(part)
            found = _model_in(info.annotation) if info else None
    return list(found.model_fields) if found else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model within `tuple[X, ...]`, `X | None` or `X`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for arg in get_args(annotation) if (m := _model_in(arg))), None)
