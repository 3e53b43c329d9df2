"""A province with something on every page of its administrators."""

from dataclasses import dataclass
from datetime import timedelta

from tests import players as p
from toantrinh.administration import actions
from toantrinh.administration.models import Proposal
from toantrinh.administration.officer_changes import InviteOfficer
from toantrinh.administration.post_changes import OpenPost
from toantrinh.administration.standing_changes import BeAway
from toantrinh.command.cast import Governors, governors
from toantrinh.government.models import PostRole
from toantrinh.government.queries import agency
from toantrinh.kernel.time import today, wall
from toantrinh.people.models import Posting
from toantrinh.people.queries import as_officer


@dataclass(frozen=True)
class Town:
    """The house's address, who governs it, and a row for each scene."""

    site: str
    who: Governors
    waiting: Proposal
    specialist: Posting


def town_at(site: str) -> Town:
    made = p.players().cast
    who = governors()
    waiting = actions.propose(
        OpenPost(
            agency=agency("14797.ubnd").pk,
            code="quan-tri-2",
            title="Quản trị phường",
            roles=(PostRole.ADMINISTRATOR,),
        ),
        actor=as_officer(who.other_administrator, wall()),
    )
    actions.propose(
        OpenPost(
            agency=agency("14797.ubnd").pk,
            code="dat-dai",
            title="Chuyên viên đất đai",
            roles=(PostRole.SPECIALIST,),
        ),
        actor=as_officer(who.administrator),
    )
    away = BeAway(officer=made.specialist.officer_id, since=today(), until=today() + timedelta(9))
    actions.propose(away, actor=as_officer(who.administrator))
    invited = InviteOfficer(
        full_name="Lò Văn Xuyến",
        username="lovanxuyen",
        email="lovanxuyen@example.vn",
        post=made.specialist.post_id,
        since=today(),
    )
    actions.propose(invited, actor=as_officer(who.administrator))
    return Town(site, who, waiting, made.specialist)
