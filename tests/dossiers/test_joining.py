"""One submission, three agencies: a birth, the child's home, the health insurance card."""

from datetime import date

import pytest

from tests import players as p
from tests.joined import decide, fresh, handed_in, hands_of
from tests.publishing import publish
from toantrinh.catalogue import models
from toantrinh.catalogue.authored import Authored
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.documents.queries import content_of
from toantrinh.dossiers import actions
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.joining import go_on
from toantrinh.dossiers.joint import HOLD, OPEN, PLAN, Joint, joint_of, told_with
from toantrinh.dossiers.limits import Limit, LimitKind
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.queries import history, mine
from toantrinh.dossiers.reopening import reopen
from toantrinh.dossiers.states import State
from toantrinh.dossiers.timing import limit_of
from toantrinh.journal.models import Event
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def who() -> p.Players:
    return p.players()


def joint(whole: Dossier) -> Joint:
    found = joint_of(fresh(whole), history(whole))
    assert found
    return found


def acts(dossier: Dossier) -> list[str]:
    return [event.action for event in history(dossier)]


def test_birth_home_and_card_in_one_submission(who: p.Players) -> None:
    whole = handed_in(who)
    assert joint_of(whole, history(whole)) is None
    actions.accept(whole, actor=hands_of(whole).reception)
    assert go_on(fresh(whole)) == []
    assert [(one.part.key, one.waits_for) for one in joint(whole).parts] == [
        ("residence", ("whole",)),
        ("insurance", ("whole", "residence")),
    ]

    (residence,) = decide(whole)
    assert go_on(fresh(whole)) == []
    assert residence.agency
    assert residence.agency.kind.code == "ca-xa"
    assert residence.stage is State.SUBMITTED
    assert limit_of(fresh(residence)) == Limit(LimitKind.WORKING_DAYS, 5)
    # The birth certificate came from the first agency; nobody was asked for it.
    passed = {paper.key: paper for paper in residence.papers.select_related("file", "dossier__key")}
    assert set(passed) >= {"giay_khai_sinh"}
    birth = fresh(whole).result
    assert birth
    assert passed["giay_khai_sinh"].label == birth.title
    given = answers_of(residence)
    assert given["applicant_name"] == "Nguyễn Thị Hòa"
    assert given["applicant_commune"] == who.cast.mother.commune_code

    (insurance,) = decide(residence)
    assert insurance.agency
    assert insurance.agency.kind.code == "bhxh-tinh"
    assert not joint(whole).done
    assert decide(insurance) == []
    found = joint(whole)
    assert (found.done, found.late) == (True, False)
    assert found.due_at
    assert [one.dossier and one.dossier.part for one in found.parts] == ["residence", "insurance"]
    assert acts(whole).count(PLAN) == 1
    assert acts(whole).count(OPEN) == 2
    assert acts(residence)[:3] == ["start", "submit", "accept"]
    # The citizen sees one dossier.
    assert list(mine(who.mother)) == [whole]
    streams = {one.stream() for one in (whole, residence, insurance)}
    assert not [found for found in verify().problems if found.stream in streams]


def test_a_part_goes_by_its_own_procedure_where_that_is_known(who: p.Players) -> None:
    said = {
        "code": "1.004222",
        "name": "Đăng ký thường trú",
        "level": "Cấp Xã",
        "agency": "Công an cấp xã",
        "channels": [{"kind": "online", "limit": {"kind": "working_days", "amount": 7}}],
        "papers": [{"key": "dong_y_chu_ho", "name": "Ý kiến của chủ hộ"}],
    }
    publish(Authored(date(2025, 7, 1), ProcedureContent.model_validate(said)), actor=SYSTEM)
    whole = handed_in(who)
    (residence,) = decide(whole)
    assert residence.version.procedure.code == "1.004222"
    # The general form asks what it is about; the joined procedure says it.
    given = answers_of(residence)
    assert given["request"] == f"Đăng ký thường trú cho bé ({whole.code})"
    assert given["applicant_commune"] == who.cast.mother.commune_code
    assert limit_of(fresh(residence)) == Limit(LimitKind.WORKING_DAYS, 5)


def test_papers_are_sealed_anew_for_each_agency(who: p.Players) -> None:
    whole = handed_in(who)
    (residence,) = decide(whole)
    sealed = [paper for paper in residence.papers.select_related("file__key") if paper.file.key_id]
    assert all(paper.file.key_id == residence.key_id for paper in sealed)
    assert all(content_of(paper.file).startswith(b"%PDF") for paper in sealed)


def test_what_was_not_asked_for_holds_nobody_up(who: p.Players) -> None:
    changes = {"residence_wanted": False}
    whole = handed_in(who, **changes)
    (insurance,) = decide(whole)
    assert insurance.part == "insurance"
    assert [one.part.key for one in joint(whole).parts] == ["insurance"]


def test_a_refused_part_is_told_and_the_others_go_on_as_declared(who: p.Players) -> None:
    whole = handed_in(who)
    (residence,) = decide(whole)
    actions.refuse(residence, actor=hands_of(residence).reception, reason="Đã có nơi khác.")
    # The card is declared to go on.
    (insurance,) = go_on(fresh(residence))
    assert insurance.part == "insurance"
    assert not joint(whole).done


def test_a_part_that_must_wait_is_held_and_told_once(
    who: p.Players, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = handed_in(who)
    (residence,) = decide(whole)
    joined_otherwise(whole, monkeypatch, if_refused="wait")
    actions.refuse(residence, actor=hands_of(residence).reception, reason="Đã có nơi khác.")
    assert go_on(fresh(residence)) == []
    assert go_on(fresh(residence)) == []
    assert acts(whole).count(HOLD) == 1
    assert [(one.part.key, one.held) for one in joint(whole).parts] == [
        ("residence", False),
        ("insurance", True),
    ]


def test_a_death_the_end_of_a_residence_and_funeral_support(who: p.Players) -> None:
    draft = actions.start(
        version_in_force(find_procedure("2.002622")),
        actor=who.mother,
        applicant=who.cast.mother,
        channel=Channel.ONLINE,
    )
    answers = {
        "applicant_name": "Nguyễn Thị Hòa",
        "applicant_number": "003194000137",
        "applicant_relation": "child",
        "deceased_name": "Nguyễn Văn Trăng",
        "deceased_birth": "1941",
        "deceased_sex": "male",
        "deceased_ethnicity": "Kinh",
        "deceased_nationality": "Việt Nam",
        "deceased_commune": who.cast.mother.commune_code,
        "death_date": today().isoformat(),
        "death_place": "Tại nhà",
        "death_cause": "Tuổi già",
        "death_proof": "none",
        "support": "social_pension",
        "result_delivery": "electronic",
    }
    actions.save_draft(draft, actor=who.mother, answers=answers)
    whole = actions.submit(draft, actor=who.mother)
    opened = decide(whole)
    # Both need the extract alone, so both begin at once; nobody gets what was not received.
    assert [one.part for one in opened] == ["residence_end", "funeral_pension"]
    kinds = [one.agency.kind.code for one in opened if one.agency]
    assert kinds == ["ca-xa", "ubnd-xa"]
    for one in opened:
        assert one.papers.filter(key="trich_luc_khai_tu").count() == 1
        decide(one)
    found = joint(whole)
    assert (found.done, found.late) == (True, False)


def test_nothing_is_opened_of_a_withdrawn_submission(who: p.Players) -> None:
    whole = handed_in(who)
    actions.accept(whole, actor=hands_of(whole).reception)
    actions.withdraw(whole, actor=who.mother)
    assert go_on(fresh(whole)) == []
    assert PLAN not in acts(whole)


def test_an_ordinary_dossier_has_no_parts(who: p.Players) -> None:
    dossier = p.proposed(who)
    assert go_on(dossier) == []
    assert joint_of(dossier, history(dossier)) is None


def test_what_being_joined_settles_is_not_left_open(who: p.Players) -> None:
    whole = handed_in(who, residence_wanted=False)
    (insurance,) = decide(whole)
    given = answers_of(insurance)
    assert (given["insured_group"], given["child_registered"]) == ("child", True)
    assert given["guardian"] == given.get("applicant_relation", "mother")


def test_a_part_decided_anew_lets_go_on_what_waited_for_it(
    who: p.Players, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = handed_in(who)
    (residence,) = decide(whole)
    joined_otherwise(whole, monkeypatch, if_refused="wait")
    refused = actions.refuse(residence, actor=hands_of(residence).reception, reason="Nhầm.")
    assert go_on(fresh(residence)) == []
    told = told_with(fresh(residence), last(residence))
    assert [(one.part.key, one.held) for one in told] == [("residence", False), ("insurance", True)]
    anew = reopen(refused, actor=hands_of(residence).leader, reason="Khiếu nại đúng.")
    # Now it waits as before, and begins by itself.
    assert [one.held for one in joint(whole).parts] == [False, False]
    assert joint(whole).parts[0].dossier == anew
    (insurance,) = decide(anew)
    assert insurance.part == "insurance"
    assert insurance.whole_id == whole.pk


@pytest.mark.parametrize("at_desk", [False, True])
def test_with_the_whole_all_that_is_undecided_is_withdrawn(
    at_desk: bool, who: p.Players, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = handed_in(who)
    joined_otherwise(whole, monkeypatch, after=())
    actions.accept(whole, actor=hands_of(whole).reception)
    residence, insurance = go_on(fresh(whole))
    decide(insurance)
    # Parts may lie at other desks than the one that writes the wish down.
    by = hands_of(whole).reception if at_desk else who.mother
    actions.withdraw(fresh(whole), actor=by, reason="Tôi đổi ý.")
    assert fresh(residence).stage is State.WITHDRAWN
    assert fresh(insurance).stage is State.READY


def test_parts_that_did_not_begin_are_off_with_the_whole(who: p.Players) -> None:
    whole = handed_in(who)
    actions.accept(whole, actor=hands_of(whole).reception)
    assert go_on(fresh(whole)) == []
    actions.withdraw(whole, actor=who.mother)
    assert [one.off for one in joint(whole).parts] == [True, True]
    assert [one.off for one in told_with(fresh(whole), last(whole))] == [True, True]


def joined_otherwise(whole: Dossier, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    """Let the parts of a submission's version be joined in another way."""
    content = whole.version.read
    parts = tuple(part.model_copy(update=changes) for part in content.joined)
    changed = content.model_copy(update={"joined": parts})
    monkeypatch.setitem(models._read, whole.version.pk, changed)


def last(dossier: Dossier) -> Event:
    found = history(dossier).last()
    assert found
    return found
