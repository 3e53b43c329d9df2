"""What an applicant reads of a dossier: their own by its id, its people, its words to them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from toantrinh.dossiers import perms
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.changing_hands import CHANGE
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import HEAVY, with_agencies
from toantrinh.dossiers.states import MEND, State
from toantrinh.dossiers.word_models import Note, NoteKind
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id
from toantrinh.host.ready import Ready
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.text import clean
from toantrinh.people.models import Officer, Posting
from toantrinh.people.queries import postings

_WITH = (*("version__procedure", "officer", "applicant__key", "organisation", "result", "key"),)
_OWN = Ready(
    lambda dossier: Dossier.objects.filter(pk=dossier).select_related(*_WITH).defer(*HEAVY),
    dossier=UUID,
)
_WORDS = Ready(
    lambda dossier: Note.objects.filter(dossier=dossier, internal=False).order_by("number"),
    dossier=UUID,
)


@dataclass(frozen=True)
class Standing:
    """All that anybody who has a dossier's code may know of it."""

    code: str
    state: State
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class Word:
    """A note that the applicant may read, opened; `missing` are keys of papers and fields."""

    kind: NoteKind
    text: str
    missing: tuple[str, ...]
    at: datetime
    # Who wrote it, as the journal spells them.
    by: str

    @property
    def own(self) -> bool:
        """Whether the applicant's side wrote it: they, a colleague, or who acts for them."""
        return self.by.startswith("person/") and self.kind is not NoteKind.DECLINED


def own(dossier_id: UUID, *, actor: Actor) -> Dossier:
    """The dossier with this id, if this somebody may see it; otherwise it does not exist."""
    found = _OWN.first(dossier=dossier_id)
    if found is None or not perms.sees(actor, found):
        raise NotFound("Không tìm thấy hồ sơ này trong tài khoản của bạn.")
    return with_agencies(found)


def standing(code: str) -> Standing:
    """The state and dates of the dossier with this code, and nothing about anybody."""
    found = Dossier.objects.filter(code=clean(code).upper()).first()
    if found is None or found.code is None:
        raise NotFound(
            "Không có hồ sơ nào mang mã này.",
            field="code",
            remedy="Hãy so lại mã với giấy tiếp nhận, ví dụ H56-261123-0001.",
        )
    last = Event.objects.filter(stream=found.stream()).order_by("-seq").first()
    since = last.at if last else found.created_at
    return Standing(found.code, found.stage, since, found.due_at)


def words_to_applicant(dossier: Dossier) -> list[Word]:
    """What was written to the applicant, and by them, in order; nothing when the law erased it."""
    if dossier.erased:
        return []
    return [_opened(note, dossier) for note in _WORDS.rows(dossier=dossier.pk)]


def asked_for(dossier: Dossier) -> Word | None:
    """The last call for a supplement, while the dossier waits for it."""
    return last_call(dossier) if dossier.stage in MEND else None


def last_call(dossier: Dossier) -> Word | None:
    """The same whether it still waits or not; None where nobody asked, or the law erased it."""
    if dossier.erased:
        return None
    note = dossier.notes.filter(kind=NoteKind.MISSING).order_by("-number").first()
    return _opened(note, dossier) if note else None


def wait_ended(dossier: Dossier) -> Event | None:
    """The act with which the last wait for its applicant's answer was over."""
    waiting = [state.value for state in MEND]
    acts = Event.objects.filter(stream=dossier.stream(), payload__from__in=waiting)
    return acts.exclude(payload__state__in=waiting).order_by("-seq").first()


def officers_in(events: list[Event]) -> dict[str, Officer]:
    """The officers who acted or were named in events, by the actor's spelling there."""
    ids = {event.actor.removeprefix("officer/") for event in events if _by_officer(event)}
    ids |= {str(event.payload["officer"]) for event in events if "officer" in event.payload}
    found = Officer.objects.filter(pk__in=ids)
    return {f"officer/{officer.pk}": officer for officer in found}


def agencies_in(events: list[Event]) -> dict[UUID, Agency]:
    """The agencies that events are about."""
    named = {at for event in events if (at := agency_in(event))}
    return {at: agency_by_id(at) for at in named}


def agency_in(event: Event) -> UUID | None:
    """The agency for which somebody acted, or to which a dossier moved."""
    if event.action not in {"transfer", CHANGE}:
        return event.agency
    places = ("agency", "desk", "support")
    return next(UUID(str(event.payload[at])) for at in places if at in event.payload)


def post_of(officer: Officer, agency: Agency | None) -> Posting | None:
    """The post through which an officer works for an agency today."""
    return postings(officer).filter(post__agency=agency).first() if agency else None


def _by_officer(event: Event) -> bool:
    return event.actor.startswith("officer/")


def _opened(note: Note, dossier: Dossier) -> Word:
    note.dossier = dossier
    return Word(NoteKind(note.kind), note_text(note), tuple(note.missing), note.at, note.by)
