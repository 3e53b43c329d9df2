"""One submission that drives several agencies: each part is a dossier of its own, linked to it.

The submission itself is decided as any other. When it is received, and whenever a result that a
part needs has been signed, the worker opens the parts whose turn it is: with the answers and papers
that they need of the submission, and with those results as papers, so that nobody is asked twice.
Each part then goes its own way, by the lifecycle table, with its own clock and journal.
"""

from collections.abc import Mapping

from django.db import transaction

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
from toantrinh.dossiers.competent import after_changes, by_rule, competent
from toantrinh.dossiers.handing_over import Carried, hand_over
from toantrinh.dossiers.joint import (
    FAILED,
    HOLD,
    OPEN,
    PLAN,
    done_of,
    failed_of,
    parts_asked,
    parts_told,
    shares_of,
    whole_of,
)
from toantrinh.dossiers.models import Channel, Dossier, Paper
from toantrinh.dossiers.on_paper import TYPE, waits_for_its_form
from toantrinh.government.models import Agency
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today

# After these acts, on the submission or on a part, another part's turn may have come.
PARTS_FOLLOW = frozenset({"accept", "approve", "refuse", "stop", "close", "withdraw", TYPE})
_REQUEST = "request"


def go_on(dossier: Dossier) -> list[Dossier]:
    """Open what can be opened now of the joined procedure that a dossier belongs to, if any.

    What was opened. Safe to repeat.
    """
    belongs_to = whole_of(dossier)
    if belongs_to is None:
        return []
    with transaction.atomic():
        whole = lock(belongs_to)
        # Once it was withdrawn or its answers were erased, nothing more is asked of anybody.
        if whole.received_at is None or whole.stage in FAILED or whole.erased:
            return []
        # Parts are handed in with its answers, which may still be on paper.
        if waits_for_its_form(whole):
            return []
        return _open_all(whole)


def _open_all(whole: Dossier) -> list[Dossier]:
    answers = answers_of(whole)
    told = parts_told(whole)
    asked = parts_asked(told)
    if asked is None:
        asked = planned(whole.version.read, answers)
        _tell(whole, PLAN, {"parts": asked})
    shares = shares_of(whole)
    held = {event.payload["part"] for event in told if event.action == HOLD}
    opened = []
    for part in whole.version.read.joined:
        if part.key not in asked or part.key in shares:
            continue
        now_due = turn(part, set(asked), done_of(whole, shares), failed_of(shares))
        if now_due is Turn.BEGIN:
            opened.append(_open(whole, part, shares, answers))
        elif now_due is Turn.HELD and part.key not in held:
            _tell(whole, HOLD, {"part": part.key, "because": sorted(failed_of(shares))})
            follow_up(whole)
    return opened


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
    if found is not None:
        return after_changes(content.code, found, place, today())[0]
    return competent(content, place, today(), own)[0]


def _given(
    content: ProcedureContent, part: JoinedPart, whole: Dossier, answers: Mapping[str, object]
) -> dict[str, object]:
    """The answers of the submission that this part asks for, by its own names."""
    given = {
        question.key: value
        for question in content.fields()
        if (value := part.says.get(question.key) or passed_on(part.answers, question.key, answers))
        is not None
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
