from datetime import datetime

import pytest
from django.utils import translation

from tests.government.standard import STANDARD
from toantrinh.dossiers.clock import Left, due
from toantrinh.dossiers.clock_words import day_words, days_left, explain, limit_words
from toantrinh.dossiers.limits import (
    ClockRule,
    ClockRules,
    Cutoff,
    CutoffMode,
    EndOfDay,
    Extension,
    Limit,
    LimitKind,
    Pause,
    PauseMode,
)
from toantrinh.kernel.time import HANOI


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HANOI)


def said(
    received: str,
    limit: Limit,
    *pauses: Pause,
    rule: ClockRule | None = None,
    extensions: tuple[Extension, ...] = (),
) -> list[str]:
    rules = ClockRules((rule or ClockRule(),))
    return explain(due(limit, at(received), STANDARD, rules, pauses, extensions))


FIVE = Limit(LimitKind.WORKING_DAYS, 5)
SAME_DAY = Limit(LimitKind.SAME_DAY)


def test_a_due_moment_explains_itself_from_receipt_to_end() -> None:
    pause = Pause(at("24/02/2026 09:00"), at("26/02/2026 09:00"), reason="chờ bổ sung")
    extension = Extension(at("02/03/2026 09:00"), 2)
    assert said("13/02/2026 16:20", FIVE, pause, extensions=(extension,)) == [
        "Nhận lúc 16:20 thứ Sáu 13/02/2026.",
        "Thời hạn: 5 ngày làm việc.",
        "Ngày nhận không tính.",
        "Bỏ qua 6 ngày nghỉ hằng tuần.",
        "Bỏ qua 5 ngày nghỉ Tết Nguyên đán (16/02 – 20/02/2026).",
        "Tạm dừng 2 ngày chờ bổ sung (từ 09:00 thứ Ba 24/02/2026 đến 09:00 thứ Năm 26/02/2026).",
        "Gia hạn thêm 2 ngày làm việc, báo từ thứ Hai 02/03/2026.",
        "Hạn trả: 17:00 thứ Năm 05/03/2026.",
    ]


@pytest.mark.parametrize(
    ("received", "cutoff", "sentence"),
    [
        (
            "12/02/2026 15:01",
            Cutoff(CutoffMode.AFTER, 900),
            "Nhận sau 15:00 nên tính từ 08:00 thứ Sáu 13/02/2026.",
        ),
        (
            "12/02/2026 16:30",
            Cutoff(CutoffMode.BEFORE_END, 60),
            "Nhận trong 60 phút cuối giờ làm việc nên tính từ 08:00 thứ Sáu 13/02/2026.",
        ),
        (
            "12/02/2026 17:30",
            Cutoff(CutoffMode.CLOSED),
            "Nhận sau giờ làm việc nên tính từ 08:00 thứ Sáu 13/02/2026.",
        ),
        (
            "15/02/2026 10:00",
            Cutoff(CutoffMode.CLOSED),
            "Nhận vào ngày nghỉ nên tính từ 08:00 thứ Hai 23/02/2026.",
        ),
    ],
)
def test_each_cutoff_says_what_it_did(received: str, cutoff: Cutoff, sentence: str) -> None:
    assert said(received, SAME_DAY, rule=ClockRule(cutoffs=(cutoff,)))[1] == sentence


def test_a_made_up_saturday_is_named() -> None:
    lines = said("21/08/2026 09:00", Limit(LimitKind.WORKING_DAYS, 1))
    assert "Tính thứ Bảy 22/08/2026 vì là ngày làm bù." in lines


def test_a_single_day_off_shows_its_date_and_one_without_a_name_the_notice() -> None:
    one = Limit(LimitKind.WORKING_DAYS, 1)
    culture = said("23/11/2026 09:00", one)
    assert "Bỏ qua 1 ngày nghỉ Ngày Văn hóa Việt Nam (24/11/2026)." in culture
    unnamed = said("31/12/2025 09:00", one)
    assert "Bỏ qua 1 ngày nghỉ theo thông báo (01/01/2026)." in unnamed


def test_months_say_their_days_and_a_last_day_off_moves() -> None:
    lines = said("30/01/2026 09:00", Limit(LimitKind.MONTHS, 1))
    assert "Thời hạn: 1 tháng (29 ngày)." in lines
    assert "Ngày cuối là ngày nghỉ nên hạn chuyển sang thứ Hai 02/03/2026." in lines


def test_hours_that_end_just_after_a_day_off_say_why_they_end_with_the_day() -> None:
    lines = said("06/03/2026 11:00", Limit(LimitKind.HOURS, 62))
    expected = "Hết giờ ngay sau ngày nghỉ nên hạn là cuối ngày làm việc thứ Hai 09/03/2026."
    assert lines[-2] == expected


def test_a_restart_says_from_when_is_counted_again() -> None:
    wait = Pause(at("24/02/2026 09:00"), at("26/02/2026 10:00"), PauseMode.RESTART)
    lines = said("23/02/2026 09:00", FIVE, wait)
    assert lines[1] == (
        "Hồ sơ được bổ sung đủ lúc 10:00 thứ Năm 26/02/2026 nên thời hạn tính lại từ đầu."
    )
    assert "Ngày đầu, thứ Năm 26/02/2026, không tính." in lines


def test_a_first_day_that_counts_is_told() -> None:
    rule = ClockRule(
        cutoffs=(Cutoff(CutoffMode.CLOSED),), count_first_day=True, count_moved_day=True
    )
    assert "Tính cả ngày nhận." in said("23/02/2026 09:00", FIVE, rule=rule)
    assert "Tính cả thứ Ba 24/02/2026." in said("23/02/2026 20:00", FIVE, rule=rule)


def test_an_open_wait_a_short_one_and_a_harmless_one() -> None:
    hours = Limit(LimitKind.WORKING_HOURS, 8)
    short = Pause(at("23/02/2026 09:00"), at("23/02/2026 10:30"))
    start_to_end = "(từ 09:00 thứ Hai 23/02/2026 đến 10:30 thứ Hai 23/02/2026)"
    assert f"Tạm dừng 1 giờ 30 phút {start_to_end}." in said("23/02/2026 08:30", hours, short)
    harmless = said("23/02/2026 08:30", FIVE, short)
    assert any(line.endswith("không làm dời hạn.") for line in harmless)
    open_wait = said("23/02/2026 08:30", FIVE, Pause(at("24/02/2026 09:00")))
    assert open_wait[-2] == (
        "Đang tạm dừng từ 09:00 thứ Ba 24/02/2026; hạn sẽ dời theo thời gian chờ."
    )


def test_received_when_the_day_was_over_without_a_cutoff() -> None:
    lines = said("12/02/2026 17:30", SAME_DAY)
    assert lines[1] == "Thời hạn: trong ngày."
    assert lines[2].startswith("Khi nhận đã hết giờ làm việc")


def test_the_midnight_rule_names_the_day_that_ends() -> None:
    rule = ClockRule(end_of_day=EndOfDay.MIDNIGHT)
    assert said("23/02/2026 09:00", FIVE, rule=rule)[-1] == "Hạn trả: hết thứ Hai 02/03/2026."


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (Left(late=False, days=2, minutes=1000), "còn 2 ngày làm việc"),
        (Left(late=False, days=0, minutes=190), "còn 3 giờ làm việc"),
        (Left(late=False, days=0, minutes=20), "còn 20 phút"),
        (Left(late=False, days=0, minutes=0), "hết hạn hôm nay"),
        (Left(late=True, days=1, minutes=480), "quá hạn 1 ngày làm việc"),
        (Left(late=True, days=0, minutes=61), "quá hạn 1 giờ làm việc"),
        (Left(late=True, days=0, minutes=0), "vừa quá hạn"),
        (
            Left(late=False, days=3, minutes=1500, standing=True),
            "đang tạm dừng, còn 3 ngày làm việc",
        ),
        (Left(late=False, days=0, minutes=0, standing=True), "đang tạm dừng"),
    ],
)
def test_what_is_left_in_words(left: Left, words: str) -> None:
    assert days_left(left) == words


@pytest.mark.parametrize(
    ("kind", "amount", "words"),
    [
        (LimitKind.WORKING_DAYS, 5, "5 ngày làm việc"),
        (LimitKind.DAYS, 30, "30 ngày"),
        (LimitKind.MONTHS, 2, "2 tháng"),
        (LimitKind.HOURS, 24, "24 giờ"),
        (LimitKind.WORKING_HOURS, 8, "8 giờ làm việc"),
        (LimitKind.SAME_DAY, 0, "trong ngày"),
    ],
)
def test_limits_in_words(kind: LimitKind, amount: int, words: str) -> None:
    assert limit_words(kind, amount) == words


def test_every_weekday_has_a_name() -> None:
    days = [day_words(at(f"{day}/03/2026 00:00").date()) for day in range(2, 9)]
    assert days[0] == "thứ Hai 02/03/2026"
    assert days[5:] == ["thứ Bảy 07/03/2026", "Chủ nhật 08/03/2026"]
    assert len({words.rsplit(" ", 1)[0] for words in days}) == 7


@pytest.fixture(autouse=True)
def _in_vietnamese() -> None:
    translation.activate("vi")
