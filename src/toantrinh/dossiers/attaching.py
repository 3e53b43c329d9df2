"""Papers that are with the dossier and not handed in yet: added and taken back until they are."""

from django.db import transaction

from toantrinh.catalogue.general_form import with_form
from toantrinh.documents.models import StoredFile
from toantrinh.dossiers import perms
from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.agreeing import OPEN
from toantrinh.dossiers.lifecycle import Role, find_move
from toantrinh.dossiers.models import Dossier, Paper
from toantrinh.dossiers.parts import next_number
from toantrinh.host import rows
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import now
from toantrinh.people.sealing import seal

# The key of the scan of a signed request to withdraw, which no procedure asks for.
REQUEST = "withdrawal_request"


@transaction.atomic
def attach(dossier: Dossier, *, actor: Actor, key: str, file: StoredFile, label: str) -> Paper:
    """Add a paper, while the dossier is with its applicant."""
    locked = lock(dossier)
    perms.check_hands_in(actor, locked)
    if locked.stage not in OPEN:
        raise Conflict("Hồ sơ đã nộp; chỉ thêm được giấy tờ khi được yêu cầu bổ sung.")
    check_asked(locked, key)
    return _add(locked, key, file, label)


def check_asked(dossier: Dossier, key: str) -> None:
    """Refuse a paper that the procedure does not know."""
    known = {paper.key for paper in with_form(dossier.version.read).papers} | {"other"}
    if key not in known:
        raise Invalid("Thủ tục này không có giấy tờ đó.", [Problem(key, "Không có giấy tờ này.")])


@transaction.atomic
def detach(dossier: Dossier, *, actor: Actor, number: int) -> None:
    """Take back a paper that was not handed in yet."""
    locked = lock(dossier)
    perms.check_hands_in(actor, locked)
    locked.papers.filter(number=number, revision=0).delete()


@transaction.atomic
def keep_request(dossier: Dossier, *, actor: Actor, file: StoredFile) -> Paper:
    """Keep the scan of a signed request to withdraw; an earlier one makes way for it.

    It becomes part of the dossier when that is withdrawn. Kept first, it outlasts the showing of a
    second factor.
    """
    locked = lock(dossier)
    mine = perms.roles(actor, locked)
    find_move("withdraw", locked.stage, mine)
    if Role.RECEPTION not in mine:
        raise NotAllowed("Bạn không có quyền thực hiện việc này với hồ sơ này.")
    locked.papers.filter(key=REQUEST, revision=0).delete()
    return _add(locked, REQUEST, file, "Đơn đề nghị rút hồ sơ")


def _add(dossier: Dossier, key: str, file: StoredFile, label: str) -> Paper:
    if file.key_id not in {None, dossier.key_id}:
        raise Conflict("Tệp này được gửi cho một hồ sơ khác.", remedy="Hãy gửi lại tệp ở đây.")
    number = next_number(Paper, dossier)
    paper = Paper(dossier=dossier, number=number, key=key, file=file, at=now())
    paper.label_sealed = seal(dossier.key, clean(label)[:200], paper.place())
    rows.insert(paper)
    return paper
