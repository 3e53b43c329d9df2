"""The papers of a draft: sent one by one or all at once, each refusal at its own place."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toantrinh.catalogue.content import Paper as AskedPaper
from toantrinh.documents.actions import store_upload
from toantrinh.documents.queries import content_of
from toantrinh.documents.uploads import UploadLimits, check_size
from toantrinh.dossiers import attaching
from toantrinh.dossiers.looking import log_look
from toantrinh.dossiers.models import Dossier, Paper
from toantrinh.dossiers.states import State
from toantrinh.dossiers.tracking import own
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Invalid, NotFound, Problem, Refusal
from toantrinh.web.gate.access import Visit, actor_of, citizens
from toantrinh.web.look.forms import Questions
from toantrinh.web.portal.procedure_words import called
from toantrinh.web.portal.sheets import Folder, draft_folder
from toantrinh.web.portal.showing import show

OTHER = "other"
_BOX = "file_"
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class Slot:
    """One paper that is asked for, what lies there, and the box for another file."""

    key: str
    name: str
    group: str
    required: bool
    given: list[Paper]
    box: forms.BoundField


class PapersForm(Questions):
    """A box for each paper; what is wrong with one does not touch the others."""

    def __init__(self, asked: list[AskedPaper], problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__({})
        for paper in asked:
            self.fields[f"{_BOX}{paper.key}"] = _box(paper.name, required=paper.required)
        self.fields[f"{_BOX}{OTHER}"] = _box(_("Giấy tờ khác"), required=False)

    def full_clean(self) -> None:
        """Show what was refused, each at its box."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for problem in self.problems:
            box = f"{_BOX}{problem.where}"
            self.add_error(box if box in self.fields else None, problem.text())


def _box(label: str, *, required: bool) -> forms.Field:
    kinds = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
    return forms.Field(label=label, required=required, widget=forms.FileInput({"accept": kinds}))


@citizens()
@require_http_methods(["GET", "HEAD", "POST"])
def papers(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """All papers that the answers call for, on one page."""
    dossier = own(dossier_id, actor=actor_of(visit))
    if dossier.stage is not State.DRAFT:
        return HttpResponseRedirect(reverse("portal:dossier", args=[dossier.pk]))
    folder = draft_folder(dossier)
    if visit.method != "POST":
        return shown(visit, folder, [])
    problems = take_files(visit, dossier, actor_of(visit))
    if "next" in visit.POST:
        refused = {problem.where for problem in problems}
        problems += [one for one in folder.papers_missing() if one.where not in refused]
    if problems:
        return shown(visit, folder, problems)
    here = reverse("portal:papers", args=[dossier.pk])
    review = reverse("portal:review", args=[dossier.pk])
    return HttpResponseRedirect(review if "next" in visit.POST else here)


def shown(visit: Visit, folder: Folder, problems: list[Problem]) -> HttpResponse:
    """The page with its boxes, and with what was refused."""
    asked_keys = folder.papers_asked()
    asked = [paper for paper in folder.content.papers if paper.key in asked_keys]
    form = PapersForm(asked, problems)
    context = {
        "folder": folder,
        "at": folder.of - 1,
        "form": form,
        "slots": slots(folder.dossier, asked, form),
        "back": folder.address(folder.pages[-1]),
        "limits": UploadLimits(),
        "known": [paper for paper in folder.content.papers if paper.in_database],
    }
    return show(visit, "papers", context, status=422 if problems else 200)


def slots(dossier: Dossier, asked: list[AskedPaper], form: PapersForm) -> list[Slot]:
    """The asked papers with what lies there, and a place for others at the end."""
    given: dict[str, list[Paper]] = {}
    for paper in dossier.papers.select_related("file").order_by("number"):
        given.setdefault(paper.key, []).append(paper)
    found = [
        Slot(
            key=paper.key,
            name=paper.name,
            group=called(paper.group),
            required=paper.required,
            given=given.get(paper.key, [])[-1:],
            box=form[f"{_BOX}{paper.key}"],
        )
        for paper in asked
    ]
    other = form[f"{_BOX}{OTHER}"]
    return [*found, Slot(OTHER, str(other.label), "", False, given.get(OTHER, []), other)]


def take_files(visit: HttpRequest, dossier: Dossier, actor: Actor) -> list[Problem]:
    """Keep every file that can be kept; the others come back as problems."""
    problems = []
    for name, upload in visit.FILES.items():
        key = name.removeprefix(_BOX)
        if isinstance(upload, UploadedFile) and name.startswith(_BOX):
            problems += _take_file(dossier, actor, key, upload)
    return problems


def _take_file(
    dossier: Dossier, actor: Actor, key: str, upload: "UploadedFile[bytes]"
) -> list[Problem]:
    try:
        check_size(upload.size or 0, UploadLimits())
        file = store_upload(upload.read(), actor=actor, key=dossier.key)
        put(dossier, actor, key, attaching.attach, file=file, label=upload.name or key)
    except Invalid as refused:
        return [Problem(key, problem.what, params=problem.params) for problem in refused.problems]
    except Refusal as refused:
        return [Problem(key, refused.text().replace("%", "%%"))]
    return []


def put(dossier: Dossier, actor: Actor, key: str, attach: Any, **given: Any) -> Paper:
    """Add a paper; what lay there and was not handed in yet makes way for it."""
    paper: Paper = attach(dossier, actor=actor, key=key, **given)
    if key != OTHER:
        earlier = dossier.papers.filter(key=key, revision=0).exclude(number=paper.number)
        for number in earlier.values_list("number", flat=True):
            attaching.detach(dossier, actor=actor, number=number)
    return paper


@citizens()
@require_POST
def remove(visit: Visit, dossier_id: UUID, number: int) -> HttpResponse:
    """Take a paper back."""
    dossier = own(dossier_id, actor=actor_of(visit))
    attaching.detach(dossier, actor=actor_of(visit), number=number)
    return HttpResponseRedirect(papers_address(dossier))


def papers_address(dossier: Dossier) -> str:
    """The page on which the papers of a dossier are sent now."""
    name = "portal:papers" if dossier.stage is State.DRAFT else "portal:supplement"
    return reverse(name, args=[dossier.pk])


@citizens()
@require_safe
def open_paper(visit: Visit, dossier_id: UUID, number: int) -> HttpResponse:
    """One's own paper, as it is kept."""
    dossier = own(dossier_id, actor=actor_of(visit))
    paper = dossier.papers.select_related("file__key").filter(number=number).first()
    if paper is None:
        raise NotFound("Không có giấy tờ này.")
    log_look(dossier, actor=actor_of(visit), page="portal/paper", fields=[f"papers.{paper.key}"])
    ending = _ENDINGS.get(paper.file.media_type, "bin")
    return as_download(
        content_of(paper.file), paper.file.media_type, f"{paper.key}-{number}.{ending}"
    )


def as_download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Bytes to be kept, never shown inside a page of ours."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
