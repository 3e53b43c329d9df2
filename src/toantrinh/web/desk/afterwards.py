"""What may still be done with a dossier that has ended: begin another one, mend its result."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toantrinh.catalogue.forms import typed_again
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.saying import say
from toantrinh.dossiers.allowance import open_correction
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.correcting import (
    approve_correction,
    correctable,
    corrected,
    propose_correction,
    refuse_correction,
)
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.reopening import reopen
from toantrinh.kernel.actors import Actor
from toantrinh.web.desk.forms import ActForm, ReasonForm
from toantrinh.web.desk.kinds import Act, Setting, listed, plain, reasoned, why_of

_LONGEST = 2000


class CorrectionForm(ReasonForm):
    """What stands in the result, to be mended where it is wrong, and why."""

    def __init__(self, data: Any, setting: Setting, *, name: str) -> None:
        super().__init__(data, name=name, listed=listed(setting, name))
        content = with_form(setting.dossier.version.read)
        self.questions = correctable(content)
        self.before = {q.key: _typed(q, setting.answers.get(q.key)) for q in self.questions}
        self.ask({q.key: _box(q, self.before[q.key]) for q in self.questions})
        self.order_fields([*self.before, "because", "reason"])

    def changes(self) -> dict[str, str]:
        """What was written otherwise than it stood."""
        given = self.cleaned_data
        return {key: given[key] for key, stood in self.before.items() if given[key] != stood}


def _typed(question: FormField, answer: object) -> str:
    """An answer in one box; a day with slashes."""
    parts = typed_again([question], {question.key: answer})
    return "/".join(part for part in parts.values() if part)


def _box(question: FormField, stood: str) -> forms.Field:
    shared: dict[str, Any] = {"label": question.label, "required": False, "initial": stood}
    if question.kind == "choice":
        options = [(option.value, option.label) for option in question.options]
        return forms.ChoiceField(choices=options, **shared)
    if question.kind == "yes_no":
        return forms.ChoiceField(choices=[("yes", _("Có")), ("no", _("Không"))], **shared)
    return forms.CharField(max_length=_LONGEST, **shared)


def _propose(dossier: Dossier, actor: Actor, form: ActForm) -> Dossier:
    changes = form.changes() if isinstance(form, CorrectionForm) else {}
    return propose_correction(dossier, actor=actor, answers=changes, **why_of(form))


@dataclass(frozen=True)
class Change:
    """One thing that a correction mends, as it stood and as it shall stand."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Proposed:
    """A correction that waits to be decided: why, and what changes."""

    reason: str
    changes: list[Change]


def proposed(setting: Setting) -> Proposed | None:
    """The correction that waits, as who signs it reads it."""
    dossier = setting.dossier
    found = open_correction(dossier) if dossier.stage.terminal and not dossier.erased else None
    if found is None:
        return None
    found.dossier = dossier
    note = dossier.notes.get(number=found.note)
    note.dossier = dossier
    questions = {q.key: q for q in with_form(dossier.version.read).fields()}
    after = corrected(found)
    changes = [
        Change(
            questions[key].label,
            say(questions[key], setting.answers.get(key)),
            say(questions[key], after.get(key)),
        )
        for key in found.fields
    ]
    return Proposed(note_text(note), changes)


AFTERWARDS: tuple[Act, ...] = (
    Act(
        "approve_correction",
        "ky-dinh-chinh",
        "Y",
        _("Đã ký đính chính hồ sơ %(code)s. Kết quả mới đang được ký số."),
        plain("approve_correction"),
        lambda dossier, actor, _form: approve_correction(dossier, actor=actor),
    ),
    Act(
        "refuse_correction",
        "khong-dinh-chinh",
        "L",
        _("Kết quả của hồ sơ %(code)s giữ như cũ."),
        reasoned("refuse_correction"),
        lambda dossier, actor, form: refuse_correction(dossier, actor=actor, **why_of(form)),
        kind="second",
        folded=True,
    ),
    Act(
        "propose_correction",
        "de-nghi-dinh-chinh",
        "I",
        _("Đã đề nghị đính chính kết quả hồ sơ %(code)s."),
        lambda setting, data: CorrectionForm(data, setting, name="propose_correction"),
        _propose,
        kind="second",
        apart=True,
        warning=_(
            "Sửa những mục ghi sai; mục nào giữ nguyên thì để nguyên. Người khác ký thì kết quả "
            "mới thay kết quả cũ, và cả hai đều xem được."
        ),
    ),
    Act(
        "reopen",
        "giai-quyet-lai",
        "M",
        _("Đã lập hồ sơ mới từ hồ sơ %(code)s."),
        reasoned("reopen"),
        lambda dossier, actor, form: reopen(dossier, actor=actor, **why_of(form)),
        kind="second",
        apart=True,
        warning=_(
            "Hồ sơ này giữ nguyên như đã kết thúc. Một hồ sơ mới nối với nó được nộp tại Bộ phận "
            "Một cửa, với mọi câu trả lời và giấy tờ đã có; người nộp nhận lý do dưới đây, "
            "nguyên văn."
        ),
    ),
)
