from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from toantrinh.documents.authority import Authority
from toantrinh.documents.signing import Signer

BIRTH: Mapping[str, object] = {
    "superior": "Thành phố Hà Nội",
    "agency": "Ủy ban nhân dân phường Bạch Mai",
    "number": "12/2026",
    "place": "Bạch Mai",
    "date": date(2026, 7, 6),
    "full_name": "Nguyễn Thị Quỳnh Ẩn",
    "birth_date": date(2026, 4, 21),
    "sex": "Nữ",
    "ethnicity": "Kinh",
    "nationality": "Việt Nam",
    "birth_place": "Bệnh viện Bạch Mai, thành phố Hà Nội",
    "home_town": "Thành phố Hà Nội",
    "personal_number": "001326000001",
    "mother_name": "Trần Thị Đỗ Quyên",
    "mother_birth_year": "1996",
    "father_name": "Nguyễn Văn Ước",
    "father_birth_year": "1994",
    "declarant_name": "Nguyễn Văn Ước",
    "registered_on": date(2026, 7, 6),
    "signer": "Lê Thị Mỹ Ỷ",
    "signer_title": "Phó Chủ tịch",
    "verification_code": "7K2M-Q9XD-04WT",
    "verification_address": "http://localhost:8000/kiem-tra/7K2M-Q9XD-04WT",
    "synthetic": True,
}


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One demonstration authority for all tests."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def signer(authority: Authority) -> Signer:
    return signer_of(authority)


@pytest.fixture
def other_authority(tmp_path: Path) -> Authority:
    """An authority that nobody trusts."""
    return Authority(tmp_path / "other")


def signer_of(authority: Authority) -> Signer:
    agency = authority.agency("H26.14", "Ủy ban nhân dân phường Bạch Mai")
    return Signer.of(agency.key, agency.certificate, (authority.issuing().certificate,))
