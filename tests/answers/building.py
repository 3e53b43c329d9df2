"""Answers to forms of building and land."""

from collections.abc import Mapping

from tests.answers.days import ago

BUILDING: Mapping[str, Mapping[str, object]] = {
    "1.013225": {
        "plot_number": "217",
        "map_sheet": "14",
        "plot_street": "Số 12 đường Bà Triệu",
        "plot_area": 120,
        "storeys": 3,
        "basements": 0,
        "built_area": 84,
        "floor_area": 252,
        "height": 12,
        "ground_level": "Cao hơn vỉa hè 0,3 m",
        "fire_reviewed": False,
        "designer": "Kiến trúc sư Đỗ Văn Nét",
        "designer_certificate": "THO-00012345",
        "cost": 1_800_000_000,
        "begins": ago(-30),
        "months": 9,
    },
    "1.013833": {
        "certificate_number": "CT 012345",
        "certificate_day": ago(3000),
        "plot_number": "217",
        "map_sheet": "14",
        "plot_area": 640,
        "old_address": {
            "street": "Thôn 3",
            "commune": "Xã Đông Minh",
            "district": "Huyện Đông Sơn",
            "province": "Tỉnh Thanh Hóa",
        },
        "disputed": False,
        "change": "eroded",
        "area_left": 585,
        "eroded_when": "2026-09",
        "wish": "fresh",
    },
}
