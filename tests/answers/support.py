"""Answers to forms of health insurance and social support."""

from collections.abc import Mapping

from tests.answers.days import ago

SUPPORT: Mapping[str, Mapping[str, object]] = {
    "1.001699": {
        "relation": "parent",
        "person_name": "Lê Minh An",
        "person_number": "003317000519",
        "person_birth_date": ago(3300),
        "school": "Trường Tiểu học Hạc Thành, lớp 3A",
        "where": "home",
        "kinds": ["moving", "intellectual"],
        "self_care": "helped",
        "going": "unable",
        "cause": "Bẩm sinh",
    },
    "1.001776": {
        "relation": "carer",
        "person_name": "Lê Thị Bé",
        "person_number": "003322000613",
        "person_birth_date": ago(1000),
        "carer_since": ago(300),
        "carer_home": "Nhà cấp 4 kiên cố, một phòng riêng cho trẻ",
        "payment_account": "1903000123456",
        "payment_bank": "Ngân hàng Nông nghiệp và Phát triển nông thôn",
    },
    "1.014028": {
        "dead_birth_date": "1948-02-03",
        "dead_sex": "male",
        "death_date": ago(5),
        "funeral_place": "Nghĩa trang phường Hạc Thành",
        "other_funeral_aid": False,
        "pension_state": "receiving",
        "payment_account": "1903000123456",
        "payment_bank": "Ngân hàng Nông nghiệp và Phát triển nông thôn",
    },
    "1.014137": {
        "insured_group": "child",
        "insured_name": "Lê Minh An",
        "insured_birth_date": ago(40),
        "insured_number": "003326000519",
        "child_registered": True,
        "higher": False,
        "clinic": "Trạm Y tế phường Hạc Thành",
    },
}
