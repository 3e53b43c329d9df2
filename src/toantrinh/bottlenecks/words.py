"""Findings as sentences, with their numbers, in the reader's language."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import cast

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from toantrinh.bottlenecks.stages import Named
from toantrinh.dossiers.clock_words import working_days_and_hours
from toantrinh.dossiers.states import State
from toantrinh.lake.shapes import STEP
from toantrinh.measures.values import decimal

Told = Mapping[str, object]


def sentence(
    finding: Told,
    names: Mapping[str, str],
    steps: Mapping[str, Named],
    hours_a_day: int,
    *,
    here: bool,
) -> str:
    """What was found, in words; `here` where one agency is asked about, else all but the peer.

    Hours are told as days of so many as far as they fill some.
    """
    peer = str(finding.get("peer", ""))
    times = {
        name: working_days_and_hours(hour_of(finding[name]), hours_a_day)
        for name in ("median", "p90", "peer_median")
        if name in finding
    }
    words = {
        **times,
        "stage": stage_name(str(finding["stage"]), steps),
        "peer": names.get(peer, _("cơ quan làm nhanh nhất")),
        "here": _("ở đây") if here else _("ở các nơi khác"),
    }
    return _SENTENCES[str(finding["kind"])](finding, words)


def stage_name(stage: str, steps: Mapping[str, Named]) -> str:
    """A step as its version calls it, a state as the desk's pages do."""
    if stage == State.INCOMPLETE:
        # Its own label speaks to the applicant.
        return _("Chờ người nộp hoàn thiện")
    if not stage.startswith(STEP):
        return State(stage).label
    key = stage.removeprefix(STEP)
    return steps[key].said(get_language() or "") if key in steps else key


def hour_of(minutes: object) -> int:
    """The hours within which that lies."""
    return int(str(minutes)) // 60 + 1


def _share(of: object, whole: object) -> str:
    share = Fraction(int(str(of)), int(str(whole)) or 1)
    return decimal(share * 100, 1).replace(".", ",") + "\u00a0%"


def _longest(one: Told, words: dict[str, str]) -> str:
    said = _(
        "Khâu “%(stage)s” chiếm %(share)s thời gian hồ sơ nằm trong cơ quan: một nửa hồ sơ qua "
        "khâu này trong %(median)s, chín phần mười trong %(p90)s."
    )
    told = said % {**words, "share": _share(one["minutes"], one["of_minutes"])}
    worked = cast("int", one["worked"])
    if str(one["stage"]).startswith(STEP) and one["minutes"]:
        of_wait = _share(cast("int", one["minutes"]) - worked, one["minutes"])
        told += " " + _("Trong đó %(share)s là chờ, chưa ai làm.") % {"share": of_wait}
    return told


def _lost(one: Told, words: dict[str, str]) -> str:
    said = _(
        "Trễ hẹn bắt đầu ở khâu “%(stage)s”: %(count)s trong %(of)s hồ sơ trễ vào khâu này "
        "còn kịp, ra khỏi khâu này thì không kịp nữa."
    )
    return said % {**words, "count": one["count"], "of": one["of"]}


def _quicker(one: Told, words: dict[str, str]) -> str:
    said = _(
        "%(peer)s làm khâu “%(stage)s” nhanh hơn: một nửa của %(count)s hồ sơ qua trong "
        "%(peer_median)s, %(here)s trong %(median)s."
    )
    return said % {**words, "count": one["peer_count"]}


def _differing(text: Callable[[], str]) -> Callable[[Told, dict[str, str]], str]:
    def say(one: Told, words: dict[str, str]) -> str:
        ours = _share(one["ours"], one["our_cases"])
        theirs = _share(one["theirs"], one["their_cases"])
        return text() % {**words, "ours": ours, "theirs": theirs}

    return say


def _counted(text: Callable[[], str]) -> Callable[[Told, dict[str, str]], str]:
    def say(one: Told, words: dict[str, str]) -> str:
        return text() % {**words, "ours": one["ours"], "theirs": one["theirs"]}

    return say


def _replayed(one: Told, words: dict[str, str]) -> str:
    said = _(
        "Nếu khâu “%(stage)s” lấy thời gian như ở %(peer)s, tỷ lệ đúng hạn từ %(before)s thành "
        "%(after)s: thêm %(gain)s hồ sơ đúng hạn trong %(due)s hồ sơ."
    )
    after, before = cast("int", one["after"]), cast("int", one["before"])
    return said % {
        **words,
        "before": _share(before, one["due"]),
        "after": _share(after, one["due"]),
        "gain": after - before,
        "due": one["due"],
    }


_SENTENCES: dict[str, Callable[[Told, dict[str, str]], str]] = {
    "longest": _longest,
    "lost": _lost,
    "quicker": _quicker,
    "skips": _differing(
        lambda: _("Ở %(peer)s %(theirs)s hồ sơ không qua khâu “%(stage)s”, %(here)s %(ours)s.")
    ),
    "papers": _differing(
        lambda: _("%(peer)s yêu cầu bổ sung giấy tờ ở %(theirs)s hồ sơ, %(here)s %(ours)s.")
    ),
    "sent_back": _differing(
        lambda: _("Ở %(peer)s %(theirs)s hồ sơ bị trả lại để xem lại, %(here)s %(ours)s.")
    ),
    "by_system": _differing(
        lambda: _(
            "Ở %(peer)s hệ thống tự đưa %(theirs)s hồ sơ qua khâu “%(stage)s”, %(here)s %(ours)s."
        )
    ),
    "batch": _counted(
        lambda: _(
            "%(peer)s thường giải quyết %(theirs)s hồ sơ một lượt trong một giờ ở khâu "
            "“%(stage)s”, %(here)s %(ours)s."
        )
    ),
    "hour": _counted(
        lambda: _(
            "%(peer)s thường xong khâu “%(stage)s” lúc %(theirs)s giờ, %(here)s lúc %(ours)s giờ."
        )
    ),
    "replayed": _replayed,
}
