"""Who looked at one's data, day by day, and asking why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Access
from toantrinh.journal.queries import looks_at
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import local, now
from toantrinh.people.models import Person
from toantrinh.protection.actions import LONGEST, ask
from toantrinh.protection.looks import By, Look, told
from toantrinh.protection.models import Explanation
from toantrinh.protection.queries import answer_of, asked_by, look_of
from toantrinh.web.gate.access import Visit, actor_of, citizens, person_of
from toantrinh.web.portal.showing import leaf, show

_EACH = 25
_MOST_DOSSIERS = 50


@dataclass(frozen=True)
class Row:
    """One look, and what was asked and answered about it."""

    look: Look
    asked: Explanation | None
    answer: str
    late: bool

    @property
    def may_ask(self) -> bool:
        """Whether a button belongs here."""
        return self.look.by is By.OFFICER and bool(self.look.agency) and self.asked is None


@citizens()
@require_safe
def seen(visit: Visit) -> HttpResponse:
    """All looks at one's data, the latest first; one's own if asked for."""
    return _page(visit)


@citizens(per_minute=20)
@require_POST
def ask_why(visit: Visit, access_id: UUID) -> HttpResponse:
    """Ask why somebody looked: one click, with words or none."""
    words = visit.POST.get("words", "")
    look = look_of(access_id, actor=actor_of(visit))
    try:
        asked = ask(look, actor=actor_of(visit), words=words)
    except Refusal as refused:
        return _page(visit, refused=(access_id, words, refused.text()), status=refused.status)
    due = f"{local(asked.due_at):%H:%M, %d/%m/%Y}"
    messages.success(
        visit,
        _("%(agency)s đã nhận câu hỏi và trả lời bạn chậm nhất %(due)s.")
        % {"agency": asked.addressee.name, "due": due},
    )
    back = visit.GET.urlencode()
    address = f"{reverse('portal:seen')}{'?' if back else ''}{back}"
    return HttpResponseRedirect(f"{address}#xem-{access_id}")


def _page(
    visit: Visit, refused: tuple[UUID, str, str] | None = None, status: int = 200
) -> HttpResponse:
    person = person_of(visit)
    chosen = _chosen(visit, person)
    own = "ca-toi" in visit.GET
    rows = looks_at(person.pk, own=own, dossier_id=chosen.pk if chosen else None)
    page, numbers = leaf(rows, visit, each=_EACH)
    context = {
        "days": _days(_rows(person, list(page.object_list))),
        "page": page,
        "numbers": numbers,
        "chosen": chosen,
        "own": own,
        "dossiers": _dossiers(person),
        "refused": refused,
        "longest": LONGEST,
    }
    return show(visit, "seen", context, status=status)


def _rows(person: Person, looks: list[Access]) -> list[Row]:
    asked = asked_by(person, looks)
    found = []
    for look in told(looks, person.pk):
        one = asked.get(look.id)
        late = one is not None and one.answered_at is None and one.due_at < now()
        found.append(Row(look, one, answer_of(one) if one else "", late))
    return found


def _days(rows: Iterable[Row]) -> list[tuple[date, list[Row]]]:
    by_day = groupby(rows, key=lambda row: local(row.look.at).date())
    return [(day, list(of_day)) for day, of_day in by_day]


def _dossiers(person: Person) -> list[Dossier]:
    """What the list can be narrowed to: one's own dossiers that were handed in."""
    rows = Dossier.objects.filter(applicant=person, code__isnull=False).order_by("-created_at")
    return list(rows.only("code")[:_MOST_DOSSIERS])


def _chosen(visit: Visit, person: Person) -> Dossier | None:
    code = visit.GET.get("ho-so", "").replace("\0", "")
    rows = Dossier.objects.filter(applicant=person, code=code) if code else Dossier.objects.none()
    return rows.only("code").first()
