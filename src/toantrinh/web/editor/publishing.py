"""Publishing a draft: one asks from a day on, another confirms."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue import drafts
from toantrinh.catalogue.drafting import publish_draft
from toantrinh.catalogue.models import Stage
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today
from toantrinh.web.editor.frame import draft_seen, show_draft
from toantrinh.web.gate.access import Visit, actor_of, administrators
from toantrinh.web.look.forms import DayField, Questions


class PublishForm(Questions):
    """From when a version holds."""

    valid_from = DayField(
        label=gettext_lazy("Có hiệu lực từ ngày"),
        help_text=gettext_lazy("Hồ sơ đã bắt đầu vẫn theo phiên bản cũ."),
    )


@administrators()
@require_http_methods(["GET", "HEAD", "POST"])
def publish(visit: Visit, draft_id: UUID) -> HttpResponse:
    """Ask for it, or confirm what somebody else asked for."""
    draft = draft_seen(visit, draft_id)
    begun = {"valid_from": draft.valid_from or today()}
    form = PublishForm(visit.POST if visit.method == "POST" else None, initial=begun)
    status = 200
    if form.is_bound and form.is_valid():
        seen = visit.POST.get("thay", "")
        try:
            done = publish_draft(
                draft.pk,
                actor=actor_of(visit),
                revision=int(seen) if seen.isdecimal() else 0,
                valid_from=form.cleaned_data["valid_from"],
            )
        except Refusal as refusal:
            form.blame(refusal)
            status = refusal.status
        else:
            return _done(visit, draft_id, published=done.stage == Stage.PUBLISHED)
    elif form.is_bound:
        status = 422
    context = {
        "form": form,
        "proposed": draft.stage == Stage.PROPOSED,
        "own": draft.proposed_by_id == actor_of(visit).id,
        "changes": len(drafts.difference(draft)),
    }
    return show_draft(visit, "publish", draft, context, status)


def _done(visit: Visit, draft_id: UUID, *, published: bool) -> HttpResponse:
    if published:
        messages.success(visit, _("Đã công bố phiên bản mới."))
    else:
        messages.success(visit, _("Đã đề nghị công bố. Một người quản trị khác sẽ xác nhận."))
    return HttpResponseRedirect(reverse("editor:draft", args=[draft_id]))
