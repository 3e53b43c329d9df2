"""Who comes to a desk in person is received by one act: handed in, paid where it costs, accepted.

What they say is checked as everybody's is. The officer writes it down for them, so that the events
are the officer's; whose wish it is, the dossier says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from toantrinh.catalogue.forms import missing_papers, read_all
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.models import Version
from toantrinh.catalogue.queries import version_in_force
from toantrinh.documents.models import StoredFile
from toantrinh.dossiers.acting import AT_COUNTER, holding, lock
from toantrinh.dossiers.actions import accept, begin
from toantrinh.dossiers.answers import plain
from toantrinh.dossiers.checking import Found, check_papers
from toantrinh.dossiers.competent import competent
from toantrinh.dossiers.handing_over import Carried, hand_over
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.on_paper import FORM, on_paper
from toantrinh.dossiers.paying import paid_at_once
from toantrinh.dossiers.receiving import place_of
from toantrinh.dossiers.standing_in import check_begins
from toantrinh.government.models import Agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid
from toantrinh.kernel.time import today
from toantrinh.mandates.models import Mandate
from toantrinh.people.confirming import check_confirmed
from toantrinh.people.models import Person
from toantrinh.people.queries import as_applicant


@dataclass(frozen=True)
class Scan:
    """A paper as it was scanned at the desk."""

    key: str
    file: StoredFile
    label: str


@dataclass(frozen=True)
class Brought:
    """All that a walk-in brings.

    With a scan of the form on paper (`on_paper.FORM`) what it tells may be typed later. `seen` are
    papers without a scan of their own, since they were only shown (TT 03/2025 Đ5) or lie in that
    one; `found` is the check-list; `fee` in đồng with the number of its receipt, none where nothing
    was paid.
    """

    answers: Mapping[str, object]
    scans: tuple[Scan, ...] = ()
    seen: frozenset[str] = frozenset()
    found: Mapping[str, Found] = field(default_factory=dict)
    fee: tuple[int, str] | None = None


@transaction.atomic
def receive(
    version: Version,
    *,
    actor: Actor,
    who: Person,
    desk: Agency,
    brought: Brought,
    mandate: Mandate | None = None,
) -> Dossier:
    """Receive the wish of who stands at the desk, or of who lets them act; promise a day (Mẫu 01).

    Raises Invalid with all that is missing, NotConfirmed when the officer has to show a second
    factor first; then nothing was done.
    """
    check_confirmed(actor, "accept")
    answers = _checked(version, brought)
    applicant = who.pk
    if mandate is not None:
        check_begins(as_applicant(who), mandate, version.procedure.code)
        applicant = mandate.grantor_id or who.pk
    fresh = begin(
        version, actor=actor, applicant=applicant, channel=Channel.DIRECT, key=None, mandate=mandate
    )
    content = with_form(version.read)
    place = place_of(content, answers)
    agency, _why = competent(content, place, today(), answers)
    papers = [(scan.key, scan.file, scan.label) for scan in brought.scans]
    told = {AT_COUNTER: str(desk.pk), **({"mandate": str(mandate.pk)} if mandate else {})}
    carried = Carried(plain(answers), place, papers, desk)
    hand_over(fresh, carried, agency, actor=actor, **told)
    locked = lock(fresh)
    with holding(locked):
        if brought.fee is not None:
            paid_at_once(locked, *brought.fee, actor=actor)
        if brought.found:
            check_papers(locked, actor=actor, found=brought.found)
        accept(locked, actor=actor)
    return locked


def _checked(version: Version, brought: Brought) -> dict[str, object]:
    """The answers as they count, once nothing is missing."""
    if version_in_force(version.procedure).pk != version.pk:
        raise Conflict(
            "Thủ tục này vừa có quy định mới.", remedy="Hãy chọn lại thủ tục rồi tiếp nhận."
        )
    content = with_form(version.read)
    reading = read_all(content, brought.answers)
    given = {scan.key for scan in brought.scans} | brought.seen
    later = on_paper(content, reading.problems, brought.answers) if FORM in given else []
    problems = [
        *(problem for problem in reading.problems if problem not in later),
        *missing_papers(content, reading.answers, given),
    ]
    if problems:
        raise Invalid("Hồ sơ chưa đủ. Hãy xem các mục được đánh dấu.", problems)
    return reading.answers
