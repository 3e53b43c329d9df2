"""After a complaint that succeeds: what ended stays ended, and a linked dossier begins."""

from toantrinh.documents.models import Scan, StoredFile
from toantrinh.dossiers.acting import acting
from toantrinh.dossiers.actions import begin
from toantrinh.dossiers.allowance import check_reopening
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.because import said
from toantrinh.dossiers.handing_over import Carried, hand_over
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.word_models import NoteKind
from toantrinh.government.lineage import heirs
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict

_ANY = "other"


def reopen(dossier: Dossier, *, actor: Actor, reason: str, because: str = "") -> Dossier:
    """Begin a dossier that names this one, with its answers and papers, under the same version.

    The new one, handed in at the desk of whoever decides today. Raises Exhausted while an earlier
    one goes on.
    """
    with acting("reopen", dossier, actor=actor) as act:
        ended = act.dossier
        check_reopening(ended)
        act.note(NoteKind.REOPENING, said(act, because, reason))
        fresh = _begun(ended, actor)
        act.payload |= {"dossier": str(fresh.pk), "code": str(fresh.code)}
    return fresh


def _begun(ended: Dossier, actor: Actor) -> Dossier:
    if ended.agency is None:
        raise Conflict("Hồ sơ chưa có cơ quan giải quyết.")
    fresh = begin(
        ended.version,
        actor=actor,
        applicant=ended.applicant_id,
        channel=Channel(ended.channel),
        key=None,
        mandate=ended.mandate,
    )
    fresh.organisation_id, fresh.previous = ended.organisation_id, ended
    carried = Carried(answers_of(ended), ended.place, _papers(ended))
    agency = heirs().get(ended.agency.pk, ended.agency)
    hand_over(fresh, carried, agency, actor=actor, previous=str(ended.pk))
    return fresh


def _papers(ended: Dossier) -> list[tuple[str, StoredFile, str]]:
    """The papers that stood at the end: of each key the last, and all that were sent besides."""
    clean = ended.papers.filter(revision__gt=0).exclude(file__scan=Scan.TAINTED)
    given = list(clean.select_related("file__key").order_by("number"))
    last = {paper.key: paper.number for paper in given}
    return [
        (paper.key, paper.file, paper.label)
        for paper in given
        if paper.key == _ANY or last[paper.key] == paper.number
    ]
