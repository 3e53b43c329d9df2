"""The forms that change officers: invited, given posts, moved, away, let in or not."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from toantrinh.administration.kinds import Change
from toantrinh.administration.officer_changes import (
    AboutOfficer,
    Appoint,
    EndPosting,
    InviteAgain,
    InviteOfficer,
    Move,
    posting_of,
)
from toantrinh.administration.standing_changes import (
    BeAway,
    ComeBack,
    Disable,
    Enable,
    SignOut,
    Unlock,
)
from toantrinh.government.models import Agency
from toantrinh.government.perms import check_governs
from toantrinh.government.queries import posts_of
from toantrinh.kernel.errors import NotFound
from toantrinh.people.models import Absence, Officer, Posting
from toantrinh.web.admin.officers import officer_seen
from toantrinh.web.admin.places import place_of
from toantrinh.web.admin.proposing import ChangeForm, PlainForm, fill
from toantrinh.web.gate.access import Visit, actor_of, administrators
from toantrinh.web.gate.changes import ResetFactor
from toantrinh.web.look.forms import DayField

_ASK = ["GET", "HEAD", "POST"]
_PLAIN: dict[str, type[AboutOfficer]] = {
    "moi-lai": InviteAgain,
    "khoa": Disable,
    "mo-khoa": Enable,
    "dang-xuat": SignOut,
    "xac-thuc": ResetFactor,
    "bo-khoa-tam": Unlock,
}


class _PostForm(ChangeForm):
    """A post of one agency, from one day to another."""

    post = forms.ChoiceField(label=_("Vị trí"))
    since = DayField(label=_("Từ ngày"))
    until = DayField(
        label=_("Đến hết ngày"), required=False, help_text=_("Để trống là chưa định ngày.")
    )

    def __init__(self, data: Any = None, *, agency: Agency) -> None:
        super().__init__(data)
        asked = self.fields["post"]
        if isinstance(asked, forms.ChoiceField):
            asked.choices = [(str(post.pk), post.title) for post in posts_of(agency)]

    def days(self) -> dict[str, Any]:
        """The answers as the kinds take them."""
        return {name: self.cleaned_data[name] for name in ("post", "since", "until")}


class InviteForm(_PostForm):
    """Somebody new."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    email = forms.EmailField(
        label=_("Thư điện tử công vụ"),
        help_text=_("Thư mời gửi đến đây."),
        error_messages={"invalid": _("Hãy ghi đúng địa chỉ, ví dụ nguyenvana@thanhhoa.gov.vn.")},
    )
    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,39}$",
        label=_("Tên đăng nhập"),
        help_text=_("Từ 3 đến 40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch."),
        error_messages={"invalid": _("Hãy dùng chữ thường không dấu, chữ số, chấm hoặc gạch.")},
    )
    field_order = ("full_name", "email", "username", "post", "since", "until")

    def change(self) -> Change:
        given = self.cleaned_data
        return InviteOfficer(
            full_name=given["full_name"],
            email=given["email"],
            username=given["username"],
            **self.days(),
        )


class AppointForm(_PostForm):
    """Another post."""

    def __init__(self, data: Any = None, *, agency: Agency, officer: Officer) -> None:
        super().__init__(data, agency=agency)
        self.officer = officer

    def change(self) -> Change:
        return Appoint(officer=self.officer.pk, **self.days())


class MoveForm(_PostForm):
    """One post for another."""

    def __init__(self, data: Any = None, *, agency: Agency, posting: Posting) -> None:
        super().__init__(data, agency=agency)
        self.posting = posting

    def change(self) -> Change:
        return Move(posting=self.posting.pk, **self.days())


class EndForm(ChangeForm):
    """The last day at a post."""

    last = DayField(label=_("Ngày cuối cùng"))

    def __init__(self, data: Any = None, *, posting: Posting) -> None:
        super().__init__(data)
        self.posting = posting

    def change(self) -> Change:
        return EndPosting(posting=self.posting.pk, last=self.cleaned_data["last"])


class AwayForm(ChangeForm):
    """Away for a while."""

    since = DayField(label=_("Vắng từ ngày"))
    until = DayField(
        label=_("Đến hết ngày"), required=False, help_text=_("Để trống là chưa định ngày.")
    )

    def __init__(self, data: Any = None, *, officer: Officer) -> None:
        super().__init__(data)
        self.officer = officer

    def change(self) -> Change:
        return BeAway(officer=self.officer.pk, **self.cleaned_data)


class BackForm(ChangeForm):
    """Back earlier."""

    day = DayField(label=_("Làm việc lại từ ngày"))

    def __init__(self, data: Any = None, *, absence: Absence) -> None:
        super().__init__(data)
        self.absence = absence

    def change(self) -> Change:
        return ComeBack(absence=self.absence.pk, day=self.cleaned_data["day"])


@administrators()
@require_http_methods(_ASK)
def invite(visit: Visit) -> HttpResponse:
    """Invite somebody new to a post of an agency."""
    place = place_of(visit)
    form = InviteForm(visit.POST or None, agency=place.agency)
    back = f"{reverse('admin:officers')}?{place.query}"
    return fill(visit, form, title=InviteOfficer.label, back=back, place=place)


@administrators()
@require_http_methods(_ASK)
def appoint(visit: Visit, officer_id: UUID) -> HttpResponse:
    """Give an officer another post."""
    officer, place = officer_seen(visit, officer_id), place_of(visit)
    form = AppointForm(visit.POST or None, agency=place.agency, officer=officer)
    return fill(
        visit,
        form,
        title=Appoint.label,
        back=_back(officer_id),
        lead=officer.full_name,
        place=place,
    )


@administrators()
@require_http_methods(_ASK)
def move(visit: Visit, posting_id: UUID) -> HttpResponse:
    """Move an officer from one post to another."""
    posting, place = _posting(visit, posting_id), place_of(visit)
    form = MoveForm(visit.POST or None, agency=place.agency, posting=posting)
    return fill(
        visit,
        form,
        title=Move.label,
        back=_back(posting.officer_id),
        lead=_holds(posting),
        place=place,
    )


@administrators()
@require_http_methods(_ASK)
def end(visit: Visit, posting_id: UUID) -> HttpResponse:
    """End a posting."""
    posting = _posting(visit, posting_id)
    form = EndForm(visit.POST or None, posting=posting)
    back = _back(posting.officer_id)
    return fill(visit, form, title=EndPosting.label, back=back, lead=_holds(posting))


@administrators()
@require_http_methods(_ASK)
def away(visit: Visit, officer_id: UUID) -> HttpResponse:
    """Keep that an officer is away."""
    officer = officer_seen(visit, officer_id)
    form = AwayForm(visit.POST or None, officer=officer)
    return fill(visit, form, title=BeAway.label, back=_back(officer_id), lead=officer.full_name)


@administrators()
@require_http_methods(_ASK)
def back_again(visit: Visit, officer_id: UUID, absence_id: UUID) -> HttpResponse:
    """Let an absence end earlier."""
    officer = officer_seen(visit, officer_id)
    absence = officer.absences.filter(pk=absence_id).first()
    if absence is None:
        raise NotFound("Không có đợt vắng mặt này.")
    form = BackForm(visit.POST or None, absence=absence)
    return fill(visit, form, title=ComeBack.label, back=_back(officer_id), lead=officer.full_name)


@administrators()
@require_http_methods(_ASK)
def plain(visit: Visit, officer_id: UUID, verb: str) -> HttpResponse:
    """Changes of an officer that ask nothing."""
    officer, shape = officer_seen(visit, officer_id), _PLAIN.get(verb)
    if shape is None:
        raise NotFound("Không có việc này.")
    form = PlainForm(change=shape(officer=officer.pk))
    return fill(visit, form, title=shape.label, back=_back(officer_id), lead=officer.full_name)


def _posting(visit: Visit, posting_id: UUID) -> Posting:
    posting = posting_of(posting_id)
    check_governs(actor_of(visit), posting.post.agency)
    return posting


def _holds(posting: Posting) -> str:
    post = posting.post
    return f"{posting.officer.full_name}: {post.title}, {post.agency.name}"


def _back(officer_id: UUID) -> str:
    return reverse("admin:officer", args=[officer_id])
