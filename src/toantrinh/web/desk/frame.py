"""What stands around every page of the desk: agency, post, tabs and counters."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from toantrinh.dossiers import desk_queries
from toantrinh.dossiers.desk_queries import Pile
from toantrinh.dossiers.glass import supervises
from toantrinh.web.desk import tabs
from toantrinh.web.gate.access import Visit, actor_of, posting_of

# Pages beside the piles, by the role of the post: address and label.
_OTHER_PAGES = (
    ("reception", ("desk:mandates", _("Ủy quyền"))),
    ("data_officer", ("desk:explanations", _("Các yêu cầu giải trình"))),
    ("leader", ("desk:misuses", _("Xem dữ liệu sai mục đích"))),
)


def frame(visit: Visit, current: Pile | None = None) -> dict[str, object]:
    """The context of the frame. One query counts all."""
    actor, posting = actor_of(visit), posting_of(visit)
    counts = desk_queries.counts(actor)
    going = tabs.url_of(Pile.GOING)
    counters = [
        {"count": counts.late, "tone": "late", "url": going}
        | {"text": ngettext("quá hạn", "quá hạn", counts.late)},
        {"count": counts.today, "tone": "near", "url": going}
        | {"text": ngettext("đến hạn hôm nay", "đến hạn hôm nay", counts.today)},
    ]
    return {
        "signed_in_name": posting.officer.full_name,
        "agency_name": posting.post.agency.name,
        "post_title": posting.post.title,
        "other_posts": [each for each in visit.postings if each.pk != posting.pk],
        "tabs": tabs.tabs(desk_queries.piles(actor), counts, current),
        "reviews_glass": supervises(actor),
        "other_pages": [page for role, page in _OTHER_PAGES if role in actor.roles],
        "counters": [counter for counter in counters if counter["count"]],
    }
