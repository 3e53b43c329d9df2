"""The acts that the lifecycle table gives an officer, as forms and buttons."""

from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from toantrinh.catalogue.forms import shown
from toantrinh.catalogue.general_form import with_form
from toantrinh.documents.actions import store_upload
from toantrinh.documents.uploads import UploadLimits, check_size
from toantrinh.dossiers import actions, perms
from toantrinh.dossiers.attaching import keep_request
from toantrinh.dossiers.checking import wanting
from toantrinh.dossiers.costing import amount_due
from toantrinh.dossiers.deciding import endorse
from toantrinh.dossiers.extending import extend
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.paying import ask_payment, open_payment, record_payment
from toantrinh.dossiers.states import State
from toantrinh.dossiers.stopping import stop
from toantrinh.kernel.actors import Actor
from toantrinh.people.models import Officer, Posting
from toantrinh.people.queries import holders
from toantrinh.web.desk.across import ACROSS
from toantrinh.web.desk.afterwards import AFTERWARDS
from toantrinh.web.desk.forms import (
    ActForm,
    AssignForm,
    ExtendForm,
    FeeForm,
    PaymentForm,
    ProposeForm,
    SupplementForm,
    WithdrawalForm,
)
from toantrinh.web.desk.kinds import Act, Errand, Setting, listed, plain, reasoned, why_of

OTHER = "other"


def _propose_form(_setting: Setting, data: Any) -> ActForm:
    return ProposeForm(data, name="propose")


def _supplement_form(setting: Setting, data: Any) -> ActForm:
    content = with_form(setting.dossier.version.read)
    papers = [(paper.key, paper.name) for paper in content.papers]
    answers = [
        (question.key, question.label)
        for question in content.fields()
        if shown(question, setting.answers)
    ]
    asked_for = wanting(setting.checks)
    names = dict(papers)
    lines = [
        f"{names.get(key, _('Giấy tờ khác'))}: {words}" for key, words in asked_for.items() if words
    ]
    return SupplementForm(
        data,
        initial={"papers": list(asked_for), "reason": "\n".join(lines)},
        name="ask_supplement",
        papers=[*papers, (OTHER, str(_("Giấy tờ khác")))],
        answers=answers,
        listed=listed(setting, "ask_supplement"),
    )


def _assign_form(setting: Setting, data: Any) -> ActForm:
    dossier = setting.dossier
    found = (
        holders(dossier.agency_id, "specialist") if dossier.agency_id else Posting.objects.none()
    )
    names = {
        str(posting.officer_id): f"{posting.officer.full_name}, {posting.post.title}"
        for posting in found
        if posting.officer_id != dossier.officer_id
    }
    own = str(setting.actor.id)
    return AssignForm(
        data,
        name="assign",
        officers=list(names.items()),
        initial={"officer": own if own in names else None},
    )


def _fee_form(setting: Setting, data: Any) -> ActForm:
    return FeeForm(data, name="ask_payment", initial={"amount": amount_due(setting.dossier)})


def _payment_form(setting: Setting, data: Any) -> ActForm:
    waited_for = open_payment(setting.dossier)
    return PaymentForm(
        data,
        name="record_payment",
        initial={"amount": waited_for.amount if waited_for else None},
    )


def _extend_form(setting: Setting, data: Any) -> ActForm:
    return ExtendForm(data, name="extend", listed=listed(setting, "extend"))


def _assign(dossier: Dossier, actor: Actor, form: ActForm) -> Dossier:
    officer = Officer.objects.get(pk=form.cleaned_data["officer"])
    return actions.assign(dossier, actor=actor, officer=officer)


def _ask_supplement(dossier: Dossier, actor: Actor, form: ActForm) -> Dossier:
    missing = cast("SupplementForm", form).missing(form.cleaned_data)
    return actions.ask_supplement(dossier, actor=actor, missing=missing, **why_of(form))


def _keep_request(dossier: Dossier, actor: Actor, form: ActForm) -> None:
    scan = form.cleaned_data["file"]
    if scan is not None:
        check_size(scan.size or 0, UploadLimits())
        file = store_upload(scan.read(), actor=actor, key=dossier.key)
        keep_request(dossier, actor=actor, file=file)


_ENDS = _(
    "Hồ sơ sẽ kết thúc và không mở lại được. Người nộp nhận ngay lý do dưới đây, nguyên văn, "
    "kèm văn bản ký số nêu cách khiếu nại."
)

# The order of the buttons: what leads on first, what ends last.
ACTS: tuple[Act, ...] = (
    Act(
        "accept",
        "tiep-nhan",
        "T",
        _("Đã tiếp nhận hồ sơ %(code)s."),
        plain("accept"),
        lambda dossier, actor, _form: actions.accept(dossier, actor=actor),
    ),
    Act(
        "endorse",
        "thong-qua",
        "Y",
        _("Đã thông qua hồ sơ %(code)s, chuyển người ký."),
        plain("endorse"),
        lambda dossier, actor, _form: endorse(dossier, actor=actor),
    ),
    Act(
        "approve",
        "ky-duyet",
        "Y",
        _("Đã ký duyệt hồ sơ %(code)s. Kết quả đang được ký số."),
        plain("approve"),
        lambda dossier, actor, _form: actions.approve(dossier, actor=actor),
    ),
    Act(
        "propose",
        "trinh-ky",
        "T",
        _("Đã trình ký hồ sơ %(code)s."),
        _propose_form,
        lambda dossier, actor, form: actions.propose(
            dossier, actor=actor, message=form.cleaned_data["message"]
        ),
    ),
    Act(
        "return_result",
        "tra-ket-qua",
        "R",
        _("Đã trả kết quả hồ sơ %(code)s."),
        plain("return_result"),
        lambda dossier, actor, _form: actions.return_result(dossier, actor=actor),
    ),
    Act(
        "record_payment",
        "thu-phi",
        "G",
        _("Đã ghi khoản thu của hồ sơ %(code)s."),
        _payment_form,
        lambda dossier, actor, form: record_payment(
            dossier,
            actor=actor,
            amount=form.cleaned_data["amount"],
            receipt=form.cleaned_data["receipt"],
        ),
    ),
    Act(
        "assign",
        "phan-cong",
        "P",
        _("Đã phân công hồ sơ %(code)s."),
        _assign_form,
        _assign,
    ),
    Act(
        "ask_supplement",
        "yeu-cau-bo-sung",
        "B",
        _("Đã yêu cầu bổ sung hồ sơ %(code)s."),
        _supplement_form,
        _ask_supplement,
        kind="second",
        folded=True,
    ),
    Act(
        "ask_payment",
        "yeu-cau-nop-phi",
        "E",
        _("Đã yêu cầu nộp phí hồ sơ %(code)s."),
        _fee_form,
        lambda dossier, actor, form: ask_payment(
            dossier,
            actor=actor,
            amount=form.cleaned_data["amount"],
            message=form.cleaned_data["message"],
        ),
        kind="second",
        folded=True,
    ),
    Act(
        "send_back",
        "tra-lai",
        "L",
        _("Đã trả lại hồ sơ %(code)s cho người trình."),
        reasoned("send_back"),
        lambda dossier, actor, form: actions.send_back(dossier, actor=actor, **why_of(form)),
        kind="second",
        folded=True,
    ),
    Act(
        "refuse",
        "tu-choi",
        "X",
        _("Đã từ chối tiếp nhận hồ sơ %(code)s."),
        reasoned("refuse"),
        lambda dossier, actor, form: actions.refuse(dossier, actor=actor, **why_of(form)),
        kind="grave",
        apart=True,
        warning=_ENDS,
    ),
    Act(
        "propose_denial",
        "trinh-tu-choi",
        "V",
        _("Đã trình từ chối giải quyết hồ sơ %(code)s."),
        reasoned("propose_denial"),
        lambda dossier, actor, form: actions.propose_denial(dossier, actor=actor, **why_of(form)),
        kind="second",
        folded=True,
    ),
    Act(
        "extend",
        "hen-lai",
        "H",
        _("Đã xin lỗi và hẹn lại ngày trả hồ sơ %(code)s."),
        _extend_form,
        lambda dossier, actor, form: extend(
            dossier,
            actor=actor,
            working_days=form.cleaned_data["working_days"],
            **why_of(form),
        ),
        kind="second",
        folded=True,
    ),
    Act(
        "stop",
        "dung",
        "D",
        _("Đã dừng giải quyết hồ sơ %(code)s."),
        reasoned("stop"),
        lambda dossier, actor, form: stop(dossier, actor=actor, **why_of(form)),
        kind="grave",
        apart=True,
        warning=_ENDS,
    ),
    Act(
        "withdraw",
        "rut",
        "S",
        _("Đã rút hồ sơ %(code)s theo đề nghị của người nộp."),
        lambda _setting, data: WithdrawalForm(data, name="withdraw"),
        lambda dossier, actor, form: actions.withdraw(
            dossier, actor=actor, reason=form.cleaned_data["reason"]
        ),
        kind="grave",
        apart=True,
        warning=_(
            "Hồ sơ sẽ dừng hẳn và không mở lại được; muốn làm lại phải nộp hồ sơ mới. "
            "Chỉ rút khi chính người nộp đề nghị bằng văn bản."
        ),
        keep=_keep_request,
    ),
    *ACROSS,
    *AFTERWARDS,
)
SUPPLEMENT = Errand("supplement", "counter:supplement", "T")
_BY_SLUG = {act.slug: act for act in ACTS}


@dataclass(frozen=True)
class Offered:
    """An act that may be done now, with its form and the table's name for it."""

    act: Act | Errand
    label: str
    form: ActForm
    open: bool
    kind: str

    @property
    def optional(self) -> bool:
        """Whether nothing has to be filled in."""
        fields = self.form.fields.values()
        return bool(fields) and not any(field.required for field in fields)


def act_by(slug: str) -> Act | None:
    """The act that an address means."""
    return _BY_SLUG.get(slug)


def label_of(act: Act, setting: Setting) -> str:
    """What the table calls the act."""
    moves = perms.moves_for(setting.actor, setting.dossier)
    return next((str(move.label) for move in moves if move.action == act.action), "")


def offered(setting: Setting, tried: ActForm | None = None, name: str = "") -> list[Offered]:
    """What this officer may do now; the form that was refused comes back as it was typed."""
    labels = {
        move.action: str(move.label) for move in perms.moves_for(setting.actor, setting.dossier)
    }
    if setting.dossier.stage is State.READY and setting.dossier.result_id is None:
        # Nothing can be handed over before the worker has signed it.
        labels.pop("return_result", None)
    found = []
    if (label := labels.get(SUPPLEMENT.action)) is not None:
        empty = ActForm(name=SUPPLEMENT.action)
        found.append(Offered(SUPPLEMENT, label, empty, open=False, kind=""))
    for act in ACTS:
        if act.action not in labels:
            continue
        mine = tried if tried is not None and name == act.action else None
        form = mine or act.make(setting, None)
        if isinstance(form, AssignForm) and not form.candidates:
            continue
        again = act.action == "assign" and setting.dossier.stage is State.PROCESSING
        found.append(
            Offered(
                act,
                str(_("Chuyển người khác")) if again else labels[act.action],
                form,
                open=mine is not None or not (act.folded or again),
                kind="second" if again else act.kind,
            )
        )
    return found
