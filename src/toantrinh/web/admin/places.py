"""Which agency a page is about: one's own, or another that one governs."""

from dataclasses import dataclass
from urllib.parse import urlencode

from toantrinh.government.models import Agency
from toantrinh.government.perms import governs
from toantrinh.government.queries import agency, find_agency
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.text import clean
from toantrinh.web.gate.access import Visit, actor_of, posting_of

ASKED = "co_quan"
_SEARCH = "tim"
_LONGEST = 100


@dataclass(frozen=True)
class Found:
    """Another agency that the page could be about."""

    name: str
    url: str


@dataclass(frozen=True)
class Place:
    """The agency that a page is about, and what was found when another was sought."""

    agency: Agency
    typed: str
    found: list[Found]

    @property
    def query(self) -> str:
        """The part of an address that says so."""
        return urlencode({ASKED: self.agency.key})


def place_of(visit: Visit) -> Place:
    """The agency that `?co_quan=` names, else the one of the post. Raises NotFound."""
    key = visit.GET.get(ASKED, "")
    chosen = agency(key) if key else posting_of(visit).post.agency
    actor = actor_of(visit)
    if not governs(actor, chosen):
        raise NotFound("Không có cơ quan mã %(code)s.", code=key)
    typed = clean(visit.GET.get(_SEARCH, ""))[:_LONGEST]
    found = find_agency(typed, below=posting_of(visit).post.agency)
    return Place(
        chosen, typed, [Found(one.name, f"?{urlencode({ASKED: one.key})}") for one in found]
    )
