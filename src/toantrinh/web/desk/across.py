"""Acts between agencies: asking what others think, answering, handing a dossier over and on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toantrinh.catalogue.general_form import with_form
from toantrinh.dossiers.consulting import (
    Question,
    answer,
    consult,
    end_consultation,
    give_back_question,
    planned,
)
from toantrinh.dossiers.messages import LONGEST
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.office_hours import end_of_day
from toantrinh.dossiers.passing_on import forward, give_back, hand_on, take_over
from toantrinh.dossiers.supporting import helpers, record_support
from toantrinh.government.competence import agency_of_kind
from toantrinh.government.files import kinds
from toantrinh.government.memory import remembered
from toantrinh.government.models import Agency
from toantrinh.government.queries import units_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import today
from toantrinh.web.desk.forms import ActForm, ReasonForm
from toantrinh.web.desk.kinds import Act, Setting, listed, plain, reasoned, why_of
from toantrinh.web.look.forms import DayField
from toantrinh.web.look.plain_boxes import LongSelect
from toantrinh.web.look.templatetags.look import brief

Choices = Sequence[tuple[str, str]]


@remembered
def _communes(province: str) -> Choices:
    return [(one.code, one.full_name) for one in units_of(province)]


def _kinds() -> Choices:
    """Kinds of agency of which a place has one; a ministry is found by no place."""
    return [(kind.code, kind.name) for kind in kinds() if kind.suffix]


def _where(setting: Setting, fields: dict[str, forms.Field]) -> None:
    """What names an agency: its kind, and the place."""
    kind, place = fields["kind"], fields["place"]
    if isinstance(kind, forms.ChoiceField) and isinstance(place, forms.ChoiceField):
        kind.choices = [("", "…"), *_kinds()]
        place.choices = list(_communes(setting.dossier.province))
    place.initial = setting.dossier.place


def _agency(form: ActForm) -> Agency:
    """The agency that was named. Raises NotFound where there is none."""
    given = form.cleaned_data
    found, _why = agency_of_kind(given["kind"], given["place"], today())
    return found


class ConsultForm(ActForm):
    """What the version asks others here, and one agency more."""

    planned = forms.MultipleChoiceField(
        label=_("Theo quy trình"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label=_("Cơ quan được hỏi"), required=False)
    place = forms.ChoiceField(label=_("Ở"), required=False, widget=LongSelect)
    question = forms.CharField(
        label=_("Điều cần hỏi"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    due = DayField(label=_("Trả lời hết ngày"), required=False)
    waits = forms.BooleanField(label=_("Chờ trả lời mới làm tiếp"), required=False, initial=True)

    def __init__(self, data: Any, setting: Setting) -> None:
        super().__init__(data, name="consult")
        self.plan = {one.planned: one for one in planned(setting.dossier)}
        asked = self.fields["planned"]
        if isinstance(asked, forms.ChoiceField):
            asked.choices = [
                (name, f"{one.agency.name}: {one.words} ({brief(one.due_at)})")
                for name, one in self.plan.items()
            ]
        asked.initial = list(self.plan)
        if not self.plan:
            del self.fields["planned"]
        _where(setting, self.fields)

    def clean(self) -> dict[str, Any]:
        """Somebody is asked; whoever is named is asked something, until a day."""
        given = super().clean() or {}
        if given.get("kind"):
            for name in ("question", "due"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, str(_("Cần ghi điều này cho cơ quan được hỏi.")))
        elif not given.get("planned"):
            self.add_error("kind", str(_("Hãy chọn cơ quan được hỏi.")))
        return given

    def questions(self) -> list[Question]:
        """What is asked of whom."""
        given = self.cleaned_data
        found = [self.plan[name] for name in given.get("planned", [])]
        if given["kind"]:
            agency = _agency(self)
            due = end_of_day(agency, given["due"])
            found.append(Question(agency, given["question"], due, given["waits"]))
        return found


class AnswerForm(ActForm):
    """What one's agency thinks."""

    words = forms.CharField(
        label=_("Ý kiến của cơ quan"), max_length=LONGEST, widget=forms.Textarea({"rows": 4})
    )


class ForwardForm(ActForm):
    """Which papers go along on paper."""

    papers = forms.MultipleChoiceField(
        label=_("Giấy tờ bản giấy chuyển kèm"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, setting: Setting) -> None:
        super().__init__(data, name="forward")
        names = {paper.key: paper.name for paper in with_form(setting.dossier.version.read).papers}
        given = dict.fromkeys(setting.dossier.papers.values_list("key", flat=True))
        asked = self.fields["papers"]
        if isinstance(asked, forms.ChoiceField):
            asked.choices = [(key, names.get(key, str(_("Giấy tờ khác")))) for key in given]
        if not given:
            del self.fields["papers"]


class SupportForm(ActForm):
    """Who helped the applicant, from those who do at the place and at the desk."""

    support = forms.ChoiceField(label=_("Nơi đã hỗ trợ người nộp"), required=False)

    def __init__(self, data: Any, setting: Setting) -> None:
        dossier = setting.dossier
        initial = {"support": str(dossier.support_id or "")}
        super().__init__(data, name="record_support", initial=initial)
        self.known = {str(one.pk): one for one in helpers(dossier.place, dossier.desk)}
        asked = self.fields["support"]
        if isinstance(asked, forms.ChoiceField):
            named = [(pk, one.name) for pk, one in self.known.items()]
            asked.choices = [("", str(_("Không có"))), *named]

    def chosen(self) -> Agency | None:
        """Who it was, if anybody."""
        return self.known.get(self.cleaned_data["support"])


class HandOnForm(ReasonForm):
    """Who is competent, and why."""

    kind = forms.ChoiceField(label=_("Cơ quan có thẩm quyền"))
    place = forms.ChoiceField(label=_("Ở"), required=False, widget=LongSelect)
    field_order = ("kind", "place", "because", "reason")

    def __init__(self, data: Any, setting: Setting) -> None:
        super().__init__(data, name="hand_on", listed=listed(setting, "hand_on"))
        _where(setting, self.fields)


def _consult(dossier: Dossier, actor: Actor, form: ActForm) -> Dossier:
    questions = form.questions() if isinstance(form, ConsultForm) else []
    return consult(dossier, actor=actor, questions=questions)


def _support(dossier: Dossier, actor: Actor, form: ActForm) -> Dossier:
    chosen = form.chosen() if isinstance(form, SupportForm) else None
    return record_support(dossier, actor=actor, support=chosen)


ACROSS: tuple[Act, ...] = (
    Act(
        "answer_consultation",
        "tra-loi-y-kien",
        "U",
        _("Đã trả lời về hồ sơ %(code)s."),
        lambda _setting, data: AnswerForm(data, name="answer_consultation"),
        lambda dossier, actor, form: answer(dossier, actor=actor, words=form.cleaned_data["words"]),
    ),
    Act(
        "return_consultation",
        "tra-lai-cau-hoi",
        "L",
        _("Đã trả lại câu hỏi về hồ sơ %(code)s."),
        reasoned("return_consultation"),
        lambda dossier, actor, form: give_back_question(dossier, actor=actor, **why_of(form)),
        kind="second",
        folded=True,
    ),
    Act(
        "take_over",
        "nhan-ban-giao",
        "Q",
        _("Đã xác nhận nhận bàn giao hồ sơ %(code)s."),
        plain("take_over"),
        lambda dossier, actor, _form: take_over(dossier, actor=actor),
        kind="second",
    ),
    Act(
        "consult",
        "hoi-y-kien",
        "U",
        _("Đã hỏi ý kiến về hồ sơ %(code)s."),
        lambda setting, data: ConsultForm(data, setting),
        _consult,
        kind="second",
        folded=True,
    ),
    Act(
        "end_consultation",
        "thoi-cho-y-kien",
        "W",
        _("Đã thôi chờ ý kiến về hồ sơ %(code)s."),
        reasoned("end_consultation"),
        lambda dossier, actor, form: end_consultation(dossier, actor=actor, **why_of(form)),
        kind="second",
        folded=True,
    ),
    Act(
        "forward",
        "chuyen-co-quan-giai-quyet",
        "C",
        _("Đã chuyển hồ sơ %(code)s đến cơ quan giải quyết."),
        lambda setting, data: ForwardForm(data, setting),
        lambda dossier, actor, form: forward(
            dossier, actor=actor, papers=form.cleaned_data.get("papers", [])
        ),
        folded=True,
    ),
    Act(
        "record_support",
        "noi-ho-tro",
        "O",
        _("Đã ghi nơi hỗ trợ của hồ sơ %(code)s."),
        lambda setting, data: SupportForm(data, setting),
        _support,
        kind="second",
        folded=True,
    ),
    Act(
        "give_back",
        "tra-lai-noi-chuyen",
        "L",
        _("Đã trả lại hồ sơ %(code)s cho nơi chuyển."),
        reasoned("give_back"),
        lambda dossier, actor, form: give_back(dossier, actor=actor, **why_of(form)),
        kind="second",
        folded=True,
    ),
    Act(
        "hand_on",
        "chuyen-dung-tham-quyen",
        "Z",
        _("Đã chuyển hồ sơ %(code)s đến cơ quan có thẩm quyền."),
        lambda setting, data: HandOnForm(data, setting),
        lambda dossier, actor, form: hand_on(
            dossier, actor=actor, to=_agency(form), **why_of(form)
        ),
        kind="second",
        folded=True,
    ),
)
