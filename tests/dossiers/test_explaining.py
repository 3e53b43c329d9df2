"""What the clock says of a dossier in the course of its life, to its applicant and to officers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from tests import players as p
from toantrinh.dossiers import actions
from toantrinh.dossiers.explaining import explain
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.time import turned

pytestmark = pytest.mark.django_db
# A Monday at 09:00, without holidays around it.
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(dossier: Dossier) -> tuple[str, str]:
    return "\n".join(explain(dossier, officer=False)), "\n".join(explain(dossier, officer=True))


def test_each_rule_of_the_clock_is_said_when_it_counts() -> None:
    who = p.players()
    with turned(MONDAY):
        dossier = p.submitted(who, copies=2)
        citizen, officer = told(dossier)
        assert "kiểm tra và báo bạn chậm nhất 09:00 thứ Ba 09/06/2026." in citizen
        assert "được nhắc lúc 11:00 thứ Hai 08/06/2026" in officer and "được nhắc" not in citizen
        dossier = actions.ask_supplement(
            dossier, actor=who.reception, missing=["child_origin"], reason="Ghi rõ."
        )
        assert "Chờ người nộp đến hết thứ Hai 29/06/2026" in told(dossier)[0]
    with turned(MONDAY + DAY):
        whole = {**p.whole_answers(who), "copies": 2}
        dossier = actions.supplement(dossier, actor=who.mother, answers=whole)
        dossier = actions.accept(dossier, actor=who.reception)
        dossier = actions.assign(dossier, actor=who.specialist, officer=who.cast.specialist.officer)
        citizen, officer = told(dossier)
        assert citizen == officer
        assert "thời hạn tính từ khi đủ, 09:00 thứ Ba 09/06/2026." in citizen
        assert "Hạn trả: 17:00 thứ Ba 09/06/2026." in citizen
        assert "đến hạn 14:00 thứ Ba 09/06/2026." in citizen
        assert "còn được hẹn lại 1 lần" in citizen and "chậm nhất 1 ngày trước hạn" in citizen
    with turned(MONDAY + DAY + HOUR):
        dossier = actions.propose(dossier, actor=who.specialist)
        assert "đến hạn 12:00 thứ Ba 09/06/2026." in told(dossier)[0]
        with translation.override("en"):
            assert "is due at 12:00" in told(dossier)[0]
        dossier = actions.withdraw(dossier, actor=who.mother)
        assert told(dossier) == ("", "")


def test_a_wait_stops_the_step_and_is_told_with_both_moments_after() -> None:
    who = p.players()
    with turned(MONDAY):
        dossier = p.processing(who, copies=2)
    with turned(MONDAY + HOUR):
        dossier = actions.ask_supplement(
            dossier, actor=who.specialist, missing=["child_origin"], reason="Ghi rõ."
        )
        said = told(dossier)[0]
        assert "cũng dừng cho đến khi hết chờ." in said
        assert "Đang tạm dừng từ 10:00 thứ Hai 08/06/2026" in said
    with turned(MONDAY + DAY + 5 * HOUR):
        whole = {**p.whole_answers(who), "copies": 2}
        said = told(actions.supplement(dossier, actor=who.mother, answers=whole))[0]
        assert "17:00 thứ Ba 09/06/2026 (tính ban đầu: 14:00 thứ Hai 08/06/2026)." in said
        assert "Tạm dừng 1 ngày" in said
