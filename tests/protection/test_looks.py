"""Rows of the access log become words: agency, post, fields, dossiers, basis."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import players as p
from toantrinh.dossiers.looking import log_list, log_look
from toantrinh.journal.bases import bases
from toantrinh.journal.models import Access
from toantrinh.journal.queries import looks_at
from toantrinh.protection.looks import By, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> p.Players:
    return p.players()


def test_a_look_says_where_who_what_and_by_what_right(who: p.Players) -> None:
    dossier = p.processing(who)
    log_look(
        dossier,
        actor=who.specialist,
        page="desk/dossier",
        fields=["applicant", "answers.child_name", "answers.gone", "papers.giay_chung_sinh"],
        masked=["number"],
    )
    [look] = told(list(looks_at(who.cast.mother.pk)), who.cast.mother.pk)
    assert (look.by, look.agency) == (By.OFFICER, "Ủy ban nhân dân phường Hạc Thành")
    assert look.post == who.cast.specialist.post.title
    assert look.dossiers == [(dossier.pk, dossier.code)]
    assert look.seen.brief == ["họ tên người nộp", "2 mục trong tờ khai", "1 giấy tờ"]
    assert "Họ, chữ đệm, tên của bé" in look.seen.fields and "mục khác" in look.seen.fields
    assert "Giấy chứng sinh" in " ".join(look.seen.fields)
    assert look.seen.masked == ["số định danh"]
    assert look.basis == "giải quyết hồ sơ bạn đã nộp" and "NĐ 118/2025" in look.source
    with translation.override("en"):
        [look] = told(list(looks_at(who.cast.mother.pk)), who.cast.mother.pk)
        assert look.basis == "handling the application you submitted"


def test_a_list_names_only_one_s_own_dossiers(who: p.Players) -> None:
    mine = [p.submitted(who), p.submitted(who)]
    log_list(mine, actor=who.reception, page="desk/queue", fields=["applicant"])
    row = Access.objects.get(page="desk/queue")
    [look] = told([row], who.cast.mother.pk)
    assert sorted(code for _id, code in look.dossiers) == sorted(str(one.code) for one in mine)
    from toantrinh.kernel.ids import new_id

    [other] = told([row], new_id())
    assert other.dossiers == []


def test_one_s_own_looks_are_left_out_unless_asked_for(who: p.Players) -> None:
    first, second = p.submitted(who), p.submitted(who)
    mother = who.cast.mother
    log_look(first, actor=who.mother, page="own", fields=["applicant"])
    log_look(second, actor=who.reception, page="desk", fields=["applicant"])
    assert [row.page for row in looks_at(mother.pk)] == ["desk"]
    rows = list(looks_at(mother.pk, own=True))
    assert [look.by for look in told(rows, mother.pk)] == [By.OFFICER, By.SELF]
    assert [row.page for row in looks_at(mother.pk, own=True, dossier_id=first.pk)] == ["own"]


def test_a_row_from_before_fields_were_kept_still_reads(who: p.Players) -> None:
    dossier = p.submitted(who)
    row = Access(
        at=dossier.created_at,
        actor=str(who.specialist),
        agency=who.specialist.agency_id,
        page="desk/dossier",
        purpose="handling",
        subject=dossier.stream(),
        persons=[who.cast.mother.pk],
    )
    [look] = told([row], who.cast.mother.pk)
    assert (look.post, look.basis, look.source) == ("", "để giải quyết hồ sơ", "")
    assert look.dossiers == [(dossier.pk, dossier.code)] and look.seen.brief == []


def test_a_page_of_looks_asks_the_database_no_more_for_more(who: p.Players) -> None:
    def asked(rows: int) -> int:
        for _ in range(rows):
            log_look(p.submitted(who), actor=who.reception, page="x", fields=["applicant"])
        looks = list(looks_at(who.cast.mother.pk))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            told(looks, who.cast.mother.pk)
        return len(captured)

    asked(1)
    assert asked(1) == asked(4) == 3


def test_every_right_has_words_in_both_languages_and_a_source() -> None:
    for code, basis in bases().items():
        assert code == basis.code and basis.vi and basis.en and basis.source
        assert basis.certainty in {"found", "high", "medium", "low"}
