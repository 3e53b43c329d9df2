"""What each act asks, and nothing more."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from toantrinh.dossiers.extending import MOST_DAYS
from toantrinh.dossiers.glass import LONGEST as LONGEST_WORDS
from toantrinh.dossiers.messages import LONGEST
from toantrinh.dossiers.paying import LARGEST
from toantrinh.kernel.time import today
from toantrinh.web.look.forms import DayField, Questions

Choices = Sequence[tuple[str, str]]


class ActForm(Questions):
    """An act's questions; of several forms on a page each keeps to its own ids."""

    def __init__(self, data: Any = None, *, name: str, initial: Any = None) -> None:
        super().__init__(data, auto_id=f"{name}-%s", initial=initial)

    def typed(self) -> list[tuple[str, str]]:
        """Label and words of all that was written, so that it can be kept on the page."""
        pairs = ((field.label, field.value()) for field in self)
        return [(str(label), value) for label, value in pairs if isinstance(value, str) and value]


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class _Because(forms.ChoiceField):
    """One of the listed reasons, or the empty choice, which asks for words."""

    widget = forms.RadioSelect

    def validate(self, value: str) -> None:
        """Only what stands there."""
        if value:
            super().validate(value)


class _BecauseForm(ActForm):
    """A reason from the list, words of one's own, or both."""

    because = _Because(label=_("Lý do"))

    def __init__(
        self, data: Any = None, *, name: str, listed: Choices = (), initial: Any = None
    ) -> None:
        super().__init__(data, name=name, initial=initial)
        asked = self.fields["because"]
        if isinstance(asked, forms.ChoiceField):
            asked.choices = [*listed, ("", _("Lý do khác, ghi rõ bên dưới"))]
        if not listed:
            del self.fields["because"]

    def clean(self) -> dict[str, Any]:
        """Without a listed reason there must be words."""
        given = super().clean() or {}
        if not given.get("because") and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", str(_("Hãy chọn một lý do có sẵn hoặc ghi rõ.")))
        return given


class ReasonForm(_BecauseForm):
    """A reason, which the other side reads."""

    reason = forms.CharField(
        label=_("Ghi rõ"),
        help_text=_("Cần ghi nếu chọn lý do khác."),
        required=False,
        max_length=LONGEST,
        widget=_words(4),
    )


class WithdrawalForm(ActForm):
    """What the applicant wrote, as a scan that they signed or word for word."""

    reason = forms.CharField(
        label=_("Lý do, như trong đơn"),
        help_text=_("Không có bản quét thì chép nguyên văn đơn vào đây."),
        max_length=LONGEST,
        widget=_words(4),
    )
    file = forms.FileField(
        label=_("Bản quét đơn đề nghị rút, có chữ ký"),
        required=False,
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class ExtendForm(ReasonForm):
    """How many working days more, and why; the new day is told by the clock."""

    working_days = forms.IntegerField(
        label=_("Thêm bao nhiêu ngày làm việc"), min_value=1, max_value=MOST_DAYS
    )
    field_order = ("working_days", "because", "reason")


class FeeForm(ActForm):
    """What is to be paid, and words that go with it."""

    amount = forms.IntegerField(label=_("Số tiền (đồng)"), min_value=1, max_value=LARGEST)
    message = forms.CharField(
        label=_("Lời nhắn người nộp"), required=False, max_length=LONGEST, widget=_words()
    )


class PaymentForm(ActForm):
    """What was paid, and by which receipt."""

    amount = forms.IntegerField(label=_("Số tiền đã thu (đồng)"), min_value=1, max_value=LARGEST)
    receipt = forms.CharField(label=_("Số biên lai"), max_length=60)


class ProposeForm(ActForm):
    """Words for who signs."""

    message = forms.CharField(
        label=_("Lời nhắn người ký"), required=False, max_length=LONGEST, widget=_words()
    )


class Marks(forms.MultipleChoiceField):
    """Boxes of which none may be marked as long as another list has one."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: Sequence[str]) -> None:
        """Only what stands there."""
        if value:
            super().validate(value)


class SupplementForm(_BecauseForm):
    """All that is missing, named once, and why."""

    papers = Marks(label=_("Giấy tờ"))
    answers = Marks(label=_("Mục trong tờ khai"))
    reason = forms.CharField(
        label=_("Cần bổ sung thế nào"),
        help_text=_("Người nộp đọc nguyên văn. Chỉ nêu một lần, đủ mọi thứ còn thiếu."),
        max_length=LONGEST,
        widget=_words(4),
    )
    field_order = ("papers", "answers", "because", "reason")

    def __init__(
        self,
        data: Any = None,
        *,
        name: str,
        papers: Choices = (),
        answers: Choices = (),
        listed: Choices = (),
        initial: Any = None,
    ) -> None:
        super().__init__(data, name=name, listed=listed, initial=initial)
        for field, choices in (("papers", papers), ("answers", answers)):
            asked = self.fields[field]
            if isinstance(asked, forms.MultipleChoiceField):
                asked.choices = list(choices)
            if not choices:
                del self.fields[field]

    def clean(self) -> dict[str, Any]:
        """At least one thing is named."""
        given = super().clean() or {}
        if not self.errors and not self.missing(given):
            first = next(iter(self.fields))
            self.add_error(first, str(_("Hãy đánh dấu ít nhất một giấy tờ hoặc mục còn thiếu.")))
        return given

    def missing(self, given: dict[str, Any]) -> list[str]:
        """The keys of all that was marked."""
        return [*given.get("papers", []), *given.get("answers", [])]


class AssignForm(ActForm):
    """Who takes it."""

    officer = forms.ChoiceField(label=_("Người thụ lý"))

    def __init__(
        self, data: Any = None, *, name: str, officers: Choices = (), initial: Any = None
    ) -> None:
        super().__init__(data, name=name, initial=initial)
        self.candidates = list(officers)
        asked = self.fields["officer"]
        if isinstance(asked, forms.ChoiceField):
            asked.choices = self.candidates


# What a pile can be narrowed by, as addresses call it.
_NARROWING = {
    "han": _("Thời hạn"),
    "thu-tuc": _("Thủ tục"),
    "buoc": _("Bước"),
    "kenh": _("Cách nộp"),
    "can-bo": _("Người thụ lý"),
    "noi": _("Địa bàn"),
    "co-quan": _("Cơ quan"),
}


class FilterForm(ActForm):
    """What a pile is narrowed to, and the name under which that is kept."""

    name = forms.CharField(
        label=_("Lưu bộ lọc này với tên"),
        help_text=_("Để trống nếu chỉ lọc lần này."),
        required=False,
        max_length=60,
    )
    shared = forms.BooleanField(label=_("Dùng chung cho cả cơ quan"), required=False)

    def __init__(
        self, data: Any = None, *, name: str, listed: Mapping[str, Choices], initial: Any = None
    ) -> None:
        super().__init__(data, name=name, initial=initial)
        narrowing = {
            key: forms.ChoiceField(
                label=label, required=False, choices=[("", _("Tất cả")), *listed[key]]
            )
            for key, label in _NARROWING.items()
            if listed.get(key)
        }
        self.ask(narrowing)
        self.order_fields([*narrowing, "name", "shared"])


class AssignmentForm(ActForm):
    """Who takes what from which day on."""

    procedure = forms.ChoiceField(label=_("Thủ tục"), required=False)
    places = forms.MultipleChoiceField(
        label=_("Địa bàn"),
        help_text=_("Không chọn là mọi địa bàn."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    officers = forms.MultipleChoiceField(
        label=_("Người nhận hồ sơ"),
        help_text=_("Ai vắng mặt hoặc đã chuyển đi thì được bỏ qua."),
        widget=forms.CheckboxSelectMultiple,
    )
    method = forms.ChoiceField(label=_("Cách chọn"), widget=forms.RadioSelect)
    since = DayField(label=_("Từ ngày"))

    def __init__(
        self,
        data: Any = None,
        *,
        name: str,
        officers: Choices,
        procedures: Choices,
        places: Choices,
        methods: Choices,
    ) -> None:
        day = today()
        super().__init__(data, name=name, initial={"method": methods[0][0], "since": day})
        listed = {
            "procedure": [("", str(_("Mọi thủ tục"))), *procedures],
            "places": list(places),
            "officers": list(officers),
            "method": list(methods),
        }
        for field, choices in listed.items():
            asked = self.fields[field]
            if isinstance(asked, forms.ChoiceField):
                asked.choices = choices
        if not places:
            del self.fields["places"]


class DelegationForm(ActForm):
    """Who acts in whose place, by which decision, from which day to which."""

    form = forms.ChoiceField(label=_("Hình thức"), widget=forms.RadioSelect)
    giver = forms.ChoiceField(
        label=_("Người vắng mặt"),
        help_text=_("Chỉ chọn khi giao làm thay lúc vắng mặt; giao ký thì người giao là bạn."),
        required=False,
    )
    taker = forms.ChoiceField(label=_("Người được giao"))
    acts = forms.MultipleChoiceField(
        label=_("Việc được ký"),
        help_text=_("Không chọn là mọi việc phải ký."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    procedures = forms.MultipleChoiceField(
        label=_("Thủ tục"),
        help_text=_("Không chọn là mọi thủ tục."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    basis = forms.CharField(label=_("Văn bản làm căn cứ"), max_length=200)
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"))

    def __init__(self, data: Any = None, *, name: str, listed: Mapping[str, Choices]) -> None:
        super().__init__(data, name=name, initial={"since": today()})
        for field, choices in listed.items():
            asked = self.fields[field]
            if isinstance(asked, forms.ChoiceField):
                asked.choices = list(choices)
            if not choices:
                del self.fields[field]


class GlassForm(ActForm):
    """Why somebody must read a dossier that is not theirs."""

    reason = forms.ChoiceField(label=_("Lý do"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Vì sao cần xem hồ sơ này"),
        help_text=_("Lãnh đạo và người phụ trách bảo vệ dữ liệu đọc lại những dòng này."),
        max_length=LONGEST_WORDS,
        widget=_words(4),
    )

    def __init__(self, data: Any = None, *, name: str, listed: Choices = ()) -> None:
        super().__init__(data, name=name)
        asked = self.fields["reason"]
        if isinstance(asked, forms.ChoiceField):
            asked.choices = list(listed)


class MessageForm(ActForm):
    """A message to the applicant, or a note for colleagues."""

    text = forms.CharField(label=_("Nhắn người nộp hồ sơ"), max_length=LONGEST, widget=_words())
    internal = forms.BooleanField(label=_("Ghi chú nội bộ, chỉ cán bộ đọc"), required=False)
