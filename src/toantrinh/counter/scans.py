"""Papers scanned at the counter: several pictures of one paper become one PDF."""

import io
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from PIL import Image

from toantrinh.catalogue.general_form import with_form
from toantrinh.counter.reception import lock
from toantrinh.counter.reception_models import Reception, ReceptionPaper
from toantrinh.documents.actions import store_upload
from toantrinh.documents.uploads import PDF, UploadLimits
from toantrinh.documents.uploads import clean as clean_upload
from toantrinh.dossiers.on_paper import FORM
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound, Refusal
from toantrinh.kernel.text import clean
from toantrinh.people.sealing import seal

OTHER = "other"
_LONGEST = 200
# Dots an inch, by which a picture of a page comes out about as large as the page.
_DOTS = 150.0


@transaction.atomic
def keep_scan(
    reception: Reception, key: str, content: bytes, label: str, *, actor: Actor
) -> ReceptionPaper:
    """Keep a scan for one of the papers that are asked for; an earlier one makes way for it."""
    locked = lock(reception, actor)
    if locked.version is None:
        raise Conflict("Hãy chọn thủ tục trước.")
    known = {paper.key for paper in with_form(locked.version.read).papers} | {OTHER, FORM}
    if key not in known:
        raise NotFound("Thủ tục này không có giấy tờ đó.")
    file = store_upload(content, actor=actor, key=locked.key)
    if key != OTHER:
        for earlier in locked.papers.filter(key=key).select_related("file"):
            _remove(earlier)
    paper = ReceptionPaper(reception=locked, key=key, file=file)
    paper.label_sealed = seal(locked.key, clean(label)[:_LONGEST], paper.place())
    paper.save(force_insert=True)
    return paper


def as_one(pictures: Sequence[bytes]) -> bytes:
    """Several pictures of one paper as one PDF, in their order; a single file as it came.

    Each is held against the limits of uploads before it is opened. Raises Refusal when one of
    several is no picture.
    """
    if len(pictures) == 1:
        return pictures[0]
    limits = UploadLimits()
    if len(pictures) > limits.pages:
        raise Refusal("Nhiều nhất %(most)s trang một giấy tờ.", field="file", most=limits.pages)
    cleaned = [clean_upload(each, limits) for each in pictures]
    if any(each.media_type == PDF for each in cleaned):
        raise Refusal(
            "Chỉ ghép được các ảnh chụp; tệp PDF thì gửi riêng một tệp.",
            field="file",
            remedy="Hãy chụp từng trang thành ảnh, hoặc quét cả giấy tờ thành một tệp PDF.",
        )
    pages = [Image.open(io.BytesIO(each.content)).convert("RGB") for each in cleaned]
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=_DOTS)
    return made.getvalue()


@transaction.atomic
def drop_scan(reception: Reception, paper_id: UUID, *, actor: Actor) -> None:
    """Take a scan away again."""
    locked = lock(reception, actor)
    for paper in locked.papers.filter(pk=paper_id).select_related("file"):
        _remove(paper)


def scans_of(reception: Reception) -> Sequence[ReceptionPaper]:
    """All scans, in the order in which they came."""
    found = list(reception.papers.select_related("file__key").order_by("pk"))
    for paper in found:
        paper.reception = reception
    return found


def _remove(paper: ReceptionPaper) -> None:
    file = paper.file
    paper.delete()
    file.delete()
