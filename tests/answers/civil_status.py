"""Answers to forms of civil status, and to those that join it with others."""

from collections.abc import Mapping

from tests.answers.days import COMMUNE, ago

_BIRTH = {"child_birth_date": ago(21), "mother_birth_year": 1994, "father_birth_year": 1991}
CIVIL_STATUS: Mapping[str, Mapping[str, object]] = {
    "1.004837": {
        "ward_name": "Lê Minh An",
        "ward_number": "003317000519",
        "ward_birth_date": ago(3300),
        "why": "parents_limited",
        "court_number": "Quyết định 07/2026/QĐ-DS ngày 02/6/2026, Tòa án khu vực 1",
        "guardian_name": "Nguyễn Thị Hòa",
        "guardian_number": "003194000137",
        "relation": "uncle",
        "others_qualify": False,
        "extract_copies": 1,
    },
    "1.004859": {
        "for_whom": "child",
        "holder_name": "Lê Minh An",
        "holder_number": "003317000519",
        "holder_birth_date": ago(3300),
        "register_place": {
            "street": "",
            "commune": "Xã Đông Minh",
            "district": "Huyện Đông Sơn",
            "province": "Tỉnh Thanh Hóa",
        },
        "register_date": "2017-12",
        "register_number": "88/2017",
        "digitised": False,
        "request": "correct",
        "items": [
            {"line": "place", "old_words": "Đông Sơn", "new_words": "Xã Đông Minh, Đông Sơn"},
            {"line": "parents", "old_words": "Lê Văn Đứt", "new_words": "Lê Văn Đức"},
        ],
        "reason": "Tên cha và nơi sinh bị ghi nhầm khi đăng ký.",
        "extract_copies": 0,
    },
    "1.001193": _BIRTH,
    "2.000986": {**_BIRTH, "residence_commune": COMMUNE, "first_hospital": "Trạm Y tế Hạc Thành"},
    "2.002622": {"deceased_birth": "1941-02-03", "death_date": ago(3)},
    "1.000894": {
        "ceremony_day": ago(-7),
        "related": False,
        "lived_elsewhere": False,
        "man_marital": "single",
        "woman_marital": "single",
        "man_times": 1,
        "woman_times": 1,
        "extract_copies": 1,
    },
    "1.004873": {
        "purpose_words": "Mua căn hộ tại phường Hạc Thành",
        "copies": 2,
        "status": "divorced",
        "spouse_name": "Trần Văn Cũ",
        "court_known": True,
        "ended_by": "Quyết định 12/2024/QĐST-HNGĐ ngày 03/5/2024, Tòa án khu vực 1",
        "earlier_places": [{"where": "Phường Đông Sơn, Thanh Hóa", "from_to": "2012 đến 2019"}],
    },
    "1.000656": {
        "dead_birth_date": "1941-02-03",
        "dead_sex": "male",
        "dead_number": "003041000911",
        "death_date": ago(3),
        "death_time": "6 giờ 30 phút",
        "death_cause": "Tuổi già",
        "death_place": "Nhà riêng, số 12 đường Bà Triệu, phường Hạc Thành",
        "death_proof": "paper",
        "notice_number": "07/GBT ngày 20/11/2026, Trạm Y tế phường Hạc Thành",
        "relation": "child",
        "extract_copies": 2,
    },
    "2.000635": {
        "register_place": {
            "street": "",
            "commune": "Xã Đông Minh",
            "district": "Huyện Đông Sơn",
            "province": "Tỉnh Thanh Hóa",
        },
    },
}
