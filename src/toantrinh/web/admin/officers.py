"""Officers: the list, and one with posts, absences, sign-in and story."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from toantrinh.administration.telling import story_of
from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, in_force
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import today
from toantrinh.people.attempts import locked_until
from toantrinh.people.models import Absence, Officer, Posting
from toantrinh.people.queries import officers_below
from toantrinh.web.admin.frame import show
from toantrinh.web.admin.places import place_of
from toantrinh.web.gate.access import Visit, administrators, posting_of
from toantrinh.web.gate.accounts import has_second_factor

_SIZE = 50
_LONGEST = 100


@dataclass(frozen=True)
class Chip:
    """A word on its tint."""

    text: Promise
    tone: str


_DISABLED = Chip(_("đã khóa"), "late")
_INVITED = Chip(_("chưa nhận lời mời"), "yours")
_AWAY = Chip(_("vắng mặt"), "near")
_NOWHERE = Chip(_("không giữ vị trí"), "still")


@dataclass(frozen=True)
class Row:
    """An officer in the list."""

    officer: Officer
    posts: list[Posting]
    chips: list[Chip]


@administrators()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """Officers of an agency and of all below it, by name."""
    place = place_of(visit)
    typed = clean(visit.GET.get("q", ""))[:_LONGEST]
    since = visit.GET.get("tu", "")
    found = officers_below(place.agency, typed)
    if last := Officer.objects.filter(pk=_uuid(since)).first() if since else None:
        found = found.filter(_after(last))
    leaf = list(found[: _SIZE + 1])
    context = {
        "place": place,
        "typed": typed,
        "rows": _rows(leaf[:_SIZE], place.agency),
        "following": leaf[_SIZE - 1].pk if len(leaf) > _SIZE else None,
        "later": bool(since),
    }
    return show(visit, "officers", context)


@administrators()
@require_safe
def one(visit: Visit, officer_id: UUID) -> HttpResponse:
    """One officer."""
    officer = officer_seen(visit, officer_id)
    own = posting_of(visit).post.agency
    held = list(officer.postings.select_related("post__agency").order_by("-valid_from", "pk"))
    for posting in held:
        posting.officer = officer
    going = [row for row in held if row.valid_to is None or row.valid_to >= today()]
    absences = list(officer.absences.order_by("-valid_from")[:20])
    context = {
        "officer": officer,
        "chips": _chips(officer, going, absences),
        "going": [(row, _is_below(row.post.agency, own)) for row in going],
        "past": [row for row in held if row not in going],
        "absences": [(row, row.valid_to is None or row.valid_to >= today()) for row in absences],
        "locked_until": locked_until(officer.user.username),
        "second_factor": has_second_factor(officer.user),
        "invited": not officer.user.has_usable_password(),
        "story": list(reversed(story_of(officer))),
    }
    return show(visit, "officer", context)


def officer_seen(visit: Visit, officer_id: UUID) -> Officer:
    """An officer whom the administrator sees. Raises NotFound."""
    found = officers_below(posting_of(visit).post.agency).filter(pk=officer_id).first()
    if found is None:
        raise NotFound("Không có cán bộ này.")
    return found


def _rows(officers: list[Officer], above: Agency) -> list[Row]:
    below = agencies_below(above, "post__agency__path")
    held = Posting.objects.filter(below, in_force(today()), officer__in=officers)
    posts: dict[UUID, list[Posting]] = {}
    for posting in held.select_related("post__agency").order_by("valid_from", "pk"):
        posts.setdefault(posting.officer_id, []).append(posting)
    away = Absence.objects.filter(in_force(today()), officer__in=officers)
    absences: dict[UUID, list[Absence]] = {}
    for absence in away:
        absences.setdefault(absence.officer_id, []).append(absence)
    return [
        Row(
            officer,
            posts.get(officer.pk, []),
            _chips(officer, posts.get(officer.pk, []), absences.get(officer.pk, [])),
        )
        for officer in officers
    ]


def _chips(officer: Officer, held: list[Posting], absences: list[Absence]) -> list[Chip]:
    day = today()
    away = any(
        row.valid_from <= day and (row.valid_to is None or row.valid_to >= day) for row in absences
    )
    told = [
        (not officer.user.is_active, _DISABLED),
        (not officer.user.has_usable_password(), _INVITED),
        (away, _AWAY),
        (not any(row.holds_on(day) for row in held), _NOWHERE),
    ]
    return [chip for holds, chip in told if holds]


def _after(last: Officer) -> Q:
    return Q(name_sort__gt=last.name_sort) | Q(name_sort=last.name_sort, pk__gt=last.pk)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("Không có cán bộ này.") from None


def _is_below(agency: Agency, own: Agency) -> bool:
    return agency.path.startswith(own.path)
