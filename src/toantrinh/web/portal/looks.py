"""Rows of the access log as the person they are about reads them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from toantrinh.dossiers.models import Dossier
from toantrinh.government.models import Agency
from toantrinh.journal.models import Access
from toantrinh.people.models import Officer


@dataclass(frozen=True)
class Look:
    """One look: who, for whom, at what, why."""

    at: datetime
    who: str
    agency: str
    what: str
    why: str
    dossier_id: UUID | None


def told(rows: list[Access]) -> list[Look]:
    """The rows with names for ids."""
    officers = Officer.objects.in_bulk(_ids(rows, "officer"))
    agencies = Agency.objects.in_bulk({row.agency for row in rows if row.agency})
    subjects = {key for row in rows if (key := _dossier(row))}
    codes = dict(Dossier.objects.filter(pk__in=subjects).values_list("pk", "code"))
    found = []
    for row in rows:
        kind, _slash, actor_id = row.actor.partition("/")
        officer = officers.get(UUID(actor_id)) if kind == "officer" else None
        agency = agencies.get(row.agency) if row.agency else None
        dossier_id = _dossier(row)
        found.append(
            Look(
                at=row.at,
                who=officer.full_name if officer else _kind(kind),
                agency=agency.name if agency else "",
                what=_what(codes.get(dossier_id) if dossier_id else None),
                why=_why(row.purpose),
                dossier_id=dossier_id if dossier_id in codes else None,
            )
        )
    return found


def _ids(rows: list[Access], kind: str) -> set[UUID]:
    actors = (row.actor.partition("/") for row in rows)
    return {UUID(key) for found, _slash, key in actors if found == kind and key}


def _dossier(row: Access) -> UUID | None:
    kind, _slash, key = row.subject.partition("/")
    return UUID(key) if kind == "dossier" and key else None


def _what(code: str | None) -> str:
    return _("Hồ sơ %(code)s") % {"code": code} if code else _("Thông tin của bạn")


def _kind(kind: str) -> str:
    names = {
        "person": _("Bạn"),
        "organisation": _("Một tổ chức"),
        "system": _("Hệ thống"),
        "officer": _("Một cán bộ"),
    }
    return names.get(kind, kind)


def _why(purpose: str) -> str:
    names = {
        "handling": _("để giải quyết hồ sơ"),
        "queue": _("để sắp việc trong ngày"),
        "search": _("để tìm hồ sơ"),
        "reception": _("để tiếp nhận"),
        "approve": _("để ký duyệt"),
        "audit": _("để kiểm tra"),
        "break_glass": _("mở khẩn cấp, ngoài phạm vi phụ trách"),
        "export": _("để gửi đi"),
    }
    return names.get(purpose, purpose)
