"""One's own dossiers and where they are; and, for anybody with a code, state and date alone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from toantrinh.documents.models import Document
from toantrinh.documents.queries import content_of, documents_of
from toantrinh.dossiers.appealing import way_to_appeal
from toantrinh.dossiers.desk_queries import names_of
from toantrinh.dossiers.joint import joint_of
from toantrinh.dossiers.looking import log_list, log_look
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.paying import open_payment
from toantrinh.dossiers.perms import moves_for
from toantrinh.dossiers.queries import mine, stood_in_for, story
from toantrinh.dossiers.states import Holder, State
from toantrinh.dossiers.tracking import Word, own, standing, words_to_applicant
from toantrinh.dossiers.waiting import answer_by
from toantrinh.dossiers.word_models import NoteKind
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.sync.queries import tracked
from toantrinh.web.gate.access import Visit, actor_of, anyone, citizens
from toantrinh.web.portal.outlook import of_dossier
from toantrinh.web.portal.papers import as_download
from toantrinh.web.portal.progress import holder, timeline
from toantrinh.web.portal.sheets import Folder
from toantrinh.web.portal.showing import leaf, show, words_of


@citizens()
@require_safe
def dossiers(visit: Visit) -> HttpResponse:
    """All of one's dossiers, drafts too."""
    page, numbers = leaf(mine(actor_of(visit)), visit, each=20)
    others = stood_in_for(actor_of(visit)).exists()
    return show(visit, "dossiers", {"page": page, "numbers": numbers, "others": others})


@citizens()
@require_safe
def held(visit: Visit) -> HttpResponse:
    """The dossiers of those for whom one acts; the look at their names is kept."""
    actor = actor_of(visit)
    page, numbers = leaf(stood_in_for(actor), visit, each=20)
    log_list(
        list(page.object_list), actor=actor, page="portal/held", fields=["applicant", "standing"]
    )
    return show(visit, "held", {"page": page, "numbers": numbers})


@citizens()
@require_safe
def dossier(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """Where one dossier is, and what its applicant can do."""
    found = own(dossier_id, actor=actor_of(visit))
    if found.stage is State.DRAFT:
        return HttpResponseRedirect(reverse("portal:resume", args=[found.pk]))
    return _page(visit, found)


def _page(
    visit: Visit, found: Dossier, *, typed: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    content = words_of(found.version)
    events = story(found)
    acts = _acts(found, actor_of(visit))
    context = {
        "dossier": found,
        "content": content,
        "holder": holder(found, events[-1].at if events else found.created_at),
        "outlook": of_dossier(found),
        "entries": timeline(found, events, content, str(actor_of(visit))),
        "words": _told(found, str(actor_of(visit))),
        "documents": _documents(found),
        "fee": open_payment(found) if found.stage in {State.UNPAID, State.PAYING} else None,
        "answer_by": answer_by(found) if found.holder == Holder.APPLICANT else None,
        "appeal": way_to_appeal(found),
        "reopened": list(found.reopened.order_by("created_at")) if found.ended_at else [],
        # What the dossier waits for stands with where it is, not below its story.
        "waited_for": next((act for act in acts if not act["kind"]), None),
        "acts": [act for act in acts if act["kind"]],
        "joint": joint_of(found, events),
        "typed": typed,
        "problem": problem,
    }
    return show(visit, "dossier", context, status=status)


def _told(found: Dossier, reader: str) -> list[dict[str, Any]]:
    """Notes with the names of what they ask for and of who wrote them."""
    content = Folder(found, words_of(found.version), {}).content
    names = {paper.key: paper.name for paper in content.papers}
    names |= {question.key: question.label for question in content.fields()}
    words = words_to_applicant(found)
    people = names_of([word.by for word in words if word.own and word.by != reader])
    return [
        {
            "title": _title(word, people.get(word.by, "")),
            "text": word.text,
            "missing": [names.get(key, _("Giấy tờ khác")) for key in word.missing],
            "at": word.at,
        }
        for word in words
    ]


def _title(word: Word, name: str) -> str:
    """What a note is; `name` is who else wrote it for the applicant."""
    kinds = {
        NoteKind.MISSING: _("Cần bổ sung"),
        NoteKind.REFUSAL: _("Lý do không tiếp nhận"),
        NoteKind.WITHDRAWAL: _("Lý do bạn rút hồ sơ"),
        NoteKind.MESSAGE: _("Bạn nhắn") if word.own else _("Cơ quan nhắn"),
        NoteKind.SENT_BACK: _("Yêu cầu xem lại"),
        NoteKind.BREAK_GLASS: _("Lý do mở khẩn cấp"),
        NoteKind.APOLOGY: _("Lý do hẹn lại"),
        NoteKind.STOP: _("Lý do dừng giải quyết"),
        NoteKind.DENIAL: _("Lý do từ chối giải quyết"),
        NoteKind.REOPENING: _("Lý do giải quyết lại"),
        NoteKind.HAND_ON: _("Lý do chuyển cơ quan khác"),
        NoteKind.CORRECTION: _("Điều được đính chính"),
    }
    if not name:
        return kinds[word.kind]
    if word.kind == NoteKind.MESSAGE:
        return _("%(name)s nhắn") % {"name": name}
    return _("Lý do %(name)s rút hồ sơ") % {"name": name}


def _documents(found: Dossier) -> list[dict[str, Any]]:
    """What was issued to the applicant, with where to fetch it and where anybody checks it."""
    return [
        {
            "document": document,
            "url": reverse("portal:document", args=[found.pk, document.code]),
            "check_url": reverse("portal:verification", args=[document.code]),
        }
        for document in documents_of(found.stream())
        if _theirs(document, found)
    ]


def _theirs(document: Document, found: Dossier) -> bool:
    """A result is its applicant's once it was returned; letters are at once, until erased."""
    if document.pk == found.result_id:
        return found.stage is State.RETURNED
    return not (found.erased and document.file.key_id == found.key_id)


def _acts(found: Dossier, actor: Actor) -> list[dict[str, Any]]:
    """The acts that the lifecycle gives the applicant now, as buttons."""
    places = {"supplement": ("portal:supplement", ""), "withdraw": ("portal:withdraw", "grave")}
    return [
        {"url": reverse(places[move.action][0], args=[found.pk]), "label": move.label}
        | {"kind": places[move.action][1]}
        for move in moves_for(actor, found)
        if move.action in places
    ]


@citizens(per_minute=12)
@require_POST
def message(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """Write to whoever handles the dossier."""
    found = own(dossier_id, actor=actor_of(visit))
    text = visit.POST.get("text", "")
    try:
        write_message(found, actor=actor_of(visit), text=text)
    except Refusal as refused:
        return _page(visit, found, typed=text, problem=refused.text(), status=refused.status)
    messages.success(visit, _("Đã gửi tin nhắn."))
    return HttpResponseRedirect(reverse("portal:dossier", args=[found.pk]))


@citizens()
@require_safe
def document(visit: Visit, dossier_id: UUID, code: str) -> HttpResponse:
    """A signed paper of one's own."""
    found = own(dossier_id, actor=actor_of(visit))
    for each in documents_of(found.stream()):
        if each.code == code and _theirs(each, found):
            log_look(found, actor=actor_of(visit), page="portal/document", fields=["result"])
            name = f"{each.kind}-{each.code}.pdf"
            return as_download(content_of(each.file), each.file.media_type, name)
    raise NotFound("Hồ sơ này không có văn bản đó.")


@anyone(per_minute=20)
@require_safe
def look_up(visit: Visit) -> HttpResponse:
    """The state of a dossier by its code: no name, no content."""
    typed = visit.GET.get("ma", "").strip()
    context: dict[str, Any] = {"typed": typed}
    status = 200
    if typed:
        try:
            context["standing"] = standing(typed)
        except NotFound as unknown:
            context["standing"] = context["elsewhere"] = tracked(typed)
            if context["elsewhere"] is None:
                context["problem"], status = unknown.text(), 404
    return show(visit, "look_up", context, status=status)
