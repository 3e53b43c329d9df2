"""Answers to forms of certification."""

from collections.abc import Mapping

CERTIFICATION: Mapping[str, Mapping[str, object]] = {
    "2.000884": {
        "power_kind": "money",
        "document_name": "Giấy ủy quyền nhận lương hưu",
        "foreign_language": False,
        "documents": 1,
        "signers": [
            {"signer_name": "Nguyễn Thị Hòa", "signer_number": "003194000137"},
            {"signer_name": "Lê Văn Đức", "signer_number": "003091000211"},
        ],
        "visit_place": "Số 12 đường Bà Triệu, phường Hạc Thành",
        "interpreter": False,
    },
    "2.000815": {
        "paper_name": "Bằng tốt nghiệp đại học",
        "paper_issuer": "Trường Đại học Hồng Đức",
        "pages": 2,
        "copies": 3,
        "issued_abroad": False,
    },
}
