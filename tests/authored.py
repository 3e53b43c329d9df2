"""Answers and officers with which each procedure that ships with the house can be played."""

from collections.abc import Mapping
from datetime import date, timedelta

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import page_asked, shown
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.rules import work_out
from toantrinh.government.actions import open_usual_posts
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind, Officer, Posting, User
from toantrinh.people.queries import postings

COMMUNE = "14797"
_HIRED = date(2025, 7, 1)


def ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


NAMES = {
    "applicant": "Nguyễn Thị Hòa",
    "child": "Lê Minh An",
    "mother": "Nguyễn Thị Hòa",
    "father": "Lê Văn Đức",
    "man": "Lê Văn Đức",
    "woman": "Nguyễn Thị Hòa",
    "dead": "Nguyễn Văn Lão",
    "member": "Lê Minh An",
}
NUMBERS = {"man": "003091000211", "woman": "003194000137", "applicant": "003194000137"}
TEXTS = {
    "ethnicity": "Kinh",
    "nationality": "Việt Nam",
    "residence": "Số 12 đường Bà Triệu, phường Hạc Thành, tỉnh Thanh Hóa",
    "street": "Số 12 đường Bà Triệu",
    "place": "Bệnh viện Phụ sản Thanh Hóa",
}
_BIRTH = {"child_birth_date": ago(21), "mother_birth_year": 1994, "father_birth_year": 1991}
# What the kind of a question does not tell; people and things are invented.
OWN: Mapping[str, Mapping[str, object]] = {
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
    "2.000815": {
        "paper_name": "Bằng tốt nghiệp đại học",
        "paper_issuer": "Trường Đại học Hồng Đức",
        "pages": 2,
        "copies": 3,
        "issued_abroad": False,
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
    "2.000635": {
        "register_place": {
            "street": "",
            "commune": "Xã Đông Minh",
            "district": "Huyện Đông Sơn",
            "province": "Tỉnh Thanh Hóa",
        },
    },
}


def answers_for(content: ProcedureContent) -> dict[str, object]:
    """Whole answers to a procedure's form, as somebody would give them."""
    own = OWN.get(content.code, {})
    given: dict[str, object] = {}
    for page in with_form(content).pages:
        for field in page.fields if page_asked(page, given) else ():
            if not shown(field, given):
                continue
            if field.kind == "computed":
                given[field.key] = work_out(field.formula, given)
            elif field.key in own or field.required or field.kind == "group":
                value = own.get(field.key, _usual(field))
                if value not in (None, []):
                    given[field.key] = value
    return {key: value for key, value in given.items() if value is not None}


def _usual(field: FormField) -> object:
    who, _, what = field.key.rpartition("_")
    by_kind: dict[str, object] = {
        "name": NAMES.get(who, "Nguyễn Thị Hòa"),
        "personal_number": NUMBERS.get(who, "003194000137"),
        "commune": COMMUNE,
        "province": "38",
        "date": "1994-03-18",
        "partial_date": "1990",
        "number": 2,
        "money": 5_000_000,
        "yes_no": True,
        "phone": "0912345678",
        "email": "hoa@example.vn",
        "signature": {"name": "Lê Văn Đức", "number": "003091000211"},
    }
    if field.kind in {"choice", "choices"}:
        value = field.options[0].value
        return value if field.kind == "choice" else [value]
    if field.kind == "group":
        least = field.least if field.required else 0
        return [{inner.key: _usual(inner) for inner in field.fields if inner.required}] * least
    return by_kind.get(field.kind, TEXTS.get(what, "Theo tờ khai"))


def officer_of(agency: Agency, role: str) -> Posting:
    """Somebody who has this role at an agency, appointed for it; the same one for ever after."""
    username = f"{agency.key}.{role}".replace(".", "-")
    user = User.objects.filter(username=username).first()
    if user is not None:
        return postings(Officer.objects.get(user=user))[0]
    officer = register_officer(
        actor=SYSTEM,
        full_name=_OFFICERS[role],
        user=register_login(actor=SYSTEM, username=username, kind=LoginKind.OFFICER),
        synthetic=True,
    )
    posts = open_usual_posts(agency, actor=SYSTEM)
    post = next(post for post in posts if role in post.roles)
    return appoint(officer, actor=SYSTEM, post=post, since=_HIRED)


_OFFICERS = {
    "reception": "Lê Văn Tiếp",
    "specialist": "Phạm Thị Tịch",
    "leader": "Trịnh Thị Chủ",
}
