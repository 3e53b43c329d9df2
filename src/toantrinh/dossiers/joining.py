"""One submission that drives several agencies: each part is a dossier of its own, linked to it.

The submission itself is decided as any other. When it is received, and whenever a result that a
part needs has been signed, the worker opens the parts whose turn it is: with the answers and papers
that they need of the submission, and with those results as papers, so that nobody is asked twice.
Each part then goes its own way, by the lifecycle table, with its own clock and journal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import read_all
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.handling import WHOLE, JoinedPart
from toantrinh.catalogue.joining import Turn, passed_on, planned, turn
from toantrinh.catalogue.models import Procedure, Version
from toantrinh.catalogue.queries import version_in_force
from toantrinh.documents.models import Scan, StoredFile
from toantrinh.dossiers.acting import follow_up, lock
from toantrinh.dossiers.actions import begin
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.competent import by_rule, competent
from toantrinh.dossiers.handing_over import Carried, hand_over
from toantrinh.dossiers.lifecycle import State
from toantrinh.dossiers.models import Channel, Dossier, Paper
from toantrinh.dossiers.timing import joint_limit, reckon
from toantrinh.government.models import Agency
from toantrinh.journal.actions import append_event
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import now, today

PLAN = "plan_parts"
OPEN = "open_part"
HOLD = "hold_part"
# After these acts, on the submission or on a part, another part's turn may have come.
PARTS_FOLLOW = frozenset({"accept", "approve", "refuse", "stop", "close", "withdraw"})
_REQUEST = "request"
_FAILED = frozenset({State.DENIED, State.WITHDRAWN, State.STOPPED})


def go_on(dossier: Dossier) -> list[Dossier]:
    """Open what can be opened now of the joined procedure that a dossier belongs to, if any.

    What was opened. Safe to repeat.
    """
    if dossier.whole_id is None and not dossier.version.read.joined:
        return []
    with transaction.atomic():
        whole = lock(dossier.whole or dossier)
        # Once it was withdrawn or its answers were erased, nothing more is asked of anybody.
        if whole.received_at is None or whole.stage in _FAILED or whole.erased:
            return []
        return _open_all(whole)


def _open_all(whole: Dossier) -> list[Dossier]:
    answers = answers_of(whole)
    asked = parts_asked(_events(whole))
    if asked is None:
        asked = planned(whole.version.read, answers)
        _tell(whole, PLAN, {"parts": asked})
    shares = {share.part: share for share in whole.shares.select_related("version", "result")}
    held = {event.payload["part"] for event in _events(whole) if event.action == HOLD}
    opened = []
    for part in whole.version.read.joined:
        if part.key not in asked or part.key in shares:
            continue
        now_due = turn(part, set(asked), _done(whole, shares), _failed(shares))
        if now_due is Turn.BEGIN:
            opened.append(_open(whole, part, shares, answers))
        elif now_due is Turn.HELD and part.key not in held:
            _tell(whole, HOLD, {"part": part.key, "because": sorted(_failed(shares))})
            follow_up(whole)
    return opened


def parts_asked(events: Iterable[Event]) -> list[str] | None:
    """The parts that were planned at reception; None before."""
    return next((list(event.payload["parts"]) for event in events if event.action == PLAN), None)


def _events(whole: Dossier) -> list[Event]:
    return list(Event.objects.filter(stream=whole.stream(), action__in=[PLAN, HOLD]))


def _done(whole: Dossier, shares: Mapping[str, Dossier]) -> set[str]:
    done = {key for key, share in shares.items() if share.result_id is not None}
    return done | ({WHOLE} if whole.result_id is not None else set())


def _failed(shares: Mapping[str, Dossier]) -> set[str]:
    return {key for key, share in shares.items() if share.stage in _FAILED}


def _open(
    whole: Dossier,
    part: JoinedPart,
    shares: Mapping[str, Dossier],
    answers: Mapping[str, object],
) -> Dossier:
    """Hand one part in at its competent agency, in the applicant's name."""
    version = _version(whole, part)
    share = begin(
        version,
        actor=SYSTEM,
        applicant=whole.applicant_id,
        channel=Channel(whole.channel),
        key=None,
        mandate=whole.mandate,
    )
    share.organisation_id = whole.organisation_id
    share.whole, share.part = whole, part.key
    content = with_form(version.read)
    # The submission was checked whole: nobody is asked again.
    counting = read_all(content, _given(content, part, whole, answers)).answers
    place = str(answers.get(part.place) or whole.place)
    agency = _agency(version.read, part, place, answers, counting)
    papers = _papers(part, whole, shares, content)
    told = {"whole": str(whole.pk), "part": part.key}
    hand_over(share, Carried(counting, place, papers), agency, actor=SYSTEM, **told)
    _tell(whole, OPEN, {"part": part.key, "dossier": str(share.pk), "code": share.code})
    return share


def _version(whole: Dossier, part: JoinedPart) -> Version:
    """The part's own procedure as it holds today; the submission's where it is not known here."""
    own = Procedure.objects.filter(code=part.code).first()
    return version_in_force(own) if own else whole.version


def _agency(
    content: ProcedureContent,
    part: JoinedPart,
    place: str,
    answers: Mapping[str, object],
    own: Mapping[str, object],
) -> Agency:
    found = by_rule(part.competence, place, today(), answers)
    return (found or competent(content, place, today(), own))[0]


def _given(
    content: ProcedureContent, part: JoinedPart, whole: Dossier, answers: Mapping[str, object]
) -> dict[str, object]:
    """The answers of the submission that this part asks for, by its own names."""
    given = {
        question.key: value
        for question in content.fields()
        if (value := passed_on(part.answers, question.key, answers)) is not None
    }
    # The general form of a procedure that nobody has authored asks what it is about.
    asks = any(question.key == _REQUEST for question in content.fields())
    return {_REQUEST: f"{part.title} ({whole.code})", **given} if asks else given


def _papers(
    part: JoinedPart, whole: Dossier, shares: Mapping[str, Dossier], content: ProcedureContent
) -> list[tuple[str, StoredFile, str]]:
    """The papers of the submission that this part needs, and the results that it waited for."""
    papers = whole.papers.exclude(file__scan=Scan.TAINTED).select_related("file__key")
    handed_in = {paper.key: paper for paper in papers}
    passed = [
        (paper.key, found.file, found.label)
        for paper in content.papers
        if (found := passed_on(part.papers, paper.key, handed_in)) and isinstance(found, Paper)
    ]
    for key, name in part.results.items():
        source = whole if name == WHOLE else shares.get(name)
        if source is not None and source.result is not None:
            passed.append((key, source.result.file, source.result.title))
    return passed


def _tell(whole: Dossier, action: str, said: dict[str, object]) -> None:
    append_event(
        whole,
        action,
        actor=SYSTEM,
        payload={"state": whole.state, "status_code": whole.status_code, **said},
    )
    whole.save(update_fields=["head_seq", "head_hash"])


@dataclass(frozen=True)
class PartOf:
    """One part as people see it: its dossier once it has begun, else what it waits for."""

    part: JoinedPart
    dossier: Dossier | None
    waits_for: tuple[str, ...] = ()
    held: bool = False

    @property
    def title(self) -> str:
        """What the part is, in the reader's language."""
        english = str(get_language() or "").startswith("en")
        return self.part.title_en if english and self.part.title_en else self.part.title


@dataclass(frozen=True)
class Joint:
    """A joined procedure under way: its parts, and whether all of it is in time.

    `due_at` is None without a joint limit; `late` only where there is one.
    """

    parts: tuple[PartOf, ...]
    due_at: datetime | None
    done: bool
    late: bool


def joint_of(whole: Dossier, events: Iterable[Event]) -> Joint | None:
    """The parts of a received submission; None for one that is not joined. `events` are its own."""
    told = list(events)
    asked = parts_asked(told)
    if asked is None:
        return None
    rows_of = whole.shares.select_related("version__procedure", "agency", "result")
    shares = {share.part: share for share in rows_of}
    held = {event.payload["part"] for event in told if event.action == HOLD}
    done = _done(whole, shares)
    parts = tuple(
        PartOf(
            part,
            shares.get(part.key),
            tuple(key for key in part.after if key in {WHOLE, *asked} - done),
            part.key in held and part.key not in shares,
        )
        for part in whole.version.read.joined
        if part.key in asked
    )
    decided = [whole.decided_at, *(one.dossier and one.dossier.decided_at for one in parts)]
    reckoned = reckon(whole, limit) if (limit := joint_limit(whole)) else None
    due_at = reckoned.at if reckoned else None
    finished = max(moment for moment in decided if moment) if all(decided) else None
    return Joint(parts, due_at, finished is not None, bool(due_at and (finished or now()) > due_at))
