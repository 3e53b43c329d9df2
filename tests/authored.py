"""Answers and officers with which each procedure that ships with the house can be played."""

from datetime import date

from tests.answers import OWN
from tests.answers.days import COMMUNE
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import page_asked, shown
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.rules import work_out
from toantrinh.government.actions import open_usual_posts
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind, Officer, Posting, User
from toantrinh.people.queries import postings

_HIRED = date(2025, 7, 1)


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
