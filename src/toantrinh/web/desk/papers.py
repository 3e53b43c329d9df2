"""Files of a dossier, sent so that nothing in them can act in the officer's browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from toantrinh.catalogue.content import Paper
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.masking import shows_identity
from toantrinh.documents.models import StoredFile
from toantrinh.documents.pages import drawn_page
from toantrinh.documents.queries import content_of, documents_of
from toantrinh.documents.uploads import PDF
from toantrinh.documents.watermark import Mark, watermarked
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import find
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import now
from toantrinh.web.gate.access import Visit, actor_of, officers, posting_of

# What a browser may show; all else is only saved.
_SHOWN = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
# Styles are left to the browser, whose own viewer of pictures brings some.
_POLICY = "; ".join(
    [
        "sandbox",
        *(
            f"{what} 'none'"
            for what in ("script-src", "object-src", "connect-src", "frame-src", "form-action")
        ),
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


@officers()
@require_safe
def paper(visit: Visit, code: str, number: int) -> HttpResponse:
    """One paper that the applicant handed in."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    found = dossier.papers.select_related("file__key").filter(number=number, revision__gt=0).first()
    if found is None:
        raise NotFound("Hồ sơ không có giấy tờ này.")
    log_look(dossier, actor=actor, page="desk/paper", fields=[f"papers.{found.key}"])
    marked = found.file.media_type in _SHOWN and shows_identity(_asked(dossier, found.key))
    mark = _mark(visit, dossier) if marked else None
    return sent_file(found.file, f"{dossier.code}-{number}", mark)


@officers()
@require_safe
def page(visit: Visit, code: str, number: int, page: int) -> HttpResponse:
    """One page of a paper that is a PDF, as a picture."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    found = dossier.papers.select_related("file__key").filter(number=number, revision__gt=0).first()
    if found is None or found.file.media_type != PDF or not 1 <= page <= found.file.pages:
        raise NotFound("Hồ sơ không có trang giấy tờ này.")
    log_look(dossier, actor=actor, page="desk/paper", fields=[f"papers.{found.key}"])
    content = content_of(found.file)
    if shows_identity(_asked(dossier, found.key)):
        content = watermarked(content, PDF, _mark(visit, dossier))
    return _sent(drawn_page(content, page), "image/png", f"{dossier.code}-{number}-{page}")


@officers()
@require_safe
def result(visit: Visit, code: str) -> HttpResponse:
    """The signed result."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    if dossier.result is None:
        raise NotFound("Hồ sơ này chưa có kết quả.")
    log_look(dossier, actor=actor, page="desk/result", fields=["result"])
    return sent_file(dossier.result.file, f"{dossier.code}-ket-qua")


@officers()
@require_safe
def document(visit: Visit, code: str, document: str) -> HttpResponse:
    """One signed paper of the dossier, in force or replaced."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    found = next((one for one in documents_of(dossier.stream()) if one.code == document), None)
    if found is None:
        raise NotFound("Hồ sơ này không có văn bản đó.")
    log_look(dossier, actor=actor, page="desk/document", fields=["documents"])
    return sent_file(found.file, f"{dossier.code}-{found.code}")


def _asked(dossier: Dossier, key: str) -> Paper | None:
    """The paper that the procedure asked for; none for what was sent besides."""
    papers = with_form(dossier.version.read).papers
    return next((paper for paper in papers if paper.key == key), None)


def _mark(visit: Visit, dossier: Dossier) -> Mark:
    post = posting_of(visit).post
    return Mark(dossier.code or "", post.agency.name, post.title, now())


def sent_file(file: StoredFile, name: str, mark: Mark | None = None) -> HttpResponse:
    """A file so that nothing in it can act in the officer's browser, marked if it must be."""
    content = content_of(file)
    if mark is not None:
        content = watermarked(content, file.media_type, mark)
    return _sent(content, file.media_type, name)


def _sent(content: bytes, media_type: str, name: str) -> HttpResponse:
    ending = _SHOWN.get(media_type)
    disposition = content_disposition_header(
        as_attachment=ending is None, filename=f"{name}.{ending or 'bin'}"
    )
    return HttpResponse(
        content,
        content_type=media_type if ending else "application/octet-stream",
        headers={
            "Content-Disposition": disposition or "attachment",
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )
