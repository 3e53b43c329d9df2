"""What is wrong with the installation, and how to mend it."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.administration.checking import findings
from toantrinh.kernel.checking import Finding, Severity
from toantrinh.web.admin.frame import show
from toantrinh.web.gate.access import Visit, administrators, posting_of


@administrators(per_minute=60)
@require_safe
def index(visit: Visit) -> HttpResponse:
    """All findings about the machine and one's own house; `?mang=1` asks other machines too."""
    slow = visit.GET.get("mang") == "1"
    found = findings(posting_of(visit).post.agency, slow=slow)
    return show(visit, "checks", {"groups": _groups(found), "slow": slow})


def page_of(finding: Finding) -> str:
    """The address of the page on which a finding is mended; empty when it is mended elsewhere."""
    return reverse(f"admin:{finding.page}") if finding.page else ""


Row = tuple[Finding, str]


def _groups(found: list[Finding]) -> list[tuple[str, str, list[Row]]]:
    heads = [
        (Severity.BROKEN, _("Phải sửa ngay"), "late"),
        (Severity.SOON, _("Nên sửa sớm"), "near"),
        (Severity.NOTE, _("Nên biết"), "still"),
    ]
    grouped = [
        (head, tone, [(one, page_of(one)) for one in found if one.severity is severity])
        for severity, head, tone in heads
    ]
    return [(head, tone, rows) for head, tone, rows in grouped if rows]
