"""Answers to forms of residence."""

from collections.abc import Mapping

from tests.answers.days import ago

RESIDENCE: Mapping[str, Mapping[str, object]] = {
    "1.004194": {
        "home_street": "Phòng 5, số 40 đường Lê Lai",
        "same_commune": False,
        "forbidden_place": False,
        "begins": ago(10),
        "ends": ago(-350),
        "minor_alone": False,
        "people": [
            {
                "member_name": "Nguyễn Thị Hòa",
                "member_number": "003194000137",
                "member_birth_date": "1994-03-18",
                "member_home": "Thôn 3, xã Đông Sơn, tỉnh Thanh Hóa",
            },
            {
                "member_name": "Lê Minh An",
                "member_number": "003317000519",
                "member_birth_date": ago(3300),
                "member_home": "Thôn 3, xã Đông Sơn, tỉnh Thanh Hóa",
            },
        ],
    },
    "1.004222": {
        "basis": "family",
        "for_whom": "self",
        "kinship": "spouse",
        "home_street": "Số 12 đường Bà Triệu",
        "forbidden_place": False,
        "head": {"name": "Lê Văn Chủ", "number": "003060000417"},
        "people": [
            {
                "member_name": "Nguyễn Thị Hòa",
                "member_number": "003194000137",
                "member_birth_date": "1994-03-18",
                "member_relation": "Con dâu",
            },
            {
                "member_name": "Lê Minh An",
                "member_number": "003326000519",
                "member_birth_date": ago(40),
                "member_relation": "Cháu nội",
            },
        ],
        "earlier_residence": {
            "street": "Thôn 3",
            "commune": "Xã Đông Minh",
            "district": "Huyện Đông Sơn",
            "province": "Tỉnh Thanh Hóa",
        },
    },
}
