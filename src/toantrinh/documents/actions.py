"""All that changes files and documents.

Whoever calls these writes the event: what a file or a document means, only the caller knows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from toantrinh.documents.codes import new_code
from toantrinh.documents.files import store
from toantrinh.documents.models import Document, Scan, StoredFile, UploadSession
from toantrinh.documents.perms import check_own, sender
from toantrinh.documents.pieces import Assembly
from toantrinh.documents.queries import file_place, label_place, sealed_content
from toantrinh.documents.scanning import scanned
from toantrinh.documents.uploads import PDF, UploadLimits, check_size, clean, count_pages
from toantrinh.host import rows
from toantrinh.kernel import text
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound
from toantrinh.kernel.time import local, now, wall
from toantrinh.people.models import DataKey
from toantrinh.people.sealing import new_key, present, seal, seal_bytes

_LABEL = 200
_UPLOAD_LIFE = timedelta(days=7)
# Bytes are written before the row that names them is committed.
_GRACE = timedelta(days=1)
_DEFAULT = UploadLimits()


def store_upload(
    content: bytes, *, actor: Actor, key: DataKey | None, limits: UploadLimits = _DEFAULT
) -> StoredFile:
    """Keep a file that somebody sent, after what could act was taken out. Refuses bad files.

    `key` seals it; without one, because it was erased, nothing is kept.
    """
    sender(actor)
    return _accepted(content, present(key), limits)


def begin_upload(
    *,
    actor: Actor,
    key: DataKey | None,
    length: int,
    label: str,
    digest: str = "",
    limits: UploadLimits = _DEFAULT,
) -> UploadSession:
    """Announce a file that will arrive in pieces. `digest` is its SHA-256 in hex, when known."""
    check_size(length, limits)
    session = UploadSession(
        owner_id=sender(actor),
        key=key,
        length=length,
        digest=digest.lower(),
        created_at=now(),
    )
    session.label_sealed = seal(session.key, text.clean(label)[:_LABEL], label_place(session))
    session.save(force_insert=True)
    return session


@transaction.atomic
def append_piece(
    session_id: UUID,
    offset: int,
    piece: bytes,
    *,
    actor: Actor,
    limits: UploadLimits = _DEFAULT,
) -> UploadSession:
    """Add a piece; the last one makes the file. Raises WrongOffset, which says where to go on.

    A file that is refused at its end stays unfinished: abandon it and send another.
    """
    session = _locked_session(session_id, actor)
    pieces = _pieces(session)
    session.offset = pieces.append(session.offset, offset, piece)
    if session.offset == session.length:
        session.file = _accepted(pieces.content(session.digest), session.key, limits)
        session.finished_at = now()
        transaction.on_commit(pieces.drop)
    session.save(update_fields=["offset", "file", "finished_at"])
    return session


@transaction.atomic
def abandon_upload(session_id: UUID, *, actor: Actor) -> None:
    """Forget an upload that was not finished, with its pieces."""
    session = _locked_session(session_id, actor)
    transaction.on_commit(_pieces(session).drop)
    session.delete()


@dataclass(frozen=True)
class Issuer:
    """The agency in whose name a document is signed, and the place it names."""

    code: str
    name: str
    place: str = ""
    # What stands above it in the head of a letter, where something does.
    superior: str = ""


@dataclass(frozen=True)
class Draft:
    """What is to be issued: the letter, its data, and how it is filed.

    `subject` is the stream it belongs to; `check_at` the address that the code is appended to;
    `source` the template, where it is not one of ours.
    """

    letter: str
    title: str
    data: Mapping[str, object]
    subject: str
    check_at: str
    number: str = ""
    reason: str = ""
    synthetic: bool = False
    source: str = ""


@transaction.atomic
def issue_document(
    draft: Draft,
    *,
    issuer: Issuer,
    actor: Actor,
    key: DataKey | None = None,
    replaces: Document | None = None,
) -> Document:
    """Set, sign and keep a document. `replaces` names the one that it corrects.

    `key` seals the file; without one it gets a key of its own, which outlives every other.
    """
    # A signature in a PDF tells its time in whole seconds.
    at, code = now().replace(microsecond=0), new_code()
    signed, serial = _signed(draft, issuer, code, at)
    if key is None:
        key = new_key()
        rows.insert(key)
    document = Document(
        code=code,
        kind=draft.letter,
        title=draft.title,
        number=draft.number,
        file=_stored(signed, PDF, count_pages(signed), key, Scan.OWN),
        agency_code=issuer.code,
        agency_name=issuer.name,
        signer_serial=serial,
        signed_at=at,
        subject=draft.subject,
        issued_by=str(actor),
        synthetic=draft.synthetic,
    )
    rows.insert(document)
    if replaces is not None:
        _supersede(replaces, document)
    return document


@transaction.atomic
def revoke_document(document: Document, *, reason: str, actor: Actor) -> Document:
    """Take a document out of force. The file stays: who checks it learns that it was revoked."""
    locked = _in_force(document.id)
    locked.revoked_at = now()
    locked.revoked_reason = reason
    locked.revoked_by = str(actor)
    locked.save(update_fields=["revoked_at", "revoked_reason", "revoked_by"])
    return locked


def erase_file(file: StoredFile, *, actor: Actor) -> None:
    """Forget a file whose time is over; `sweep` removes its bytes when no other row names them."""
    if actor != SYSTEM:
        raise NotAllowed("Việc này do hệ thống tự làm.")
    file.delete()


def remove_bytes(files: Iterable[StoredFile]) -> None:
    """Once the transaction holds, remove what lies in the store for files that nobody can open."""
    for file in files:
        if not StoredFile.objects.filter(sha256=file.sha256).exclude(pk=file.pk).exists():
            transaction.on_commit(partial(store().remove, file.sha256))


@transaction.atomic
def sweep(*, actor: Actor) -> tuple[int, int]:
    """Remove uploads nobody went on with, and bytes that no row names; says how many of each."""
    if actor != SYSTEM:
        raise NotAllowed("Việc này do hệ thống tự làm.")
    old = UploadSession.objects.select_related("key").filter(
        file=None, created_at__lt=now() - _UPLOAD_LIFE
    )
    for session in old:
        transaction.on_commit(_pieces(session).drop)
    sessions, _ = old.delete()
    files = 0
    for sha256 in store().older_than(wall() - _GRACE):
        if not StoredFile.objects.filter(sha256=sha256).exists():
            store().remove(sha256)
            files += 1
    return sessions, files


def keep_again(file: StoredFile, *, key: DataKey | None) -> StoredFile:
    """A file sealed anew under another key; one that is not sealed may be shared as it is."""
    if file.key_id is None:
        return file
    content, scan = sealed_content(file), Scan(file.scan)
    return _stored(content, file.media_type, file.pages, present(key), scan)


def _accepted(content: bytes, key: DataKey, limits: UploadLimits) -> StoredFile:
    """What is kept of a file that somebody sent. The scanner sees it as it came."""
    check_size(len(content), limits)
    scan, cleaned = scanned(content), clean(content, limits)
    return _stored(cleaned.content, cleaned.media_type, cleaned.pages, key, scan)


def _stored(content: bytes, media_type: str, pages: int, key: DataKey, scan: Scan) -> StoredFile:
    file = StoredFile(
        key=key, size=len(content), media_type=media_type, pages=pages, created_at=now(), scan=scan
    )
    file.sha256 = store().put(seal_bytes(key, content, file_place(file))).sha256
    rows.insert(file)
    return file


def _signed(draft: Draft, issuer: Issuer, code: str, at: datetime) -> tuple[bytes, str]:
    # Half a second to import, which every command would wait for.
    from toantrinh.documents.authority import agency_signer, timestamper
    from toantrinh.documents.letters import render
    from toantrinh.documents.signing import sign_pdf

    signer = agency_signer(issuer.code, issuer.name)
    given = {
        "agency": issuer.name,
        "superior": issuer.superior,
        "date": local(at).date(),
        "number": draft.number,
        "place": issuer.place,
        "title": draft.title,
        **draft.data,
        "verification_code": code,
        "verification_address": draft.check_at + code,
        "synthetic": draft.synthetic,
    }
    signed = sign_pdf(
        render(draft.letter, given, at=at, source=draft.source),
        signer,
        reason=draft.reason or draft.title,
        place=issuer.place,
        at=at,
        timestamper=timestamper(),
    )
    return signed, signer.serial


def _supersede(old: Document, new: Document) -> None:
    locked = _in_force(old.id)
    locked.replaced_by = new
    locked.save(update_fields=["replaced_by"])


def _in_force(document_id: UUID) -> Document:
    document = Document.objects.select_for_update().get(id=document_id)
    if not document.in_force:
        raise Conflict("Văn bản này đã được thay thế hoặc thu hồi.")
    return document


def _locked_session(session_id: UUID, actor: Actor) -> UploadSession:
    rows = UploadSession.objects.select_for_update(of=("self",)).select_related("key")
    session = rows.filter(id=session_id).first()
    if session is None:
        raise NotFound("Không tìm thấy lần tải tệp này.")
    check_own(session, actor)
    if session.finished_at is not None:
        raise Conflict("Tệp này đã tải lên xong.")
    return session


def _pieces(session: UploadSession) -> Assembly:
    folder = Path(settings.FILE_FOLDER) / "pieces" / session.id.hex
    return Assembly(folder, session.length, session.key)
