"""Where an administrator begins: whom they govern."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, in_force
from toantrinh.kernel.time import today
from toantrinh.web.admin.frame import show
from toantrinh.web.gate.access import Visit, administrators, posting_of


@administrators()
@require_safe
def home(visit: Visit) -> HttpResponse:
    """The agency of the post, and how many stand below it."""
    own = posting_of(visit).post.agency
    below = Agency.objects.filter(agencies_below(own), in_force(today())).count()
    return show(visit, "home", {"own": own, "below": below})
