"""Answers to forms of small businesses."""

from collections.abc import Mapping

from tests.answers.days import ago

BUSINESS: Mapping[str, Mapping[str, object]] = {
    "1.001612": {
        "has_other": False,
        "barred": False,
        "conditional": False,
        "business_name": "Phở Hòa",
        "business_street": "Số 12 đường Bà Triệu",
        "capital": 80_000_000,
        "workers": 3,
        "trades": [
            {"trade": "Quán phở, cơm bình dân", "trade_code": "5610"},
            {"trade": "Bán đồ uống"},
        ],
        "places": [{"other_place": "Chợ Vườn Hoa, phường Hạc Thành"}],
        "begins": ago(-10),
    },
}
