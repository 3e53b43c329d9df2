"""Before signing: an officer shows a second factor again, then goes on where they were."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toantrinh.web.gate.access import Visit, officers
from toantrinh.web.gate.factors import CodeForm
from toantrinh.web.gate.noticing import notice
from toantrinh.web.gate.onward import asked
from toantrinh.web.gate.visiting import confirmed


@officers(per_minute=30)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(visit: Visit) -> HttpResponse:
    """Ask for the code; what was to be signed waits at `tiep`."""
    onward = asked(visit, reverse("account"))
    form = CodeForm(visit.POST or None, user=visit.user)
    if form.is_valid():
        confirmed(visit)
        notice(visit, "confirmed")
        return HttpResponseRedirect(onward)
    if form.is_bound:
        notice(visit, "wrong_code")
    context = {"form": form, "onward": onward}
    return render(visit, "gate/confirm.html", context, status=422 if form.is_bound else 200)
