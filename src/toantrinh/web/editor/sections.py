"""The parts of a procedure as an author goes through them, one page each.

What versions learn to say and no section names is asked under the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.drafts import Finding
from toantrinh.catalogue.shapes import entries_of


@dataclass(frozen=True)
class Section:
    """A page of the editor: its address, what people read, and what is asked there."""

    slug: str
    title: object
    names: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A section in the list beside a draft."""

    url: str
    title: object
    count: int
    current: bool


_NAMED = (
    Section(
        "ten",
        _("Tên và hướng dẫn"),
        (
            *("name", "name_en", "plain_name", "plain_name_en", "description"),
            *("description_en", "steps", "steps_en", "sector", "keywords", "life_events"),
        ),
    ),
    Section("can-cu", _("Căn cứ pháp lý"), ("decision", "kind", "legal_bases")),
    Section(
        "doi-tuong",
        _("Ai được nộp"),
        ("who", "applicants", "eligibility", "conditions", "conditions_en", "identity_level"),
    ),
    Section(
        "co-quan",
        _("Cơ quan giải quyết"),
        ("level", "agency", "competent", "competence", "receiving", "reception_address"),
    ),
    Section(
        "cach-nop",
        _("Cách nộp và thời hạn"),
        ("service_level", "partial_reason", "channels", "limits"),
    ),
    Section("giay-to", _("Giấy tờ"), ("papers",)),
    Section("to-khai", _("Tờ khai"), ("pages",)),
    Section("phi", _("Phí, lệ phí"), ("fees",)),
    Section("buoc", _("Các bước xử lý"), ("process",)),
    Section(
        "ket-qua", _("Kết quả và văn bản"), ("results", "results_en", "result_letter", "templates")
    ),
)
# The code is that of the draft, for good.
_SAID = {"code", *(name for section in _NAMED for name in section.names)}
SECTIONS = (
    *_NAMED,
    Section(
        "khac",
        _("Liên thông và mục khác"),
        tuple(e.name for e in entries_of(ProcedureContent) if e.name not in _SAID),
    ),
)


def section_named(slug: str) -> Section | None:
    """The section of an address, if there is one."""
    return next((section for section in SECTIONS if section.slug == slug), None)


def section_of(name: object) -> Section:
    """The section in which a part of the version is asked."""
    return next((section for section in SECTIONS if name in section.names), SECTIONS[-1])


def shown_sections(draft_id: UUID, found: Sequence[Finding], here: str) -> list[Shown]:
    """All sections with how much is wrong in each."""
    counts = {section.slug: 0 for section in SECTIONS}
    for finding in found:
        counts[section_of(finding.place[0] if finding.place else "").slug] += 1
    shown = []
    for section in SECTIONS:
        url = reverse("editor:edit", args=[draft_id, section.slug])
        shown.append(Shown(url, section.title, counts[section.slug], here == url))
    return shown
