import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import players as p
from tests.authored import officer_of
from tests.signed_in import program
from toantrinh.api.actions import give_token, revoke_token
from toantrinh.command.story import certificate
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.results import issue_result
from toantrinh.government.models import Agency
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today
from toantrinh.people.keys import erase_key
from toantrinh.people.models import Person, Posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> p.Players:
    return p.players()


class Program:
    """A program with a token."""

    def __init__(self, whose: Person | Posting) -> None:
        self.token, self.text = program(whose)
        self.client = Client(headers={"Authorization": f"Bearer {self.text}"})

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")

    def post(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1/{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=headers,
        )


def _application(who: p.Players) -> dict[str, Any]:
    return {
        "procedure": "1.001193",
        "answers": p.whole_answers(who),
        "papers": [
            {
                "key": "giay_chung_sinh",
                "label": "giay-chung-sinh.pdf",
                "content_base64": base64.b64encode(certificate()).decode(),
            }
        ],
    }


def test_a_whole_life_by_program(who: p.Players) -> None:
    mother = Program(who.cast.mother)
    desk, office, chair = map(Program, (who.cast.reception, who.cast.specialist, who.cast.leader))
    answer = mother.post("dossiers", _application(who))
    assert answer.status_code == 201, answer.content
    code = answer.json()["code"]
    acts = ["accept", "refuse", "ask_supplement", "record_support", "withdraw"]
    assert desk.get(f"dossiers/{code}").json()["acts"] == acts
    for whose, act in ((desk, "accept"), (office, "assign"), (office, "propose")):
        assert whose.post(f"dossiers/{code}/{act}").status_code == 200
    assert chair.post(f"dossiers/{code}/approve").json()["status_code"] == 9
    early = desk.post(f"dossiers/{code}/return_result")
    assert (early.status_code, early.json()["error"][:7]) == (409, "Kết quả")
    issue_result(Dossier.objects.get(code=code))
    done = desk.post(f"dossiers/{code}/return_result").json()
    assert (done["status_code"], done["holder"]) == (10, "nobody")
    pdf = mother.get(f"dossiers/{code}/result")
    assert pdf.content.startswith(b"%PDF-")
    checked = Client().get(f"/api/v1/documents/{done['result']}").json()
    assert checked["signature_valid"] is True
    assert checked["covers_whole_file"] is True
    actions = [event["action"] for event in mother.get(f"dossiers/{code}/events").json()]
    assert actions[:2] == ["start", "submit"]


def test_a_token_that_may_not_sign_is_refused_in_words_and_offered_no_signature(
    who: p.Players,
) -> None:
    dossier, chair = p.proposed(who), Program(who.cast.leader)
    _token, text = give_token(who.cast.leader, actor=SYSTEM, name="reads")
    chair.client = Client(headers={"Authorization": f"Bearer {text}"})
    assert chair.get(f"dossiers/{dossier.code}").json()["acts"] == ["send_back"]
    answer = chair.post(f"dossiers/{dossier.code}/approve")
    assert answer.status_code == 403
    assert "mã truy cập này không được phép ký" in answer.json()["error"]
    assert Dossier.objects.get(pk=dossier.pk).state == "proposed"


def test_the_same_key_is_the_same_dossier(who: p.Players) -> None:
    mother = Program(who.cast.mother)
    answers = [
        mother.post("dossiers", _application(who), **{"Idempotency-Key": "one"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json()["code"] == answers[1].json()["code"]
    assert Dossier.objects.count() == 1


def test_what_is_wrong_is_told_field_by_field_and_nothing_is_kept(who: p.Players) -> None:
    mother = Program(who.cast.mother)
    body = _application(who)
    body["answers"] |= {"child_name": "123", "unasked": "x"}
    answer = mother.post("dossiers", body)
    assert answer.status_code == 422
    assert {problem["field"] for problem in answer.json()["problems"]} == {"child_name", "unasked"}
    assert not Dossier.objects.exists()


def test_the_document_is_there_for_all() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert "/api/v1/dossiers/{code}/accept" in document["paths"]


@pytest.mark.parametrize("body", ["[]", "[1]", '{"reson": "x"}', '"x"', "{", ""])
def test_a_body_of_another_shape_is_refused_in_words(who: p.Players, body: str) -> None:
    desk, code = Program(who.cast.reception), p.submitted(who).code
    answer = desk.client.post(
        f"/api/v1/dossiers/{code}/accept", body, content_type="application/json"
    )
    assert answer.status_code in {400, 422}
    assert answer.json()["error"] == "Yêu cầu sai dạng."


def test_a_nul_in_any_text_is_no_error_of_ours(who: p.Players) -> None:
    mother, desk = Program(who.cast.mother), Program(who.cast.reception)
    code = p.submitted(who).code
    body = _application(who)
    body["answers"] |= {"child_name": "Lê\0An", "un\0asked": "\0"}
    body["papers"][0] |= {"label": "giấy\0.pdf"}
    given = {"reason": "Thi\0ếu.", "missing": ["child\0"], "message": "\0"}
    answers = [
        Client().get("/api/v1/procedures?q=khai%00sinh"),
        Client().get("/api/v1/procedures/1.00%001193"),
        Client().get("/api/v1/documents/%00"),
        mother.get("dossiers/%00"),
        mother.post("dossiers", body),
        mother.post("dossiers", _application(who), **{"Idempotency-Key": "one\0"}),
        mother.post("dossiers", {**_application(who), "procedure": "\0"}),
        *(desk.post(f"dossiers/{code}/{act}", given) for act in ("ask_supplement", "refuse")),
        mother.post(f"dossiers/{code}/supplement", {"answers": {"\0": "\0"}, **given}),
    ]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []


@pytest.mark.parametrize("limit", ["-1", "0", "101", "9" * 30])
def test_any_limit_gives_a_list_of_bearable_length(who: p.Players, limit: str) -> None:
    assert len(Client().get(f"/api/v1/procedures?q=a&limit={limit}").json()) <= 100
    assert Program(who.cast.mother).get(f"dossiers?limit={limit}").status_code == 200


def test_who_may_not_is_refused(who: p.Players) -> None:
    dossier = p.submitted(who)
    mother, chair = Program(who.cast.mother), Program(who.cast.leader)
    assert mother.post(f"dossiers/{dossier.code}/accept").status_code == 403
    assert chair.post(f"dossiers/{dossier.code}/accept").status_code == 403
    assert chair.post("dossiers", _application(who)).status_code == 403
    assert mother.get("dossiers/H56-000000-0000").status_code == 404


def test_who_comes_too_late_is_told_who_did_what(who: p.Players) -> None:
    dossier = p.submitted(who)
    desk = who.cast.reception
    one, other = Program(desk), Program(officer_of(desk.post.agency, "reception"))
    seen = other.get(f"dossiers/{dossier.code}").json()["seq"]
    assert one.post(f"dossiers/{dossier.code}/accept", {"seen": seen}).status_code == 200
    given = {"reason": "Sai nơi nộp."}
    for sent in (given, {**given, "seen": seen}):
        late = other.post(f"dossiers/{dossier.code}/refuse", sent)
        told = late.json()
        assert late.status_code == 409
        (change,) = told["meanwhile"]
        assert (change["who"], change["action"]) == (desk.officer.full_name, "accept")
        assert f"{desk.officer.full_name}: Tiếp nhận, lúc" in told["error"]
    # What they did themselves, and what nobody else did, is nobody's doing.
    again = one.post(f"dossiers/{dossier.code}/accept")
    assert again.status_code == 409 and again.json()["meanwhile"] == []


@pytest.mark.parametrize("text", ["", "Bearer x", "Bearer tt_" + "0" * 32 + "_" + "a" * 43])
def test_a_wrong_token_opens_nothing(who: p.Players, text: str) -> None:
    answer = Client(headers={"Authorization": text}).get("/api/v1/dossiers")
    assert answer.status_code == 401


def test_a_token_taken_back_opens_nothing(who: p.Players) -> None:
    program = Program(who.cast.mother)
    assert program.get("dossiers").status_code == 200
    revoke_token(program.token, actor=SYSTEM)
    assert program.get("dossiers").status_code == 401


def test_an_officers_look_is_kept(who: p.Players) -> None:
    dossier = p.submitted(who)
    Program(who.cast.reception).get(f"dossiers/{dossier.code}")
    seen = Access.objects.get(subject=dossier.stream())
    assert (seen.persons, seen.page) == ([dossier.applicant_id], "api:show")


def test_procedures_are_open_to_all(who: p.Players) -> None:
    found = Client().get("/api/v1/procedures?q=khai+sinh").json()
    assert found[0]["code"] == "1.001193"
    shown = Client().get("/api/v1/procedures/1.001193").json()
    assert shown["content"]["pages"][0]["key"] == "applicant"
    assert Client().get("/api/v1/procedures/9.999999").status_code == 404


def test_a_token_for_a_post_at_a_closed_agency_opens_nothing(who: p.Players) -> None:
    program = Program(who.cast.leader)
    assert program.get("dossiers").status_code == 200
    Agency.objects.filter(pk=who.cast.leader.post.agency_id).update(
        valid_to=today() - timedelta(days=1)
    )
    assert program.get("dossiers").status_code == 403


def test_answers_are_masked_to_officers_unless_named_and_that_is_kept(who: p.Players) -> None:
    dossier = p.processing(who)
    where = f"dossiers/{dossier.code}/answers"
    own = Program(who.cast.mother).get(where).json()
    assert own["answers"]["applicant_number"] == "003194000137" and own["masked"] == []
    assert not Access.objects.filter(page="api:answers").exists()
    officer = Program(who.cast.specialist)
    told = officer.get(where).json()
    assert told["answers"]["applicant_number"] == "•••••••••137"
    assert "applicant_number" in told["masked"]
    assert told["answers"]["child_name"] == "Lê Minh An"
    kept = Access.objects.get(page="api:answers")
    assert "answers.applicant_number" in kept.masked
    told = officer.get(f"{where}?reveal=applicant_number&reveal=child_name").json()
    assert told["answers"]["applicant_number"] == "003194000137"
    assert "applicant_number" not in told["masked"]
    kept = Access.objects.filter(page="api:answers").order_by("-position")[0]
    assert "answers.applicant_number" in kept.fields and kept.basis == "handling"


def test_erased_answers_are_gone_for_good(who: p.Players) -> None:
    dossier = p.processing(who)
    assert dossier.key is not None
    erase_key(dossier.key)
    assert Program(who.cast.mother).get(f"dossiers/{dossier.code}/answers").status_code == 410
