"""Letters and notices: which are in force, an example of each, and an agency's own lines."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.administration import wording_queries
from toantrinh.administration.kinds import Change
from toantrinh.administration.letter_book import NOTICE, example, example_notice, known
from toantrinh.administration.wording_changes import PARTS, EndWording, SetWording
from toantrinh.government.models import Agency
from toantrinh.government.wording import LIMITS, PLACES, ROOM, own_texts
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today
from toantrinh.web.admin.frame import show
from toantrinh.web.admin.places import Place, place_of
from toantrinh.web.admin.proposing import ChangeForm, fill
from toantrinh.web.gate.access import Visit, administrators
from toantrinh.web.look.forms import DayField

_ASK = ["GET", "HEAD", "POST"]


class SetForm(ChangeForm):
    """Own lines."""

    text = forms.CharField(label=_("Lời riêng"), widget=forms.Textarea({"rows": 4}), strip=False)
    since = DayField(label=_("Từ ngày"))
    source = forms.CharField(label=_("Căn cứ"), max_length=300)

    def __init__(self, data: Any = None, *, agency: Agency, letter: str, part: str) -> None:
        held = own_texts(letter, today(), agency).get(part, "")
        super().__init__(data, initial={"text": held})
        self.about = {"agency": agency.pk, "letter": letter, "part": part}
        most, longest = next(limit for name, limit in LIMITS.items() if name == part)
        self.fields["text"].help_text = gettext(
            "Nhiều nhất %(most)s dòng, mỗi dòng %(longest)s chữ. Chỗ điền dùng được: %(places)s."
        ) % {
            "most": most,
            "longest": longest,
            "places": ", ".join(f"{{{name}}}" for name in PLACES),
        }

    def change(self) -> Change:
        return SetWording.model_validate({**self.about, **self.cleaned_data})


class EndForm(ChangeForm):
    """An end."""

    last = DayField(label=_("Ngày cuối cùng"))

    def __init__(self, data: Any = None, *, agency: Agency, letter: str, part: str) -> None:
        super().__init__(data)
        self.about = {"agency": agency.pk, "letter": letter, "part": part}

    def change(self) -> Change:
        return EndWording.model_validate({**self.about, **self.cleaned_data})


@administrators()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """All letters as they hold for an agency."""
    place = place_of(visit)
    rows = [
        (
            one,
            _url("admin:letter_example", place, one.letter),
            [
                (
                    part,
                    _url("admin:set_wording", place, one.letter, part.part),
                    _url("admin:end_wording", place, one.letter, part.part),
                )
                for part in parts
            ],
        )
        for one, parts in wording_queries.letters(place.agency)
    ]
    return show(visit, "letters", {"place": place, "rows": rows})


@administrators(per_minute=60)
@require_safe
def show_example(visit: Visit, letter: str) -> HttpResponse:
    """A letter with invented data, as a PDF; the end of a notice as text."""
    place = place_of(visit)
    if known(letter) is None:
        raise NotFound("Không có mẫu văn bản này.")
    if letter == NOTICE:
        return HttpResponse(example_notice(place.agency), content_type="text/plain; charset=utf-8")
    answer = HttpResponse(example(letter, place.agency), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{letter}.pdf"'
    return answer


@administrators()
@require_http_methods(_ASK)
def set_one(visit: Visit, letter: str, part: str) -> HttpResponse:
    """Set own lines."""
    return _fill(visit, letter, part, SetForm, SetWording)


@administrators()
@require_http_methods(_ASK)
def end_one(visit: Visit, letter: str, part: str) -> HttpResponse:
    """End own lines."""
    return _fill(visit, letter, part, EndForm, EndWording)


def _fill(
    visit: Visit,
    letter: str,
    part: str,
    ask: type[SetForm] | type[EndForm],
    change: type[Change],
) -> HttpResponse:
    place, one = place_of(visit), known(letter)
    if one is None or part not in ROOM[letter]:
        raise NotFound("Mẫu này không có chỗ cho lời riêng ở phần đó.")
    form = ask(visit.POST or None, agency=place.agency, letter=letter, part=part)
    back = f"{reverse('admin:letters')}?{place.query}"
    lead = f"{one.label}: {PARTS[part]}. {place.agency.name}."
    return fill(visit, form, title=change.label, back=back, lead=lead)


def _url(view: str, place: Place, *parts: str) -> str:
    return f"{reverse(view, args=parts)}?{place.query}"
