"""Where an administrator begins: whom they govern, what waits, what is wrong."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from toantrinh.administration import queries
from toantrinh.administration.checking import findings
from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, in_force
from toantrinh.kernel.checking import Severity
from toantrinh.kernel.time import today
from toantrinh.people.queries import officers_below
from toantrinh.web.admin.frame import show
from toantrinh.web.gate.access import Visit, actor_of, administrators, posting_of


@administrators()
@require_safe
def home(visit: Visit) -> HttpResponse:
    """The agency of the post, and how many stand below it; proposals to decide; findings."""
    own = posting_of(visit).post.agency
    found = findings(own)
    context = {
        "own": own,
        "below": Agency.objects.filter(agencies_below(own), in_force(today())).count() - 1,
        "officers": officers_below(own).count(),
        "to_decide": queries.to_decide(actor_of(visit)).count(),
        "mine": queries.mine(actor_of(visit)).count(),
        "broken": sum(one.severity is Severity.BROKEN for one in found),
        "soon": sum(one.severity is Severity.SOON for one in found),
    }
    return show(visit, "home", context)
