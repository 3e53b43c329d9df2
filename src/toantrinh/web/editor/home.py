"""Where an author begins: drafts that are being written, and procedures to begin one from."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from toantrinh.catalogue.drafting import open_draft
from toantrinh.catalogue.drafts import open_drafts
from toantrinh.catalogue.models import Procedure
from toantrinh.catalogue.perms import EDITOR, check_open, check_write
from toantrinh.catalogue.search import search
from toantrinh.kernel.errors import Refusal
from toantrinh.web.editor.frame import show
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.forms import Questions

_FOUND = 10
_CODE = _("Mã quốc gia của thủ tục, ví dụ 1.001193.")


class BeginForm(Questions):
    """A procedure from nothing."""

    code = forms.CharField(label=_("Mã thủ tục"), max_length=20, help_text=_CODE)
    name = forms.CharField(label=_("Tên thủ tục"), max_length=1000)


@officers()
@require_safe
def home(visit: Visit) -> HttpResponse:
    """Open drafts; search for a procedure to change; begin a new one."""
    check_open(actor_of(visit))
    return _home(visit, BeginForm())


def _home(visit: Visit, form: BeginForm, status: int = 200) -> HttpResponse:
    typed = visit.GET.get("tim", "").strip()
    codes = [hit.code for hit in search(typed, limit=_FOUND)] if typed else []
    rows = {row.code: row for row in Procedure.objects.filter(code__in=codes)}
    context = {
        "form": form,
        "typed": typed,
        "procedures": [rows[code] for code in codes if code in rows],
        "drafts": open_drafts(actor=actor_of(visit)),
        "writes": EDITOR in actor_of(visit).roles,
    }
    return show(visit, "home", context, status)


@officers()
@require_POST
def begin(visit: Visit) -> HttpResponse:
    """Begin a draft: from a procedure that there is, or from nothing where a name comes along."""
    check_write(actor_of(visit), None)
    new = "name" in visit.POST
    form = BeginForm(visit.POST if new else {**visit.POST.dict(), "name": "-"})
    if not form.is_valid():
        return _home(visit, form, 422)
    code = form.cleaned_data["code"].strip()
    content = {"code": code, "name": form.cleaned_data["name"]} if new else None
    try:
        if new and Procedure.objects.filter(code=code).exists():
            raise Refusal(
                "Đã có thủ tục %(code)s. Hãy tìm ở trên rồi soạn từ bản hiện hành.",
                field="code",
                code=code,
            )
        draft = open_draft(code, actor=actor_of(visit), content=content)
    except Refusal as refusal:
        form.blame(refusal)
        return _home(visit, form if new else _blamed(refusal), refusal.status)
    return HttpResponseRedirect(reverse("editor:draft", args=[draft.pk]))


def _blamed(refusal: Refusal) -> BeginForm:
    """An empty form that tells why another button did nothing."""
    form = BeginForm({"code": "", "name": ""})
    form.errors.clear()
    form.add_error(None, refusal.text())
    return form
