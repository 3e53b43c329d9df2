"""The desk's players at their browsers."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.test import Client, override_settings

from tests import players as p
from tests.signed_in import officer_client
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.results import issue_result
from toantrinh.government import memory
from toantrinh.government.actions import open_governing_posts, open_usual_posts
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind, Posting

SignIn = Callable[[Posting], Client]


@pytest.fixture(autouse=True)
def _strictly() -> Iterator[None]:
    with override_settings(STRICT_ACCESS=True):
        yield


@pytest.fixture
def by_one_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine the process asks meanwhile whether the loaded tables changed; not here."""
    monkeypatch.setattr(memory, "_LOOK", timedelta(hours=1))


@pytest.fixture
def who(db: None) -> p.Players:
    return p.players()


@pytest.fixture
def at_desk(who: p.Players) -> SignIn:
    """A browser in which an officer has signed in."""
    return sign_in


def sign_in(posting: Posting) -> Client:
    return officer_client(posting)


def colleague(username: str, name: str, agency_key: str, role: str) -> Posting:
    """One more invented officer."""
    user = register_login(actor=SYSTEM, username=username, kind=LoginKind.OFFICER)
    officer = register_officer(actor=SYSTEM, full_name=name, user=user, synthetic=True)
    governs = role in {"administrator", "data_officer"}
    posts = (open_governing_posts if governs else open_usual_posts)(
        agency(agency_key), actor=SYSTEM
    )
    post = next(post for post in posts if role in post.roles)
    return appoint(officer, actor=SYSTEM, post=post, since=date(2025, 7, 1))


def page_of(dossier: Dossier, rest: str = "") -> str:
    """An address of a dossier."""
    return f"/can-bo/ho-so/{dossier.code}/{rest}"


def now_of(dossier: Dossier) -> Dossier:
    """The dossier as it stands."""
    return Dossier.objects.get(pk=dossier.pk)


def ready(who: p.Players) -> Dossier:
    """A dossier that was approved and whose result is signed."""
    dossier = actions.approve(p.proposed(who), actor=who.leader)
    issue_result(dossier)
    return now_of(dossier)
