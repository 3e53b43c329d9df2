"""The page on which a leader says who takes what."""

from tests import players as p
from tests.web.desk.conftest import SignIn
from toantrinh.dossiers.desk_models import AssignmentRule
from toantrinh.kernel.time import today

PAGE = "/can-bo/quy-tac-phan-cong/"


def test_a_leader_sets_and_ends_a_rule(who: p.Players, at_desk: SignIn) -> None:
    procedure = p.processing(who).version.procedure
    client, day = at_desk(who.cast.leader), today()
    assert "Chưa có quy tắc nào" in client.get(PAGE).content.decode()
    asked = {
        "procedure": procedure.code,
        "method": "load",
        "since_day": str(day.day),
        "since_month": str(day.month),
        "since_year": str(day.year),
    }
    refused = client.post(PAGE, asked)
    assert refused.status_code == 422 and not AssignmentRule.objects.exists()
    done = client.post(PAGE, {**asked, "officers": [str(who.specialist.id)]}, follow=True)
    page = done.content.decode()
    assert "Đã đặt quy tắc phân công." in page
    for words in (procedure.plain_name, who.cast.specialist.officer.full_name, "ít hồ sơ nhất"):
        assert words in page
    [rule] = AssignmentRule.objects.all()
    ended = client.post(f"{PAGE}{rule.pk}/het/", follow=True)
    assert "Chưa có quy tắc nào" in ended.content.decode()


def test_others_are_turned_away(who: p.Players, at_desk: SignIn) -> None:
    assert at_desk(who.cast.specialist).get(PAGE).status_code == 403
