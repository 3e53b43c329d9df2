"""The desk checks declared parents and guardians, and records what somebody says in person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.documents.models import UploadSession
from toantrinh.documents.queries import label_of
from toantrinh.journal.actions import log_access
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import today
from toantrinh.mandates import actions, perms, queries, words
from toantrinh.mandates.models import Mandate, Standing
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.papers import sent_file
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look import mandate_form as asks
from toantrinh.web.look.mandate_form import MandateForm, names_of
from toantrinh.web.look.procedures import asks_to_look

_RECORDED_SHOWN = 50


@officers()
@require_safe
def listed(visit: Visit) -> HttpResponse:
    """What waits for the check of this desk, and what it recorded or checked."""
    place = perms.desk_of(actor_of(visit))
    waiting = list(queries.waiting(place))
    others = queries.mine(actor_of(visit)).exclude(pk__in=[row.pk for row in waiting])
    rows = [*waiting, *others[:_RECORDED_SHOWN]]
    if rows:
        _log(visit, "desk/mandates", rows, ["applicant"])
    context = {
        **frame(visit),
        "waiting": [_shown(row) for row in waiting],
        "others": [_shown(row) for row in rows[len(waiting) :]],
    }
    return render(visit, "desk/mandates.html", context)


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def one(visit: Visit, mandate_id: UUID) -> HttpResponse:
    """One mandate with its proof; confirming, refusing and ending are buttons."""
    actor = actor_of(visit)
    perms.desk_of(actor)
    found = queries.find(mandate_id, actor=actor)
    problem = ""
    if visit.method == "POST":
        act = {"confirm": actions.confirm, "refuse": actions.refuse, "end": actions.end}.get(
            visit.POST.get("act", "")
        )
        if act is None:
            raise NotFound("Không có việc này.")
        try:
            act(found, actor=actor)
        except Refusal as refusal:
            problem = refusal.text()
        else:
            messages.success(visit, _("Đã ghi. Cả hai người được báo."))
            return HttpResponseRedirect(reverse("desk:mandate", args=[found.pk]))
    told = queries.declared(found)
    _log(visit, "desk/mandate", [found], ["applicant", "number"] if told else ["applicant"])
    standing = found.standing(today())
    context = {
        **frame(visit),
        "row": _shown(found),
        "told": told,
        "problem": problem,
        "to_check": standing is Standing.WAITING and perms.may_confirm(actor, found),
        "to_end": standing.open and found.confirmed_at is not None,
    }
    return render(visit, "desk/mandate.html", context, status=409 if problem else 200)


@officers()
@require_safe
def proof(visit: Visit, mandate_id: UUID) -> HttpResponse:
    """The scan that a mandate rests on."""
    found = queries.find(mandate_id, actor=actor_of(visit))
    if found.proof is None:
        raise NotFound("Ủy quyền này không có giấy tờ kèm theo.")
    _log(visit, "desk/mandate_proof", [found], ["applicant"])
    return sent_file(found.proof, "uy-quyen")


@officers(per_minute=60)
@require_http_methods(["GET", "HEAD", "POST"])
def record(visit: Visit) -> HttpResponse:
    """Record a mandate for somebody who came in person, with a scan of what they signed."""
    actor = actor_of(visit)
    perms.desk_of(actor)
    if visit.method != "POST":
        return _asked(visit, _form(None))
    form = _form(visit.POST)
    if asks_to_look(visit.POST, "procedures"):
        form.full_clean()
        form.errors.clear()
        return _asked(visit, form)
    sent: UploadSession | None = None
    try:
        sent = asks.sent_proof(visit, actor)
        if form.is_valid():
            if sent is None or sent.file is None:
                raise Refusal("Hãy gửi bản chụp giấy người ủy quyền đã ký.", field="proof")
            made = actions.record(
                actor=actor,
                grantor=form.named("grantor_"),
                holder=form.named("holder_"),
                terms=form.terms(),
                proof=sent.file,
                key=asks.pressed(visit.POST, actor),
            )
            messages.success(visit, _("Đã ghi ủy quyền. Cả hai người được báo."))
            return HttpResponseRedirect(reverse("desk:mandate", args=[made.pk]))
    except Refusal as refusal:
        form.is_valid()
        form.blame(refusal)
    return _asked(visit, form, sent)


def _asked(visit: Visit, form: MandateForm, sent: UploadSession | None = None) -> HttpResponse:
    context = {
        **frame(visit),
        "form": form,
        "key": visit.POST.get("key") or new_id().hex,
        "sent": sent,
        "sent_label": label_of(sent) if sent else "",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(visit, "desk/record_mandate.html", context, status=status)


def _form(typed: QueryDict | None) -> MandateForm:
    number, name = _("Số định danh cá nhân"), _("Họ và tên")
    parts = [
        asks.who(
            "grantor_",
            _("%(what)s của người ủy quyền") % {"what": number},
            _("%(what)s của người ủy quyền") % {"what": name},
            _("Ngày sinh của người ủy quyền"),
        ),
        asks.who(
            "holder_",
            _("%(what)s của người làm thay") % {"what": number},
            _("%(what)s của người làm thay") % {"what": name},
        ),
        asks.kinds(_("Người ủy quyền là gì của người làm thay?"), words.KINDS),
        asks.procedures(typed, []),
        asks.days(until_required=True),
        asks.proof(
            _("Bản chụp giấy ủy quyền đã ký, hoặc giấy khai sinh, quyết định giám hộ"),
            _("PDF, JPEG hoặc PNG."),
            required=True,
        ),
    ]
    return MandateForm(parts, typed)


def _shown(row: Mandate) -> dict[str, object]:
    standing = row.standing(today())
    return {
        "mandate": row,
        "grantor": queries.grantor_name(row),
        "kind": words.kind_of(row),
        "label": words.STANDINGS[standing],
        "tone": words.TONES.get(standing, "still"),
        "procedures": names_of(row.procedures),
    }


def _log(visit: Visit, page: str, rows: list[Mandate], fields: list[str]) -> None:
    persons = {row.holder_id for row in rows} | {row.grantor_id for row in rows if row.grantor_id}
    log_access(
        actor=actor_of(visit),
        page=page,
        purpose="mandate",
        basis="statutory",
        persons=persons,
        fields=fields,
    )
