"""A draft that was begun under rules that hold no longer: what changed, and going on with it."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from toantrinh.dossiers import renewing
from toantrinh.dossiers.models import Dossier, Draft
from toantrinh.dossiers.tracking import own
from toantrinh.web.gate.access import Visit, actor_of, citizens
from toantrinh.web.portal.applying import answer_words
from toantrinh.web.portal.sheets import draft_folder
from toantrinh.web.portal.showing import show, words_of

_WORDS = {
    "service_level": gettext_noop("Mức độ trực tuyến"),
    "eligibility": gettext_noop("Điều kiện được nộp"),
    "papers": gettext_noop("Giấy tờ"),
    "fees": gettext_noop("Phí, lệ phí"),
    "channels": gettext_noop("Cách nộp"),
    "limits": gettext_noop("Thời hạn riêng"),
    "results": gettext_noop("Kết quả"),
}


def way_to(dossier: Dossier) -> HttpResponse | None:
    """To the page that tells what changed, where a draft stands under an older version."""
    if renewing.newer(dossier) is None:
        return None
    return HttpResponseRedirect(reverse("portal:renew", args=[dossier.pk]))


@citizens()
@require_http_methods(["GET", "HEAD", "POST"])
def renew(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """Tell what changed since the draft was begun, and carry its answers over when asked to."""
    dossier = own(dossier_id, actor=actor_of(visit))
    version = renewing.newer(dossier)
    if version is None:
        return HttpResponseRedirect(reverse("portal:resume", args=[dossier.pk]))
    if visit.method == "POST":
        done = renewing.renew(dossier, actor=actor_of(visit))
        return HttpResponseRedirect(draft_folder(done).first_open())
    found = renewing.would_carry(dossier, version)
    labels = {question.key: question.label for question in words_of(version).fields()}
    context = {
        "dossier": dossier,
        "content": words_of(version),
        "kept": len(found.kept) - len(found.again),
        "again": [labels.get(question.key, question.label) for question in found.again],
        "fresh": [labels.get(question.key, question.label) for question in found.fresh],
        "left": left_lines(dossier, found.left),
        "told": [_(_WORDS[name]) for name in found.told],
    }
    return show(visit, "renew", context)


def left_lines(dossier: Dossier, left: dict[str, object]) -> list[tuple[str, str]]:
    """What no question asks for any more, by the words of the versions that asked."""
    asked = {
        question.key: question
        for version in dossier.version.procedure.versions.order_by("number")
        for question in words_of(version).fields()
    }
    return [
        (asked[key].label, answer_words(asked[key], value)) if key in asked else (key, str(value))
        for key, value in left.items()
    ]


def left_of(dossier: Dossier) -> list[tuple[str, str]]:
    """What was left behind when a draft went over to a newer version."""
    draft = Draft.objects.filter(pk=dossier.pk).first()
    if draft is None:
        return []
    draft.dossier = dossier
    left = renewing.left_behind(draft)
    return left_lines(dossier, left) if left else []
