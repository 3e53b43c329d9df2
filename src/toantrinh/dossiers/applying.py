"""A whole application at once, as programs hand it in: there never is a draft of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from toantrinh.catalogue.forms import read_all
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.models import Version
from toantrinh.documents.actions import store_upload
from toantrinh.dossiers.acting import acting, holding
from toantrinh.dossiers.actions import address, begin, hand_in, save_draft, start
from toantrinh.dossiers.agreeing import Standing, ask, keep_supplement, kept, stands
from toantrinh.dossiers.attaching import attach, check_asked
from toantrinh.dossiers.choosing import choose_places
from toantrinh.dossiers.models import Channel, Dossier, Paper
from toantrinh.dossiers.standing_in import check_begins
from toantrinh.dossiers.supporting import name_support
from toantrinh.government.models import Agency
from toantrinh.host import rows
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Invalid, NotAllowed
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import now
from toantrinh.mandates.models import Mandate
from toantrinh.people.models import Person
from toantrinh.people.sealing import seal


@dataclass(frozen=True)
class Handed:
    """A file as it was sent, for one of the papers that are asked for."""

    key: str
    label: str
    content: bytes


@transaction.atomic
def apply(
    version: Version,
    *,
    actor: Actor,
    channel: Channel,
    answers: Mapping[str, object],
    papers: Sequence[Handed],
    key: UUID | None = None,
    mandate: Mandate | None = None,
    desk: Agency | None = None,
    support: Agency | None = None,
) -> Dossier:
    """Begin a dossier and hand it in: one's own, or under a mandate its grantor's.

    `key` is the id it shall have, if any; `desk` is the one that shall receive it, else that of
    who decides does; `support` is who helped.

    The same events as of a draft that is handed in, and refused as `submit` and `attach` refuse.
    """
    if actor.kind != "person" or actor.id is None:
        raise NotAllowed("Bạn chỉ lập được hồ sơ cho chính mình, hoặc theo ủy quyền.")
    applicant = actor.id
    if mandate is not None:
        check_begins(actor, mandate, version.procedure.code)
        applicant = mandate.grantor_id or actor.id
    dossier = begin(
        version, actor=actor, applicant=applicant, channel=channel, key=key, mandate=mandate
    )
    for paper in papers:
        check_asked(dossier, paper.key)
    with holding(dossier), acting("submit", dossier, actor=actor) as act:
        counting = hand_in(act, answers, {paper.key for paper in papers})
        for number, paper in enumerate(papers, start=1):
            _keep(dossier, number, paper, actor)
        address(act, counting, desk=desk)
        name_support(act, support)
        dossier.submitted_at = now()
    return dossier


@transaction.atomic
def prepare(
    version: Version,
    *,
    actor: Actor,
    channel: Channel,
    answers: Mapping[str, object],
    papers: Sequence[Handed],
    key: UUID | None = None,
    mandate: Mandate | None = None,
    desk: Agency | None = None,
    support: Agency | None = None,
) -> Dossier:
    """Keep a whole application as a draft, and ask everybody whose agreement it needs.

    `key`, `desk` and `support` are as `apply` has them.
    """
    if actor.kind != "person" or actor.id is None:
        raise NotAllowed("Bạn chỉ lập được hồ sơ cho chính mình, hoặc theo ủy quyền.")
    whose = mandate.grantor_id if mandate and mandate.grantor_id else actor.id
    applicant = Person.objects.get(pk=whose)
    dossier = start(
        version, actor=actor, applicant=applicant, channel=channel, key=key, mandate=mandate
    )
    save_draft(dossier, actor=actor, answers=_whole(dossier, answers))
    if desk is not None or support is not None:
        choose_places(dossier, actor=actor, desk=desk, support=support)
    for paper in papers:
        file = store_upload(paper.content, actor=actor, key=dossier.key)
        attach(dossier, actor=actor, key=paper.key, file=file, label=paper.label)
    ask_all(dossier, actor=actor)
    return dossier


@transaction.atomic
def ask_all(
    dossier: Dossier, *, actor: Actor, supplement: Mapping[str, object] | None = None
) -> None:
    """Ask everybody whose word is missing; answers of a supplement are kept first."""
    if supplement is not None:
        keep_supplement(dossier, _whole(dossier, supplement), actor=actor)
    content, answers = kept(dossier)
    for one in stands(dossier, content, answers):
        if one.standing not in {Standing.AGREED, Standing.ASKED}:
            ask(dossier, one.signer.question.key, actor=actor)


def _whole(dossier: Dossier, answers: Mapping[str, object]) -> dict[str, object]:
    """Answers as values, refused while something is wrong with them."""
    reading = read_all(with_form(dossier.version.read), answers)
    if reading.problems:
        raise Invalid("Hồ sơ chưa đủ. Hãy xem các mục được đánh dấu.", reading.problems)
    return reading.answers


def _keep(dossier: Dossier, number: int, paper: Handed, actor: Actor) -> None:
    """Store one paper with the first revision."""
    file = store_upload(paper.content, actor=actor, key=dossier.key)
    row = Paper(dossier=dossier, number=number, key=paper.key, file=file, revision=1, at=now())
    row.label_sealed = seal(dossier.key, clean(paper.label)[:200], row.place())
    rows.insert(row)
