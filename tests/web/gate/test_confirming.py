"""Who signs at a screen that stood open shows a factor again, and comes back to what was typed."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, override_settings

from tests import players as p
from tests.administration.governing import governing, weighty
from tests.signed_in import officer_client
from tests.web.gate.serving import SECRET
from tests.web.gate.visitor import forms_of, totp
from toantrinh.administration.actions import propose
from toantrinh.administration.models import Decision, Proposal
from toantrinh.command.cast import governors
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.people.models import Posting
from toantrinh.web.gate.accounts import ensure_officer_login

pytestmark = pytest.mark.django_db
ASKED = "/can-bo/xac-nhan/"


@pytest.fixture(autouse=True)
def _strictly() -> Iterator[None]:
    with override_settings(STRICT_ACCESS=True):
        yield


def _stale(posting: Posting) -> Client:
    """The browser of an officer with a device, whose second factor was shown long ago."""
    ensure_officer_login(posting.officer.user.username, "nắng-sớm-trên-sông-Mã", SECRET)
    posting.officer.user.refresh_from_db()
    return officer_client(posting, fresh=False)


def _state(dossier: Dossier) -> State:
    return Dossier.objects.get(pk=dossier.pk).stage


def test_the_officer_comes_back_to_the_very_act_with_what_was_typed() -> None:
    who = p.players()
    dossier, client = p.proposed(who), _stale(who.cast.leader)
    path = f"/can-bo/ho-so/{dossier.code}/viec/ky-duyet/"
    typed = {"muc": "cho-ky-duyet", "seen": str(dossier.head_seq)}
    sent = client.post(path, typed)
    asked = urlsplit(sent["Location"])
    assert (sent.status_code, asked.path, _state(dossier)) == (302, ASKED, State.PROPOSED)

    page = client.get(sent["Location"])
    assert page.status_code == 200 and "Bạn sắp ký" in page.text
    [onward] = parse_qs(asked.query)["tiep"]
    wrong = client.post(ASKED, {"code": "000000", "tiep": onward})
    assert wrong.status_code == 422 and "Mã chưa đúng" in wrong.text and onward in wrong.text
    assert client.post(path, typed)["Location"].startswith(ASKED)

    right = client.post(ASKED, {"code": totp(SECRET), "tiep": onward})
    assert right["Location"] == onward
    waiting = client.get(onward)
    assert "Bạn đã xác nhận" in waiting.text
    [form] = [form for form in forms_of(waiting.text) if form.action == path]
    assert typed.items() <= dict(form.fields).items()
    assert client.post(form.action, dict(form.fields)).status_code == 302
    assert _state(dossier) is State.READY


def test_a_code_serves_once_here_too() -> None:
    client, code = _stale(p.players().cast.leader), totp(SECRET)
    assert client.post(ASKED, {"code": code}).status_code == 302
    assert client.post(ASKED, {"code": code}).status_code == 422


def test_whoever_found_the_screen_does_not_guess_for_ever() -> None:
    client = _stale(p.players().cast.leader)
    for _ in range(5):
        told = client.post(ASKED, {"code": "000000"}).text
    assert "tạm khóa đến" in told
    assert client.post(ASKED, {"code": totp(SECRET)}).status_code == 422


def test_an_administrator_who_confirms_is_asked_too() -> None:
    proposal = propose(weighty(), actor=governing().one)
    client = _stale(governors().other_administrator)
    sent = client.post(f"/quan-tri/de-nghi/{proposal.pk}/xac-nhan/")
    assert sent["Location"].startswith(ASKED)
    assert Proposal.objects.get(pk=proposal.pk).open
    client.post(ASKED, {"code": totp(SECRET)})
    client.post(f"/quan-tri/de-nghi/{proposal.pk}/xac-nhan/")
    assert Proposal.objects.get(pk=proposal.pk).decision == Decision.CONFIRMED
