"""Answers to forms of driving licences."""

from collections.abc import Mapping

from tests.answers.days import ago

DRIVING: Mapping[str, Mapping[str, object]] = {
    "3.000347": {
        "licence_class": "c",
        "licence_number": "380190012345",
        "first_day": ago(1700),
        "expires_on": ago(-40),
        "issuer": "Sở Giao thông vận tải Thanh Hóa",
        "health_electronic": False,
        "health_day": ago(12),
        "open_fine": False,
    },
}
