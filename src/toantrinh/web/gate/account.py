"""One's own account: who signed in and at what level, for whom they act, and from which devices."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from toantrinh.web.gate.access import Visit, citizens, signed_in
from toantrinh.web.gate.onward import asked
from toantrinh.web.gate.visiting import choose_capacity


@signed_in()
@never_cache
@require_safe
def account(visit: Visit) -> HttpResponse:
    """The page of one's account."""
    context = {"visit": visit, "representation": visit.representation}
    return render(visit, "gate/account.html", context)


@citizens()
@require_POST
def capacity(visit: Visit) -> HttpResponse:
    """Go on for oneself, or for the organisation whose account was used."""
    choose_capacity(visit, organisation=visit.POST.get("cho") == "to-chuc")
    return HttpResponseRedirect(asked(visit, reverse("account")))
