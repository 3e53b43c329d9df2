"""Publishing a draft: who publishes it is another than who changed it last."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue import drafts
from toantrinh.catalogue.drafting import publish_draft
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today
from toantrinh.web.editor.frame import draft_seen, show_draft
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.forms import DayField, Questions


class PublishForm(Questions):
    """From when a version holds."""

    valid_from = DayField(
        label=gettext_lazy("Có hiệu lực từ ngày"),
        help_text=gettext_lazy("Hồ sơ đã bắt đầu vẫn theo phiên bản cũ."),
    )


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def publish(visit: Visit, draft_id: UUID) -> HttpResponse:
    """Let a draft hold from a day on."""
    draft = draft_seen(visit, draft_id)
    form = PublishForm(
        visit.POST if visit.method == "POST" else None, initial={"valid_from": today()}
    )
    status = 200
    if form.is_bound and form.is_valid():
        seen = visit.POST.get("thay", "")
        try:
            publish_draft(
                draft.pk,
                actor=actor_of(visit),
                revision=int(seen) if seen.isdecimal() else 0,
                valid_from=form.cleaned_data["valid_from"],
            )
        except Refusal as refusal:
            form.blame(refusal)
            status = refusal.status
        else:
            messages.success(visit, _("Đã công bố phiên bản mới."))
            return HttpResponseRedirect(reverse("editor:draft", args=[draft_id]))
    elif form.is_bound:
        status = 422
    changes = drafts.difference(draft, drafts.current(draft.code))
    context = {"form": form, "changes": len(changes)}
    return show_draft(visit, "publish", draft, context, status)
