"""Where somebody is signed in, on a page of theirs; each session can be ended there."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotAllowed
from toantrinh.people.actions import end_sessions
from toantrinh.people.models import User
from toantrinh.web.gate import stays
from toantrinh.web.gate.access import Visit, signed_in
from toantrinh.web.gate.noticing import notice


@signed_in(per_minute=60)
@never_cache
@require_safe
def sessions(visit: Visit) -> HttpResponse:
    """The list, this session first."""
    own = visit.session.session_key
    found = sorted(stays.stays_of(_user(visit)), key=lambda stay: stay.session_key != own)
    context = {"stays": [(stay, stay.session_key == own) for stay in found]}
    return render(visit, "gate/sessions.html", context)


@signed_in(per_minute=30)
@require_POST
def end(visit: Visit, stay_id: UUID) -> HttpResponse:
    """End one session."""
    stays.end(_user(visit), stay_id)
    notice(visit, "ended_session")
    messages.success(visit, _("Phiên đã kết thúc. Thiết bị ấy phải đăng nhập lại."))
    return HttpResponseRedirect(reverse("sessions"))


@signed_in(per_minute=30)
@require_POST
def end_others(visit: Visit) -> HttpResponse:
    """End all sessions but this one, those too that the list does not show."""
    user, before = _user(visit), visit.session.session_key
    end_sessions(user, actor=visit.actor or SYSTEM)
    user.refresh_from_db()
    update_session_auth_hash(visit, user)
    stays.renewed(visit, before, user)
    notice(visit, "ended_session")
    messages.success(visit, _("Mọi phiên khác đã kết thúc."))
    return HttpResponseRedirect(reverse("sessions"))


def _user(visit: Visit) -> User:
    user = visit.user
    if not isinstance(user, User):
        raise NotAllowed("Hãy đăng nhập để tiếp tục.")
    return User.objects.get(pk=user.pk)
