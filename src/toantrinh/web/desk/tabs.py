"""The piles as tabs: how addresses and people call them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from toantrinh.dossiers.pile_counts import MOST, Counts
from toantrinh.dossiers.piles import Pile, by_delegation, piles
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound

_SLUGS = {
    Pile.RECEIVE: "cho-tiep-nhan",
    Pile.ASSIGN: "cho-phan-cong",
    Pile.MINE: "cua-toi",
    Pile.COVERED: "lam-thay",
    Pile.SIGN: "cho-ky",
    Pile.RETURN: "cho-tra",
    Pile.GOING: "dang-giai-quyet",
    Pile.CITIZEN: "cho-nguoi-dan",
    Pile.ENDED: "da-xong",
}
_LABELS = {
    Pile.RECEIVE: _("Chờ tiếp nhận"),
    Pile.ASSIGN: _("Chờ phân công"),
    Pile.MINE: _("Của tôi"),
    Pile.COVERED: _("Làm thay"),
    Pile.SIGN: _("Chờ ký"),
    Pile.RETURN: _("Chờ trả kết quả"),
    Pile.GOING: _("Đang giải quyết"),
    Pile.CITIZEN: _("Chờ người dân"),
    Pile.ENDED: _("Đã kết thúc"),
}
_PILES = {slug: pile for pile, slug in _SLUGS.items()}


@dataclass(frozen=True)
class Tab:
    """One tab as the strip shows it."""

    url: str
    label: str
    count: str
    current: bool


def slug_of(pile: Pile) -> str:
    """How addresses call a pile."""
    return _SLUGS[pile]


def pile_by(slug: str) -> Pile | None:
    """The pile that an address means."""
    return _PILES.get(slug)


def own_pile(tab: str, actor: Actor) -> Pile:
    """The pile that an address means, if it is one of this officer's."""
    found = pile_by(tab)
    if found is None or found not in piles(actor):
        raise NotFound("Bàn làm việc của bạn không có mục này.")
    return found


def label_of(pile: Pile) -> str:
    """How people call a pile."""
    return str(_LABELS[pile])


def url_of(pile: Pile) -> str:
    """The list of a pile."""
    return reverse("desk:pile", args=[_SLUGS[pile]])


def tabs(strip: list[Pile], counts: Counts, current: Pile | None, actor: Actor) -> list[Tab]:
    """The strip for an officer; what only delegations fill shows while something lies in it."""
    return [
        Tab(url_of(pile), label_of(pile), said(counts.piles.get(pile)), pile is current)
        for pile in strip
        if pile is current or counts.piles.get(pile) or not by_delegation(pile, actor)
    ]


def said(count: int | None) -> str:
    """A count as people read it: it goes no further than MOST."""
    if count is None:
        return ""
    return f"{MOST - 1}+" if count >= MOST else str(count)
