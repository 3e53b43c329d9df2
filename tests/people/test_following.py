from datetime import date, timedelta

import pytest

from tests import players as p
from toantrinh.dossiers import actions, desk_queries
from toantrinh.dossiers.moving import move_all
from toantrinh.dossiers.piles import Pile
from toantrinh.government import memory
from toantrinh.government.actions import open_usual_posts
from toantrinh.government.carrying import PostMove
from toantrinh.government.models import Agency, Post
from toantrinh.government.queries import agency
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import today
from toantrinh.people.actions import appoint
from toantrinh.people.following import follow_ended, move_postings
from toantrinh.people.models import Officer, Posting
from toantrinh.people.queries import as_officer, postings

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def posts(key: str) -> list[Post]:
    return open_usual_posts(agency(key), actor=SYSTEM)


def held(officer: Officer) -> list[tuple[str, date, date | None]]:
    rows = officer.postings.order_by("valid_from", "valid_to")
    return [(row.post.agency.key, row.valid_from, row.valid_to) for row in rows]


def test_whoever_holds_an_ending_post_holds_the_one_that_goes_on() -> None:
    since = today() + 5 * DAY
    who = p.players().cast
    officer, hired = who.specialist.officer, who.specialist.valid_from
    old, new = posts("14797.ubnd")[0], posts("14758.ubnd")[0]
    appoint(officer, actor=SYSTEM, post=old, since=since + 10 * DAY, until=since + 20 * DAY)
    appoint(officer, actor=SYSTEM, post=old, since=hired, until=since - 2 * DAY)
    move = PostMove(old, new)
    assert move_postings([move], actor=SYSTEM, since=since) == 1
    assert held(officer) == [
        ("14797.ubnd", hired, since - 2 * DAY),
        ("14797.ubnd", hired, since - DAY),
        ("14758.ubnd", since, None),
        ("14758.ubnd", since + 10 * DAY, since + 20 * DAY),
    ]
    event = Event.objects.get(stream=officer.stream(), action="move_postings")
    assert event.payload == {"since": since.isoformat(), "posts": {str(old.pk): str(new.pk)}}
    assert move_postings([move], actor=SYSTEM, since=since) == 0


def test_who_holds_both_holds_one_afterwards() -> None:
    who = p.players().cast
    officer = who.specialist.officer
    old, new = posts("14797.ubnd")[0], posts("14758.ubnd")[0]
    appoint(officer, actor=SYSTEM, post=new, since=today() - 9 * DAY)
    move_postings([PostMove(old, new)], actor=SYSTEM, since=today())
    [posting] = postings(officer)
    assert posting.post == new
    assert Posting.objects.filter(officer=officer, post=new).count() == 1


def test_officers_follow_agencies_that_ended_by_files() -> None:
    """As when a later edition of the files renames a commune: nobody drew it up."""
    who = p.players()
    dossier = p.processing(who)
    assert follow_ended(actor=SYSTEM) == 0
    for key in ("14797.ubnd", "14797.ttpvhcc"):
        old = agency(key)
        new = Agency.objects.get(pk=old.pk)
        new.pk, new.valid_from, new.name = new_id(), today(), f"{old.name} mới"
        new.save(force_insert=True)
        Agency.objects.filter(pk=old.pk).update(valid_to=today() - DAY, successor=new)
    memory.forget()
    assert follow_ended(actor=SYSTEM) == 3
    assert follow_ended(actor=SYSTEM) == 0
    assert move_all() == 1
    [posting] = postings(who.cast.specialist.officer)
    actor = as_officer(posting)
    assert dossier in desk_queries.listing_of(Pile.MINE, actor=actor).first(9)
    assert actions.propose(dossier, actor=actor).state == "proposed"
