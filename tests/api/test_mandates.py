"""Mandates by program: made, answered, used and ended as on the pages."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from tests import players as p
from tests.api.test_views import Program, _application
from tests.mandates import people as who
from toantrinh.command.story import certificate
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Access
from toantrinh.kernel.time import today
from toantrinh.mandates.models import Ending, Mandate, Route

pytestmark = pytest.mark.django_db


@pytest.fixture
def players() -> p.Players:
    who.person(who.FATHER)
    who.person(who.GRANDMOTHER)
    return p.players()


def _wish(way: str, whom: tuple[str, str, Any], **more: object) -> dict[str, Any]:
    return {
        "way": way,
        "other": {"name": whom[0], "number": whom[1]},
        "kind": "parent",
        "until": f"{today() + timedelta(days=20)}",
        "procedures": [who.BIRTH],
        **more,
    }


def _scan() -> dict[str, str]:
    return {"label": "giay.pdf", "content_base64": base64.b64encode(certificate()).decode()}


def test_given_used_and_ended(players: p.Players) -> None:
    mother, father = Program(players.cast.mother), Program(who.person(who.FATHER))
    given = mother.post("mandates", _wish("grant", who.FATHER))
    assert given.status_code == 201, given.content
    made = given.json()
    assert (made["standing"], made["acts"]) == ("in_force", ["end"])
    assert [one["id"] for one in father.get("mandates").json()] == [made["id"]]
    handed = father.post("dossiers", _application(players) | {"mandate": made["id"]})
    assert handed.status_code == 201, handed.content
    dossier = Dossier.objects.get()
    assert (dossier.applicant, str(dossier.mandate_id)) == (players.cast.mother, made["id"])
    assert father.get(f"dossiers/{dossier.code}").status_code == 200
    ended = mother.post(f"mandates/{made['id']}/end").json()
    assert (ended["standing"], ended["acts"]) == ("ended", [])
    assert mother.post(f"mandates/{made['id']}/end").status_code == 409
    again = father.post("dossiers", _application(players) | {"mandate": made["id"]})
    assert again.status_code == 403
    assert father.get(f"dossiers/{dossier.code}").status_code == 404
    assert Dossier.objects.count() == 1


def test_nobody_hands_in_by_the_mandate_of_others(players: p.Players) -> None:
    made = who.granted()
    father = Program(who.person(who.FATHER))
    body = _application(players) | {"mandate": str(made.pk)}
    assert father.post("dossiers", body).status_code == 404
    assert not Dossier.objects.exists()


def test_asked_and_answered_by_the_grantor_alone(players: p.Players) -> None:
    mother, father = Program(players.cast.mother), Program(who.person(who.FATHER))
    wish = _wish("ask", who.MOTHER)
    made = [father.post("mandates", wish, **{"Idempotency-Key": "one"}) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 200]
    row = Mandate.objects.get()
    assert father.post(f"mandates/{row.pk}/confirm").status_code == 403
    assert mother.get(f"mandates/{row.pk}").json()["acts"] == ["confirm", "refuse", "end"]
    assert mother.post(f"mandates/{row.pk}/confirm").json()["standing"] == "in_force"
    assert mother.post(f"mandates/{row.pk}/refuse").status_code == 409
    assert Program(who.person(who.GRANDMOTHER)).get(f"mandates/{row.pk}").status_code == 404


def test_the_desk_records_checks_and_is_seen_to_look(players: p.Players) -> None:
    desk, chair = Program(players.cast.reception), Program(players.cast.leader)
    name, number, _born = who.FATHER
    wish = _wish("record", who.GRANDMOTHER, holder={"name": name, "number": number})
    missing = desk.post("mandates", wish)
    assert (missing.status_code, missing.json()["field"]) == (422, "proof")
    made = desk.post("mandates", wish | {"proof": _scan()})
    assert made.status_code == 201, made.content
    declared = who.declared()
    shown = desk.get(f"mandates/{declared.pk}").json()
    assert (shown["grantor"], shown["acts"][0]) == (who.SON[0], "confirm")
    assert declared.holder_id in Access.objects.get(page="api:mandate").persons
    assert desk.post(f"mandates/{declared.pk}/refuse").json()["standing"] == "refused"
    assert chair.get("mandates").status_code == 403
    assert chair.post("mandates", wish | {"proof": _scan()}).status_code == 403
    row = Mandate.objects.get(route=Route.RECORDED)
    desk.post(f"mandates/{row.pk}/end")
    row.refresh_from_db()
    assert row.ending == Ending.AT_DESK


def test_what_is_wrong_is_told_with_its_field_and_nothing_is_kept(players: p.Players) -> None:
    mother = Program(players.cast.mother)
    wrong: list[tuple[dict[str, Any], str]] = [
        (_wish("grant", who.FATHER, procedures=[]), "procedures"),
        (_wish("grant", who.FATHER, until="2020-01-01"), "until"),
        (_wish("grant", who.FATHER, procedures=["9\0"]), "procedures"),
        (_wish("declare", who.SON, kind="child", until=None, record="12"), "birth_date"),
    ]
    for body, field in wrong:
        answer = mother.post("mandates", body)
        assert answer.status_code == 422, (field, answer.content)
        assert field in {problem["field"] for problem in answer.json()["problems"]}
    unknown = mother.post("mandates", _wish("grant", (who.SON[0], who.SON[1], None)))
    assert (unknown.status_code, unknown.json()["field"]) == (404, "other.number")
    assert mother.post("mandates", _wish("record", who.FATHER)).status_code == 403
    assert not Mandate.objects.exists()
