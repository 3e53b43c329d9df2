"""Making a mandate: what is wished, a last look, and a tick of one's own; nothing before that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from toantrinh.documents.models import UploadSession
from toantrinh.documents.queries import label_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.mandates import actions
from toantrinh.mandates.models import Kind, Mandate
from toantrinh.mandates.parties import Proof
from toantrinh.people.levels import lacking
from toantrinh.web.gate.access import Visit, actor_of, citizens
from toantrinh.web.look import mandate_form as asks
from toantrinh.web.look.mandate_form import MandateForm
from toantrinh.web.look.procedures import asks_to_look
from toantrinh.web.portal.showing import show

# What the pages add to what was typed; the rest is carried from the form to the last look.
_OURS = {"csrfmiddlewaretoken", "step", "find", "agree", "procedures_find", "procedures_found"}


@dataclass(frozen=True)
class Way:
    """One way to a mandate: its words, its questions, and the act at its end."""

    title: object
    lead: object
    agree: object
    button: object
    kind: object
    kinds: dict[Kind, object]
    make: Callable[[MandateForm, Actor, Proof, UUID], Mandate]
    number: object = gettext_lazy("Số định danh cá nhân của người ấy")
    name: object = gettext_lazy("Họ và tên của người ấy")
    declares: bool = False


def _grant(form: MandateForm, actor: Actor, _proof: Proof, key: UUID) -> Mandate:
    return actions.grant(actor=actor, holder=form.named(), terms=form.terms(), key=key)


def _ask(form: MandateForm, actor: Actor, _proof: Proof, key: UUID) -> Mandate:
    return actions.ask(actor=actor, grantor=form.named(), terms=form.terms(), key=key)


def _declare(form: MandateForm, actor: Actor, proof: Proof, key: UUID) -> Mandate:
    return actions.declare(actor=actor, whom=form.named(), terms=form.terms(), proof=proof, key=key)


WAYS = {
    "cho-nguoi-khac": Way(
        title=gettext_lazy("Cho người khác làm thay tôi"),
        lead=gettext_lazy(
            "Người ấy chỉ làm được những thủ tục bạn chọn, trong những ngày bạn chọn."
            " Bạn thấy mỗi lần người ấy xem, và chấm dứt được bất cứ lúc nào."
        ),
        agree=gettext_lazy("Tôi đồng ý cho người này làm thay tôi như trên."),
        button=gettext_lazy("Ủy quyền"),
        kind=gettext_lazy("Người ấy làm thay bạn với tư cách gì?"),
        kinds={
            Kind.PARENT: gettext_lazy("Con cháu, người thân của tôi"),
            Kind.CLIENT: gettext_lazy("Người làm dịch vụ tôi thuê: luật sư, kế toán, đại lý"),
            Kind.VILLAGER: gettext_lazy("Người giúp ở thôn, bản, tổ dân phố"),
        },
        make=_grant,
    ),
    "xin-lam-thay": Way(
        title=gettext_lazy("Xin làm thay người khác"),
        lead=gettext_lazy(
            "Người ấy nhận được lời xin của bạn và tự trả lời bằng tài khoản của mình."
            " Không trả lời nghĩa là không đồng ý."
        ),
        agree=gettext_lazy(
            "Tôi chỉ làm những việc người ấy muốn, và biết mỗi lần xem được ghi lại."
        ),
        button=gettext_lazy("Gửi lời xin"),
        kind=gettext_lazy("Người ấy là gì của bạn?"),
        kinds={
            Kind.PARENT: gettext_lazy("Cha mẹ, người thân của tôi"),
            Kind.CLIENT: gettext_lazy("Khách hàng của tôi"),
            Kind.VILLAGER: gettext_lazy("Bà con trong thôn, bản, tổ dân phố tôi giúp"),
        },
        make=_ask,
    ),
    "dai-dien": Way(
        title=gettext_lazy("Khai tôi là cha mẹ, người giám hộ"),
        lead=gettext_lazy(
            "Pháp luật cho cha mẹ và người giám hộ làm thay. Bộ phận Một cửa nơi bạn ở kiểm tra"
            " giấy tờ rồi báo bạn. Với con, quyền này tự hết khi con đủ tuổi."
        ),
        agree=gettext_lazy("Tôi cam đoan điều đã khai là đúng sự thật."),
        button=gettext_lazy("Gửi để kiểm tra"),
        kind=gettext_lazy("Bạn đại diện cho ai?"),
        kinds={
            Kind.CHILD: gettext_lazy("Con tôi, chưa thành niên"),
            Kind.WARD: gettext_lazy("Người tôi giám hộ"),
        },
        number=gettext_lazy("Số định danh cá nhân của con hoặc người được giám hộ"),
        name=gettext_lazy("Họ và tên của con hoặc người được giám hộ"),
        make=_declare,
        declares=True,
    ),
}


@citizens(per_minute=30)
@require_http_methods(["GET", "HEAD", "POST"])
def new(visit: Visit, way: str) -> HttpResponse:
    """The questions, the last look at the answers, and the act."""
    chosen = WAYS.get(way)
    if chosen is None or (visit.for_organisation and chosen is not WAYS["cho-nguoi-khac"]):
        raise NotFound("Không có trang này.")
    if visit.method != "POST":
        return _asked(visit, chosen, _form(visit, chosen, None))
    form = _form(visit, chosen, visit.POST)
    if visit.POST.get("step") == "back" or asks_to_look(visit.POST, "procedures"):
        return _asked(visit, chosen, _unchecked(form))
    try:
        sent = asks.sent_proof(visit, actor_of(visit))
    except Refusal as refusal:
        form.is_valid()
        form.add_error("proof", refusal.text())
        return _asked(visit, chosen, form)
    if not form.is_valid():
        return _asked(visit, chosen, form, sent)
    return _made(visit, chosen, form, sent)


def _made(visit: Visit, way: Way, form: MandateForm, sent: UploadSession | None) -> HttpResponse:
    """The act once it was looked at and agreed to; else the last look."""
    proof = Proof(sent.file if sent else None, visit.POST.get("record", ""))
    agreed = visit.POST.get("step") == "make" and "agree" in visit.POST
    try:
        with transaction.atomic():
            mandate = way.make(
                form, actor_of(visit), proof, asks.pressed(visit.POST, actor_of(visit))
            )
            # Until then it is tried only, so that all that is wrong is told before.
            transaction.set_rollback(not agreed)
    except Refusal as refusal:
        form.blame(refusal)
        return _asked(visit, way, form, sent)
    if agreed:
        return HttpResponseRedirect(reverse("portal:mandate", args=[mandate.pk]))
    return _reviewed(visit, way, form, sent)


def _asked(
    visit: Visit, way: Way, form: MandateForm, sent: UploadSession | None = None
) -> HttpResponse:
    wrong = form.is_bound and bool(form.errors)
    context = {
        "way": way,
        "form": form,
        "key": visit.POST.get("key") or new_id().hex,
        "sent": sent,
        "sent_label": label_of(sent) if sent else "",
        "lacking_level": lacking(actor_of(visit), actions.LEVEL_ACT),
    }
    return show(visit, "new_mandate", context, status=422 if wrong else 200)


def _reviewed(
    visit: Visit, way: Way, form: MandateForm, sent: UploadSession | None
) -> HttpResponse:
    unticked = visit.POST.get("step") == "make"
    answers: list[dict[str, Any]] = form.lines()
    if sent:
        answers.append({"label": _("Giấy tờ chứng minh"), "value": label_of(sent)})
    kept = [
        (name, value)
        for name in visit.POST
        if name not in _OURS | {"sent"}
        for value in visit.POST.getlist(name)
    ]
    context = {
        "way": way,
        "groups": [{"title": way.title, "answers": answers}],
        "kept": [*kept, ("sent", str(sent.pk))] if sent else kept,
        "unticked": unticked,
    }
    return show(visit, "review_mandate", context, status=422 if unticked else 200)


def _form(visit: Visit, way: Way, typed: QueryDict | None) -> MandateForm:
    offered = [visit.GET["thu-tuc"]] if "thu-tuc" in visit.GET else []
    kinds = way.kinds
    if visit.for_organisation:
        kinds = {Kind.CLIENT: kinds[Kind.CLIENT]}
    birth = _("Ngày sinh") if way.declares else ""
    parts = [
        asks.kinds(str(way.kind), kinds),
        asks.who("", str(way.number), str(way.name), birth),
        asks.scope() if way.declares else {},
        asks.procedures(typed, offered, or_all=way.declares),
        _days(way),
        _proof() if way.declares else {},
    ]
    return MandateForm(parts, typed)


def _days(way: Way) -> dict[str, Any]:
    hint = _("Với con có thể bỏ trống: tự hết khi con đủ tuổi.") if way.declares else ""
    return asks.days(until_required=not way.declares, since=not way.declares, hint=hint)


def _proof() -> dict[str, Any]:
    return {
        **asks.record(),
        **asks.proof(
            _("Ảnh giấy tờ ấy"),
            _("PDF, JPEG hoặc PNG. Có thể chỉ ghi số giấy tờ ở trên."),
        ),
    }


def _unchecked(form: MandateForm) -> MandateForm:
    """The form as it was typed, without a word on what is still missing."""
    form.full_clean()
    form.errors.clear()
    return form
