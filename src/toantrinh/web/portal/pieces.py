"""Uploads in pieces over a line that breaks: announce, send pieces, ask how far, hand over.

POST announces (`length`, `name`) and answers 201 with Location; PATCH adds bytes at Upload-Offset;
HEAD tells Upload-Offset; POST to the upload's own address with `key` makes it a paper.
"""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from toantrinh.documents.actions import abandon_upload, append_piece, begin_upload
from toantrinh.documents.models import UploadSession
from toantrinh.documents.pieces import WrongOffset
from toantrinh.documents.queries import label_of, upload_of
from toantrinh.dossiers import attaching
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.tracking import own
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.web.gate.access import Visit, actor_of, citizens
from toantrinh.web.portal.papers import put

# A script sends 256 KB at a time; four times as much is the most that is read into memory.
_LONGEST_PIECE = 1024 * 1024


@citizens(per_minute=240)
@require_POST
def begin(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """Announce a file."""
    dossier = own(dossier_id, actor=actor_of(visit))
    try:
        length = _number(visit.POST.get("length", ""))
        session = begin_upload(
            actor=actor_of(visit),
            key=dossier.key,
            length=length,
            label=visit.POST.get("name", ""),
            digest=visit.POST.get("digest", "")[:64],
        )
    except Refusal as refused:
        return _refused(refused)
    response = _at(session, 201)
    response["Location"] = reverse("portal:upload", args=[dossier.pk, session.pk])
    return response


@citizens(per_minute=600)
@require_http_methods(["HEAD", "PATCH", "POST", "DELETE"])
def upload(visit: Visit, dossier_id: UUID, upload_id: UUID) -> HttpResponse:
    """One upload on its way."""
    actor = actor_of(visit)
    dossier = own(dossier_id, actor=actor)
    try:
        if visit.method == "PATCH":
            return _add(visit, upload_id, actor)
        session = upload_of(upload_id, actor=actor)
        if visit.method == "POST":
            return _hand_over(dossier, session, actor, visit.POST.get("key", ""))
        if visit.method == "DELETE":
            abandon_upload(session.pk, actor=actor)
            return HttpResponse(status=204)
    except Refusal as refused:
        return _refused(refused)
    return _at(session, 200)


def _add(visit: Visit, upload_id: UUID, actor: Actor) -> HttpResponse:
    offset = _number(visit.headers.get("Upload-Offset", ""))
    piece = visit.read(_LONGEST_PIECE + 1)
    if len(piece) > _LONGEST_PIECE:
        raise Refusal("Phần tệp gửi một lần quá lớn.", remedy="Hãy gửi từng phần không quá 1 MB.")
    try:
        return _at(append_piece(upload_id, offset, piece, actor=actor), 204)
    except WrongOffset as wrong:
        response = _refused(wrong)
        response["Upload-Offset"] = str(wrong.expected)
        return response


def _hand_over(dossier: Dossier, session: UploadSession, actor: Actor, key: str) -> HttpResponse:
    """Make a whole file a paper; asked twice, it is the same paper."""
    if session.file is None:
        raise Conflict("Tệp này chưa tải lên hết.")
    paper = dossier.papers.filter(key=key, file=session.file).first() or put(
        dossier, actor, key, attaching.attach, file=session.file, label=label_of(session)
    )
    return JsonResponse({"number": paper.number, "text": _("Đã nhận tệp.")}, status=201)


def _at(session: UploadSession, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(session.offset)
    response["Upload-Length"] = str(session.length)
    response["Cache-Control"] = "no-store"
    return response


def _refused(refusal: Refusal) -> HttpResponse:
    return JsonResponse({"text": refusal.text()}, status=refusal.status)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Refusal("Thiếu độ dài hoặc vị trí của tệp.")
    return int(text)
