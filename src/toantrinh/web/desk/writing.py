"""Writing to the applicant, or a note for colleagues."""

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.queries import find
from toantrinh.kernel.errors import NotAllowed, Refusal
from toantrinh.web.desk.dossier import MESSAGE, Tried, pile_from, show
from toantrinh.web.desk.forms import MessageForm
from toantrinh.web.desk.rows import address
from toantrinh.web.gate.access import Visit, actor_of, officers


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def write(visit: Visit, code: str) -> HttpResponseBase:
    """Send what was typed; who only comes by, as after another language was chosen, sees it all."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    if visit.method != "POST":
        return HttpResponseRedirect(address(code, None))
    form = MessageForm(visit.POST, name=MESSAGE)
    if not form.is_valid():
        return show(visit, dossier, Tried(MESSAGE, form))
    internal = form.cleaned_data["internal"]
    try:
        write_message(dossier, actor=actor, text=form.cleaned_data["text"], internal=internal)
    except NotAllowed as refusal:
        return show(visit, dossier, Tried(MESSAGE, form, refusal))
    except Refusal as refusal:
        form.blame(refusal)
        return show(visit, dossier, Tried(MESSAGE, form))
    messages.success(visit, _("Đã ghi chú.") if internal else _("Đã nhắn cho người nộp hồ sơ."))
    back = address(code, pile_from(visit, dossier, actor) if visit.POST.get("muc") else None)
    return HttpResponseRedirect(f"{back}#trao-doi")
