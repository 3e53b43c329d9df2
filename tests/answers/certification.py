"""Answers to forms of certification."""

from collections.abc import Mapping

CERTIFICATION: Mapping[str, Mapping[str, object]] = {
    "2.000815": {
        "paper_name": "Bằng tốt nghiệp đại học",
        "paper_issuer": "Trường Đại học Hồng Đức",
        "pages": 2,
        "copies": 3,
        "issued_abroad": False,
    },
}
