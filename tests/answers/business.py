"""Answers to forms of small businesses."""

from collections.abc import Mapping

from tests.answers.days import ago

BUSINESS: Mapping[str, Mapping[str, object]] = {
    "1.001266": {
        "business_name": "Hộ kinh doanh Phở Hòa",
        "business_code": "003194000137",
        "business_street": "Số 12 đường Bà Triệu",
        "last_day": ago(20),
        "debts_day": ago(4),
        "lawsuit": False,
        "bills_left": False,
    },
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
