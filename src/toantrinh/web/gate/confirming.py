"""Before signing: an officer shows a second factor again, then goes on where they were."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toantrinh.web.gate.access import Visit, officers, posting_of
from toantrinh.web.gate.factors import CodeForm
from toantrinh.web.gate.noticing import notice
from toantrinh.web.gate.onward import asked
from toantrinh.web.gate.passkeys import PasskeyForm, options_to_show
from toantrinh.web.gate.visiting import confirmed


@officers(per_minute=30)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(visit: Visit) -> HttpResponse:
    """Ask for the code or a passkey; what was to be signed waits at `tiep`."""
    onward = asked(visit, reverse("account"))
    user = posting_of(visit).officer.user
    by_key = "credential" in visit.POST
    form = CodeForm(visit.POST if visit.POST and not by_key else None, user=user)
    key = PasskeyForm(visit.POST if by_key else None, user=user)
    if form.is_valid() or key.is_valid():
        if key.is_bound:
            key.authenticator.record_usage()
        confirmed(visit)
        notice(visit, "confirmed")
        return HttpResponseRedirect(onward)
    tried = form.is_bound or key.is_bound
    if tried:
        notice(visit, "wrong_code")
    context = {"form": form, "key": key, "onward": onward, "options": options_to_show(user)}
    return render(visit, "gate/confirm.html", context, status=422 if tried else 200)
