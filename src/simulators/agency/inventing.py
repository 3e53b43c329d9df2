"""Invented dossiers of that system, in the names and codes of the portal's contract."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

_EPOCH = datetime(2026, 1, 5, 7, 30)  # noqa: DTZ001 (the contract's moments carry no zone)
_PROCEDURES = (
    ("1.004222", "Đăng ký thường trú"),
    ("2.000815", "Chứng thực bản sao từ bản chính"),
    ("1.009999", "Cấp giấy phép của ngành (mô phỏng)"),
)
_NAMES = ("Nguyễn Thị Mô Phỏng", "Trần Văn Mô Phỏng", "Lê Minh Mô Phỏng")
_STATUSES = ("1", "receiving", "4", "waiting", "6", "9", "done")


def dossiers(seed: int, count: int, prefix: str = "H56.99") -> Iterator[dict[str, Any]]:
    """So many dossiers as `DongBoHoSoMC` carries them; the same for the same seed."""
    rng = Random(seed)  # noqa: S311 (the same dossiers from the same seed)
    for number in range(1, count + 1):
        yield _dossier(rng, number, prefix)


def _dossier(rng: Random, number: int, prefix: str) -> dict[str, Any]:
    received = _EPOCH + timedelta(minutes=rng.randrange(300_000))
    procedure, title = rng.choice(_PROCEDURES)
    status = rng.choice(_STATUSES)
    ended = received + timedelta(days=rng.randrange(1, 9)) if status in {"9", "done"} else None
    return {
        "MaHoSo": f"{prefix}-{received:%y%m%d}-{number:05}",
        "MaTTHC": procedure,
        "TenTTHC": title,
        "MaLinhVuc": "LV01",
        "TenLinhVuc": "Lĩnh vực mô phỏng",
        "KenhThucHien": rng.choice("123"),
        "ChuHoSo": rng.choice(_NAMES),
        "LoaiDoiTuong": "1",
        "MaDoiTuong": f"T{rng.randrange(10**9)}",
        "SoGiayToChuHoSo": f"003{rng.randrange(10**9):09}",
        "Email": "mo.phong@example.vn",
        "SoDienThoai": f"0003{rng.randrange(10**6):06}",
        "TrichYeuHoSo": "Hồ sơ không có thật, để thử đồng bộ.",
        "NgayNopHoSo": spell(received),
        "NgayTiepNhan": spell(received),
        "NgayHenTra": spell(received + timedelta(days=7)),
        "TrangThaiHoSo": status,
        "NgayTra": spell(ended) if ended and status == "done" else "",
        "NgayKetThucXuLy": spell(ended) if ended else "",
        "HinhThuc": "0",
        "NoiNopHoSo": "1",
        "HoSoCoThanhPhanSoHoa": "1",
        "TaiKhoanDuocXacThucVoiVNeID": "1",
        "DuocThanhToanTrucTuyen": "3",
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "000"}],
        "TaiLieuNop": [{"TepDinhKemId": str(number), "TenTepDinhKem": "to-khai.pdf"}],
    }


def progress(of: dict[str, Any], status: str, days: int = 1) -> dict[str, Any]:
    """One step of a dossier as `CapNhatTienDoHoSoMC` carries it."""
    at = datetime.strptime(of["NgayTiepNhan"], "%Y%m%d%H%M%S")  # noqa: DTZ007
    return {
        "MaHoSo": of["MaHoSo"],
        "NguoiXuLy": "Cán bộ Mô Phỏng",
        "ChucDanh": "Chuyên viên",
        "ThoiDiemXuLy": spell(at + timedelta(days=days)),
        "PhongBanXuLy": "Phòng mô phỏng",
        "NoiDungXuLy": "Xử lý mô phỏng.",
        "TrangThai": status,
    }


def spell(moment: datetime) -> str:
    """`yyyyMMddHHmmss`."""
    return f"{moment:%Y%m%d%H%M%S}"
