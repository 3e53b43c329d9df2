"""From a form to a proposal: asked, shown what it would do, then proposed or done."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from toantrinh.administration import actions, queries
from toantrinh.administration.kinds import Change
from toantrinh.administration.models import Proposal
from toantrinh.kernel.errors import Refusal
from toantrinh.web.admin.frame import show
from toantrinh.web.admin.places import Place
from toantrinh.web.gate.access import Visit, actor_of
from toantrinh.web.look.forms import Questions

# Names of buttons; their forms carry everything else along.
_SURE, _EDIT = "chac_chan", "sua"
_OWN = {_SURE, _EDIT, "csrfmiddlewaretoken"}


class ChangeForm(Questions):
    """The questions of one kind of change."""

    def change(self) -> Change:
        """The change that the valid answers describe. May refuse."""
        raise NotImplementedError


class PlainForm(ChangeForm):
    """A change that asks nothing: the button said it all."""

    def __init__(self, *, change: Change) -> None:
        # Bound, so that a refusal has a place to stand.
        super().__init__({})
        self._change = change

    def change(self) -> Change:
        return self._change


def fill(
    visit: Visit,
    form: ChangeForm,
    *,
    title: object,
    back: str,
    lead: object = "",
    place: Place | None = None,
) -> HttpResponse:
    """Ask; show what the change would do; propose it, or do it where one administrator is enough.

    `form` is bound when something was sent. `back` is the page from which the form was opened;
    with `place` the form's choices are those of an agency, and another can be picked.
    """
    asked = {"form": form, "title": title, "back": back, "lead": lead, "place": place}
    sent = visit.method == "POST"
    if not sent and form.fields:
        return show(visit, "form", asked)
    if sent and not form.is_valid():
        return show(visit, "form", asked, status=422)
    if _EDIT in visit.POST:
        return show(visit, "form", asked)
    try:
        change = form.change()
        if _SURE in visit.POST:
            return _proposed(visit, actions.propose(change, actor=actor_of(visit)), back)
        outlook = queries.outlook(change, actor=actor_of(visit))
    except Refusal as refusal:
        form.blame(refusal)
        return show(visit, "form", asked, status=refusal.status)
    given = [(key, value) for key, values in visit.POST.lists() for value in values]
    hidden = [(key, value) for key, value in given if key not in _OWN]
    return show(visit, "outlook", {**asked, "outlook": outlook, "hidden": hidden})


def _proposed(visit: Visit, proposal: Proposal, back: str) -> HttpResponse:
    if proposal.four_eyes:
        messages.success(visit, _("Đã gửi đề nghị. Một người quản trị khác sẽ quyết định."))
        return HttpResponseRedirect(reverse("admin:proposal", args=[proposal.pk]))
    messages.success(visit, _("Đã thực hiện."))
    return HttpResponseRedirect(back)
