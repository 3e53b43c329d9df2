"""Breaking the glass: reading, for a while, a dossier that one's post does not show.

It takes a reason from a list and words of one's own, leaves one event on the dossier, is told to
the applicant, and is read afterwards by the leaders and data officers of both houses. Who may, for
how long and how often, dated rules say. It gives nothing but reading.
"""

from datetime import timedelta
from typing import cast

from django.db import transaction
from django.db.models import QuerySet

from toantrinh.dossiers import perms
from toantrinh.dossiers.acting import follow_up, lock
from toantrinh.dossiers.answers import keep_note
from toantrinh.dossiers.looking import BREAK_GLASS
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.word_models import Glass, NoteKind
from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, agency_by_id, rule
from toantrinh.government.reasons import Listed, reasons
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.text import clean_lines
from toantrinh.kernel.time import now, today
from toantrinh.people.models import Officer

SHORTEST, LONGEST = 10, 2000


def may_break(actor: Actor) -> bool:
    """Whether the officer's post is one of those that may."""
    return actor.kind == "officer" and bool(actor.roles & set(_roles(actor)))


def hours(actor: Actor) -> int:
    """For how long a glass stands open."""
    return _number(actor, "hours")


@transaction.atomic
def break_glass(code: str, *, actor: Actor, reason: str, words: str) -> Glass:
    """Open a dossier to an officer, to read. While it stands open a second call gives the first.

    Raises NotAllowed for other posts, NotFound, Conflict for who sees the dossier anyway and for
    the one too many of a day, Refusal for words that say nothing.
    """
    if actor.id is None or not may_break(actor):
        raise NotAllowed("Vị trí của bạn không được mở khẩn cấp hồ sơ.")
    # Held until the end, so that two windows do not pass the day's limit together.
    officer = Officer.objects.select_for_update().get(pk=actor.id)
    found = Dossier.objects.filter(code=code).only("pk").first()
    if found is None:
        raise NotFound("Không tìm thấy hồ sơ %(code)s.", code=code)
    dossier = lock(found)
    if perms.sees(actor, dossier):
        raise Conflict("Bạn xem được hồ sơ này mà không cần mở khẩn cấp.")
    standing = standing_for(actor, dossier)
    if standing is not None:
        return standing
    _check_words(words)
    _listed(actor, reason)
    _check_not_too_often(actor)
    return _open(dossier, officer, actor, reason, words)


def standing_for(actor: Actor, dossier: Dossier) -> Glass | None:
    """The glass through which an officer reads a dossier now."""
    return Glass.objects.filter(perms.through_glass(actor), dossier=dossier).first()


def supervises(actor: Actor) -> bool:
    """Whether somebody reads afterwards who broke the glass, and why."""
    return bool(actor.roles & {"leader", "data_officer"})


def broken(actor: Actor) -> QuerySet[Glass]:
    """All that was opened by officers, or of dossiers, of the supervisor's branch; latest first."""
    if not supervises(actor):
        return Glass.objects.none()
    own = _agency(actor)
    branch = agencies_below(own, "agency__path") | agencies_below(own, "dossier__agency_path")
    rows = Glass.objects.filter(branch).select_related("officer", "agency", "dossier__key")
    return rows.order_by("-at", "dossier", "number")


def _open(dossier: Dossier, officer: Officer, actor: Actor, reason: str, words: str) -> Glass:
    moment = now()
    until = moment + timedelta(hours=hours(actor))
    note = keep_note(dossier, NoteKind.BREAK_GLASS, clean_lines(words), actor=actor, internal=True)
    glass = Glass.objects.create(
        dossier=dossier,
        number=dossier.glasses.count() + 1,
        officer=officer,
        agency=_agency(actor),
        reason=reason,
        note=note.number,
        at=moment,
        until=until,
    )
    append_event(
        dossier,
        BREAK_GLASS,
        actor=actor,
        payload={
            "reason": reason,
            "until": until.isoformat(),
            "note": note.number,
            "state": dossier.state,
            "status_code": dossier.status_code,
            "holder": dossier.holder,
        },
    )
    dossier.save(update_fields=["head_seq", "head_hash"])
    follow_up(dossier)
    return glass


def _check_words(words: str) -> None:
    said = clean_lines(words)
    if len(said) < SHORTEST:
        raise Refusal(
            "Hãy viết rõ vì sao cần xem hồ sơ này, ít nhất %(least)s chữ.",
            field="words",
            least=SHORTEST,
        )
    if len(said) > LONGEST:
        raise Refusal("Lý do dài quá %(longest)s chữ.", field="words", longest=LONGEST)


def listed(actor: Actor) -> list[Listed]:
    """The reasons of which one must be given at this officer's agency."""
    return reasons(BREAK_GLASS, today(), _agency(actor))


def _listed(actor: Actor, code: str) -> None:
    if code not in {one.code for one in listed(actor)}:
        raise Refusal("Hãy chọn một lý do trong danh mục.", field="reason")


def _check_not_too_often(actor: Actor) -> None:
    most = _number(actor, "most_a_day")
    since = now() - timedelta(days=1)
    if Glass.objects.filter(officer=actor.id, at__gt=since).count() >= most:
        raise Conflict(
            "Bạn đã mở khẩn cấp %(most)s hồ sơ trong 24 giờ qua, là mức cao nhất.",
            remedy="Hãy nhờ cơ quan đang giải quyết hồ sơ, hoặc lãnh đạo của bạn.",
            most=most,
        )


def _roles(actor: Actor) -> list[str]:
    return cast("list[str]", _rule(actor, "roles"))


def _number(actor: Actor, name: str) -> int:
    return int(str(_rule(actor, name)))


def _rule(actor: Actor, name: str) -> object:
    return rule(f"break_glass.{name}", today(), _agency(actor))


def _agency(actor: Actor) -> Agency:
    if actor.agency_id is None:
        raise NotAllowed("Chỉ cán bộ của một cơ quan mở khẩn cấp được hồ sơ.")
    return agency_by_id(actor.agency_id)
