"""What people send is not trusted: its kind is read from its bytes, and what could act is removed.

A signed PDF is kept byte for byte, so that its signatures still hold, or refused. Any other PDF is
written anew and pictures are drawn anew, which leaves hidden content, places and devices behind.
"""

import io
from dataclasses import dataclass

import pikepdf
from pikepdf.exceptions import PikepdfError
from PIL import Image, ImageOps, UnidentifiedImageError

from toantrinh.documents.cleaning import clean_pdf, is_signed, most_pixels
from toantrinh.kernel.errors import Refusal

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_NAMES = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG"}
_MEGABYTE = 1024 * 1024
# At the very start: readers find a PDF's header later too, but what stands before it is a trick.
_MAGIC = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
_JPEG_QUALITY = 90
# What people send by mistake, named so that they know what to send instead: archives, and the
# files of office programs, which are archives too or one of theirs.
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
)
# The pictures of many phones, as their container names its kind behind the first four bytes.
_PHONE = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
_TAR, _TAR_AT = b"ustar", 257
_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_OFFICE_PARTS = (
    b"word/",
    b"xl/",
    b"ppt/",
    b"[Content_Types].xml",
    b"mimetypeapplication/vnd.oasis",
)


@dataclass(frozen=True)
class UploadLimits:
    """What may be sent. Sizes in bytes; pixels keep a small file from growing huge in memory.

    Within a PDF a picture may be larger: a drawing of a house on A0, at 300 dots an inch.
    """

    size: int = 10 * _MEGABYTE
    pages: int = 50
    pixels: int = 50_000_000
    pixels_in_pdf: int = 200_000_000
    media: frozenset[str] = frozenset({PDF, JPEG, PNG})

    @property
    def named(self) -> str:
        """The kinds as people know them."""
        return ", ".join(_NAMES.get(kind, kind) for kind in sorted(self.media))


@dataclass(frozen=True)
class Cleaned:
    """A file that may be kept."""

    content: bytes
    media_type: str
    pages: int


def check_size(size: int, limits: UploadLimits) -> None:
    """Refuse a size before the bytes arrive."""
    if size == 0:
        raise Refusal("Tệp này rỗng.", field="file", remedy="Hãy chọn lại tệp cần gửi.")
    if size > limits.size:
        raise Refusal(
            "Tệp nặng %(size)s MB, quá mức %(limit)s MB.",
            field="file",
            remedy="Hãy chụp hoặc quét ở độ phân giải thấp hơn, hoặc chia thành nhiều tệp.",
            size=_megabytes(size),
            limit=_megabytes(limits.size),
        )


def clean(content: bytes, limits: UploadLimits) -> Cleaned:
    """What is kept of an upload. Refuses with a sentence that says how to mend it."""
    check_size(len(content), limits)
    media_type = media_type_of(content)
    if media_type not in limits.media:
        _check_not_packed(content)
        _check_not_a_phone_s(content)
        raise Refusal(
            "Hệ thống không nhận loại tệp này.",
            field="file",
            remedy="Hãy gửi tệp thuộc một trong các loại: %(kinds)s.",
            kinds=limits.named,
        )
    if media_type == PDF:
        return _pdf(content, limits)
    return _picture(content, media_type, limits)


def _check_not_packed(content: bytes) -> None:
    """Say so when it is an archive, or a text or table of an office program."""
    packed = content.startswith(_ARCHIVES) or content.startswith(_TAR, _TAR_AT)
    if content.startswith(_OFFICE) or (packed and any(p in content for p in _OFFICE_PARTS)):
        raise Refusal(
            "Đây là tệp của chương trình soạn thảo hoặc bảng tính.",
            field="file",
            remedy="Hãy lưu tệp thành PDF rồi gửi lại.",
        )
    if packed:
        raise Refusal(
            "Đây là tệp nén, có thể chứa nhiều tệp khác.",
            field="file",
            remedy="Hãy giải nén, rồi gửi từng giấy tờ là một tệp %(kinds)s.",
            kinds=", ".join(_NAMES.values()),
        )


def _check_not_a_phone_s(content: bytes) -> None:
    """Say so when it is a picture in the kind that a phone keeps and others can't show."""
    if content.startswith(_PHONE, 4):
        raise Refusal(
            "Đây là ảnh HEIC, loại ảnh riêng của điện thoại.",
            field="file",
            remedy="Hãy đặt máy ảnh chụp ở định dạng “Tương thích nhất”, hoặc lưu ảnh thành JPEG.",
        )


def media_type_of(content: bytes) -> str:
    """The kind that the first bytes show; empty when it is none of ours."""
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            return kind
    return ""


def count_pages(pdf: bytes) -> int:
    """How many pages a PDF of our own has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _pdf(content: bytes, limits: UploadLimits) -> Cleaned:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise _locked()
            pages = len(pdf.pages)
            _check_pages(pages, limits)
            if most_pixels(pdf) > limits.pixels_in_pdf:
                raise _huge()
            signed, removed = is_signed(pdf), clean_pdf(pdf)
            if signed and not removed:
                return Cleaned(content, PDF, pages)
            if signed:
                raise Refusal(
                    "Tệp PDF đã ký số có nội dung tự chạy nên không nhận được.",
                    field="file",
                    remedy="Hãy xuất lại tệp không có mã lệnh hoặc tệp đính kèm, rồi ký lại.",
                )
            out = io.BytesIO()
            pdf.save(out)
    except pikepdf.PasswordError as locked:
        raise _locked() from locked
    except (PikepdfError, UnicodeDecodeError) as broken:
        # Names in a PDF may be any bytes.
        raise _broken() from broken
    return Cleaned(out.getvalue(), PDF, pages)


def _check_pages(pages: int, limits: UploadLimits) -> None:
    if pages == 0:
        raise _broken()
    if pages > limits.pages:
        raise Refusal(
            "Tệp có %(pages)s trang, quá mức %(limit)s trang.",
            field="file",
            remedy="Hãy chia thành nhiều tệp.",
            pages=pages,
            limit=limits.pages,
        )


def _picture(content: bytes, media_type: str, limits: UploadLimits) -> Cleaned:
    kind = _NAMES[media_type]
    try:
        # Only the decoder for what the bytes claim to be; Pillow knows dozens.
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > limits.pixels:
                raise _huge()
            picture.load()
            return Cleaned(_drawn_anew(picture, kind), media_type, 1)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as huge:
        raise _huge() from huge
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise _broken() from broken


def _drawn_anew(picture: Image.Image, kind: str) -> bytes:
    """The pixels only, the right way up: no place, device, comment or second file behind them."""
    upright = ImageOps.exif_transpose(picture)
    plain = upright.convert("RGBA" if _see_through(upright) else "RGB")
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    if kind == "JPEG":
        bare.convert("RGB").save(out, kind, quality=_JPEG_QUALITY, optimize=False)
    else:
        bare.save(out, kind)
    return out.getvalue()


def _see_through(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f}".replace(".", ",").removesuffix(",0")


def _locked() -> Refusal:
    return Refusal(
        "Tệp PDF có đặt mật khẩu hoặc hạn chế.",
        field="file",
        remedy="Hãy lưu lại tệp không đặt mật khẩu rồi gửi lại.",
    )


def _huge() -> Refusal:
    return Refusal(
        "Ảnh có quá nhiều điểm ảnh.",
        field="file",
        remedy="Hãy giảm kích thước ảnh rồi gửi lại.",
    )


def _broken() -> Refusal:
    return Refusal(
        "Không mở được tệp: tệp bị hỏng hoặc chưa tải lên hết.",
        field="file",
        remedy="Hãy mở thử tệp trên máy của bạn, lưu lại rồi gửi lại.",
    )
