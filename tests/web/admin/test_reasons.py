"""Lists of reasons at the administrators' door, and what the desk then offers."""

import pytest
from django.test import Client
from django.utils import translation

from tests import players as p
from tests.web.admin.conftest import sign_in
from tests.web.admin.test_agencies import read, text_of
from tests.web.admin.test_calendar import on
from toantrinh.administration import actions
from toantrinh.administration.models import Proposal
from toantrinh.command.cast import Governors
from toantrinh.dossiers.actions import refuse
from toantrinh.government.queries import agency
from toantrinh.government.reasons import reason_words, reasons
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today, wall
from toantrinh.people.queries import as_officer

PLACE = "?co_quan=14797.ubnd"
LIST = f"/quan-tri/quy-dinh/ly-do/{PLACE}"
ADD = f"/quan-tri/quy-dinh/ly-do/refuse/{PLACE}"


@pytest.fixture
def client(who: Governors) -> Client:
    return sign_in(who.administrator)


def given(**changes: str) -> dict[str, str]:
    said = {"code": "lu_lut", "vietnamese": "Trụ sở đang ngập", "english": "The office is flooded"}
    return {**said, "position": "5", "source": "QĐ 9", **on("since", today()), **changes}


def agree(who: Governors, kind: str) -> None:
    made = Proposal.objects.get(kind=kind, decision="")
    actions.confirm(made, actor=as_officer(who.other_administrator, wall()))


def test_a_reason_is_added_offered_and_ended(client: Client, who: Governors) -> None:
    listed = read(client, LIST)
    assert "Hồ sơ không thuộc thẩm quyền" in listed and "Nguy hiểm đến tính mạng" in listed
    foreseen = text_of(client.post(ADD, given()).text)
    assert "“Từ chối tiếp nhận” có lý do: Trụ sở đang ngập" in foreseen
    client.post(ADD, {**given(), "chac_chan": "1"})
    agree(who, "reason.set")
    commune, beside = agency("14797.ubnd"), agency("14758.ubnd")
    assert reasons("refuse", today(), commune)[0].words == "Trụ sở đang ngập"
    with translation.override("en"):
        assert reasons("refuse", today(), commune)[0].words == "The office is flooded"
    assert "lu_lut" not in {one.code for one in reasons("refuse", today(), beside)}
    players = p.players()
    done = refuse(p.submitted(players), actor=players.reception, reason="", because="lu_lut")
    assert done.state == "denied"
    end = f"/quan-tri/quy-dinh/ly-do/refuse/lu_lut/thoi/{PLACE}"
    client.post(end, {**on("last", today()), "chac_chan": "1"})
    agree(who, "reason.end")
    assert "lu_lut" in {one.code for one in reasons("refuse", today(), commune)}
    assert reason_words("refuse", "lu_lut", today(), beside) == "Trụ sở đang ngập"


def test_one_s_own_words_for_a_national_reason(client: Client, who: Governors) -> None:
    asked = client.get(f"{ADD}&ma=not_competent").text
    assert "Hồ sơ không thuộc thẩm quyền" in asked
    own = given(code="not_competent", vietnamese="Hãy đến phường bên")
    foreseen = text_of(client.post(ADD, own).text)
    assert "Trước đó lý do này ghi: Hồ sơ không thuộc thẩm quyền" in foreseen
    client.post(ADD, {**own, "chac_chan": "1"})
    agree(who, "reason.set")
    assert "có lý do riêng thay" in read(client, LIST)
    found = {one.code: one.words for one in reasons("refuse", today(), agency("14797.ubnd"))}
    assert found["not_competent"] == "Hãy đến phường bên"


def test_what_is_wrong_comes_back(client: Client) -> None:
    for wrong in ({"code": "Mã Sai"}, {"english": ""}, {"position": "0"}):
        assert client.post(ADD, given(**wrong)).status_code == 422
    nothing = client.post(
        f"/quan-tri/quy-dinh/ly-do/refuse/not_competent/thoi/{PLACE}", on("last", today())
    )
    assert nothing.status_code == 409
    assert client.get(f"/quan-tri/quy-dinh/ly-do/accept/{PLACE}").status_code == 404
    players = p.players()
    with pytest.raises(Refusal, match="Không có lý do này"):
        refuse(p.submitted(players), actor=players.reception, reason="x", because="whim")
