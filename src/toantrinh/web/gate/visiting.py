"""Who is in a session: a citizen, or an officer at one of their posts, never both.

A citizen acts for themselves, or for the organisation that the provider proved in this session.
An officer brings along when they last showed a second factor in it.
"""

from datetime import UTC, datetime
from typing import cast

from django.conf import settings
from django.http import HttpRequest

from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import today, wall
from toantrinh.people.models import LoginKind, Person, Posting, Representation, User
from toantrinh.people.queries import as_applicant, as_officer, as_representative, postings_of_login
from toantrinh.web.gate.access import Visit

# Names in the session.
POSTING = "tt_posting"
LEVEL = "tt_identity_level"
REPRESENTATION = "tt_representation"
FOR_ORGANISATION = "tt_for_organisation"
CONFIRMED = "tt_confirmed"


def arrive(request: HttpRequest) -> Visit:
    """Make a request a visit: nobody's, unless the session says whose."""
    visit = cast("Visit", request)
    visit.actor = visit.person = visit.posting = visit.identity_level = None
    visit.representation, visit.for_organisation = None, False
    visit.postings = []
    user: object = request.user
    if isinstance(user, User) and user.kind == LoginKind.CITIZEN:
        _as_citizen(visit, user)
    elif isinstance(user, User):
        _as_officer(visit, user)
    return visit


def choose_posting(visit: Visit, posting_id: str) -> Posting:
    """Work through another of one's own posts from now on, and which it is."""
    chosen = next((each for each in visit.postings if str(each.pk) == posting_id), None)
    if chosen is None:
        raise NotAllowed("Hôm nay bạn không giữ vị trí này.")
    visit.session[POSTING] = posting_id
    return chosen


def choose_capacity(visit: Visit, *, organisation: bool) -> None:
    """Go on for the organisation of this session, or for oneself."""
    if organisation and visit.representation is None:
        raise NotAllowed(
            "Lần đăng nhập này không phải bằng tài khoản của tổ chức.",
            remedy="Hãy đăng xuất rồi đăng nhập bằng tài khoản định danh của tổ chức.",
        )
    visit.session[FOR_ORGANISATION] = organisation


def _as_citizen(visit: Visit, user: User) -> None:
    person: Person | None = getattr(user, "person", None)
    if person is not None:
        visit.person = person
        visit.identity_level = visit.session.get(LEVEL) or settings.OIDC_USUAL_LEVEL
        visit.representation = _proven(visit, person)
        _act_for(visit, person)


def _act_for(visit: Visit, person: Person) -> None:
    if visit.representation is not None and visit.session.get(FOR_ORGANISATION):
        visit.for_organisation = True
        visit.actor = as_representative(visit.representation)
    else:
        visit.actor = as_applicant(person, visit.identity_level)


def _proven(visit: Visit, person: Person) -> Representation | None:
    """The organisation of this session, as long as nobody ended it meanwhile."""
    proven = visit.session.get(REPRESENTATION)
    if proven is None:
        return None
    found = (
        Representation.objects.select_related("organisation").filter(pk=proven, person=person)
    ).first()
    if found is None or not found.holds_on(today()):
        return None
    found.person = person
    return found


def _as_officer(visit: Visit, user: User) -> None:
    visit.postings = postings_of_login(user)
    wanted = visit.session.get(POSTING)
    usual: Posting | None = visit.postings[0] if visit.postings else None
    visit.posting = next((each for each in visit.postings if str(each.pk) == wanted), usual)
    if visit.posting is not None:
        visit.actor = as_officer(visit.posting, _confirmed_at(visit))


def confirmed(request: HttpRequest) -> None:
    """Keep that an officer showed a second factor just now."""
    request.session[CONFIRMED] = int(wall().timestamp())


def _confirmed_at(request: HttpRequest) -> datetime | None:
    moment = request.session.get(CONFIRMED)
    return None if moment is None else datetime.fromtimestamp(moment, UTC)
