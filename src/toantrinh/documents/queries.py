"""All that is read of files and documents."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from toantrinh.documents.codes import read_code
from toantrinh.documents.files import store
from toantrinh.documents.models import Document, Scan, StoredFile, UploadSession
from toantrinh.documents.perms import check_own
from toantrinh.host.ready import Ready
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.people.sealing import present, unseal, unseal_bytes

if TYPE_CHECKING:
    from toantrinh.documents.verifying import Verified


def document_by_code(typed: str) -> Document:
    """The document that carries a code, however it was typed. Raises NotFound."""
    code = read_code(typed)
    found = Document.objects.select_related("file__key", "replaced_by").filter(code=code).first()
    if code is None or found is None:
        raise NotFound(
            "Không có văn bản nào mang mã này.",
            field="code",
            remedy="Hãy so lại từng ký tự với mã in trên văn bản.",
        )
    return found


def documents_of(subject: str) -> list[Document]:
    """The documents of one stream, latest first."""
    return _OF_STREAM.rows(subject=subject)


_OF_STREAM = Ready(
    lambda subject: (
        Document.objects.select_related("file__key").filter(subject=subject).order_by("-signed_at")
    ),
    subject=str,
)


def content_of(file: StoredFile) -> bytes:
    """The bytes of a file, checked against its digest. Who may have them, the caller knows.

    Raises Refusal when its key was erased, when it has a virus, and as long as a scanner that is
    named has not looked at it.
    """
    check_scanned(file)
    return sealed_content(file)


def check_scanned(file: StoredFile) -> None:
    """Refuse to open a file with a virus, and one that the scanner has not seen yet."""
    if file.scan == Scan.TAINTED:
        raise Refusal(
            "Tệp này có mã độc và đã bị xóa.", remedy="Cần một tệp khác thay cho tệp này."
        )
    if file.scan == Scan.WAITING or (file.scan == Scan.NOT_ASKED and settings.SCANNER):
        raise Refusal(
            "Tệp này đang chờ kiểm tra mã độc nên chưa mở được.",
            remedy="Hãy mở lại sau ít phút.",
        )


def sealed_content(file: StoredFile) -> bytes:
    """The bytes of a file whatever the scanner says: for what only moves or looks at them."""
    if file.key_id is None:
        return store().get(file.sha256)
    return unseal_bytes(present(file.key), store().get(file.sha256), file_place(file))


def file_place(file: StoredFile) -> str:
    """The place for which a file is sealed."""
    return f"file/{file.id}"


def label_of(session: UploadSession) -> str:
    """The name that an upload has with its sender."""
    return unseal(session.key, session.label_sealed, label_place(session))


def label_place(session: UploadSession) -> str:
    """The place for which the name of an upload is sealed."""
    return f"upload/{session.id}/label"


def check_document(document: Document) -> "Verified":
    """Check the signature of a kept document against the roots that this installation trusts."""
    # Half a second to import, which every command would wait for.
    from toantrinh.documents.authority import trusted_roots
    from toantrinh.documents.verifying import verify_pdf

    return verify_pdf(content_of(document.file), trusted_roots())


def upload_of(session_id: UUID, *, actor: Actor) -> UploadSession:
    """An upload on its way, so that its sender learns where to go on. Raises NotFound."""
    session = UploadSession.objects.select_related("file", "key").filter(id=session_id).first()
    if session is None:
        raise NotFound("Không tìm thấy lần tải tệp này.")
    check_own(session, actor)
    return session
