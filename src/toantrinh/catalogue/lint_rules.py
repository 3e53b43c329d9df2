"""The rules by which a catalogue is looked over, each a question to one procedure or to all."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator

from toantrinh.catalogue.burden import is_note
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.national.lists import legal_basis
from toantrinh.catalogue.owners import LOCAL, owner_of
from toantrinh.catalogue.registers import marks_in
from toantrinh.government.bodies import candidates, tier_of, tier_of_level
from toantrinh.government.files import Certainty, Line, Maybe, Text, read
from toantrinh.kernel.checking import Severity
from toantrinh.kernel.text import fold, marked_tokens, tokens

FOLDER = Path(__file__).parent / "data"
# No note or coin below this is in use, so that such a fee is a slip of the pen.
_LEAST_FEE = 1000
_SHOWN = 120
_CHANNELS = {
    "online": gettext_noop("trực tuyến"),
    "direct": gettext_noop("trực tiếp"),
    "post": gettext_noop("bưu chính"),
}
_UNTIL = re.compile(
    r"đến (?:hết )?(?:ngày )?([0-9]{1,2})(?:/| tháng )([0-9]{1,2})(?:/| năm )([0-9]{4})",
    re.IGNORECASE,
)
_DISTRICT = re.compile(r"\b(?:cap huyen|quan huyen|huyen quan|ubnd huyen|uy ban nhan dan huyen)\b")
# Words that a name may have or lack without meaning another thing.
_EMPTY_WORDS = frozenset(
    marked_tokens("thủ tục của và các những cho theo tại về đối với việc trong được có là thuộc")
)
_FEWEST_WORDS = 4
_FARTHEST = 2
# Luật Tổ chức chính quyền địa phương 72/2025/QH15: provinces and communes only.
_NO_DISTRICTS = date(2025, 7, 1)
_TIERS = ("nation", "province", "commune")


@dataclass(frozen=True)
class Rule:
    """What a rule says of whom it finds, and how to mend it; message ids with named places."""

    severity: Severity
    what: str
    remedy: str


@dataclass(frozen=True)
class Hit:
    """Where a rule is broken."""

    rule: str
    where: str
    params: Mapping[str, object] = field(default_factory=dict)


class RepealRow(Line):
    """A document that no longer holds, from which day on, and what came in its place."""

    number: Annotated[Text, BeforeValidator(lambda cell: cell.strip())]
    repealed_on: date
    replaced_by: Maybe
    source: Text
    certainty: Certainty


RULES: Mapping[str, Rule] = {
    "channel_missing": Rule(
        Severity.BROKEN,
        gettext_noop("Không ghi cách nộp hồ sơ nào."),
        gettext_noop("Hãy công bố các cách nộp: trực tuyến, trực tiếp, bưu chính."),
    ),
    "limit_missing": Rule(
        Severity.BROKEN,
        gettext_noop("Không ghi thời hạn giải quyết."),
        gettext_noop("Hãy ghi thời hạn bằng số và đơn vị, hoặc ghi rõ trả kết quả trong ngày."),
    ),
    "limit_unclear": Rule(
        Severity.SOON,
        gettext_noop("Thời hạn ghi “%(said)s”, không tính được thành ngày."),
        gettext_noop("Hãy tách từng trường hợp, mỗi trường hợp một số và một đơn vị."),
    ),
    "fee_unclear": Rule(
        Severity.SOON,
        gettext_noop("Phí, lệ phí ghi “%(said)s”, không có mức."),
        gettext_noop("Hãy ghi mức thu theo văn bản đang có hiệu lực."),
    ),
    "fee_over": Rule(
        Severity.BROKEN,
        gettext_noop("Mức thu chỉ áp dụng đến hết ngày %(day)s."),
        gettext_noop("Hãy thay bằng mức đang áp dụng."),
    ),
    "fee_tiny": Rule(
        Severity.BROKEN,
        gettext_noop("Mức thu ghi %(amount)s đồng."),
        gettext_noop("Hãy ghi đủ số; có thể đã mất ba số không, hoặc là phần trăm hay ngoại tệ."),
    ),
    "paper_uncounted": Rule(
        Severity.SOON,
        gettext_noop("Giấy tờ không ghi số bản chính, bản sao."),
        gettext_noop("Hãy ghi số lượng, hoặc bỏ khỏi thành phần hồ sơ nếu chỉ là lời dẫn."),
    ),
    "paper_dead": Rule(
        Severity.SOON,
        gettext_noop("Vẫn ghi %(paper)s. %(why)s."),
        gettext_noop("Hãy bỏ giấy tờ này và khai thác cơ sở dữ liệu."),
    ),
    "papers_missing": Rule(
        Severity.BROKEN,
        gettext_noop("Không ghi thành phần hồ sơ."),
        gettext_noop("Hãy ghi từng giấy tờ, hoặc ghi rõ không cần giấy tờ nào."),
    ),
    "steps_missing": Rule(
        Severity.BROKEN,
        gettext_noop("Không ghi trình tự thực hiện."),
        gettext_noop("Hãy ghi từng bước: ai làm, trong bao lâu."),
    ),
    "result_missing": Rule(
        Severity.SOON,
        gettext_noop("Không ghi kết quả thực hiện."),
        gettext_noop("Hãy ghi tên giấy tờ mà người nộp nhận được."),
    ),
    "agency_missing": Rule(
        Severity.BROKEN,
        gettext_noop("Không ghi cơ quan thực hiện hay cơ quan có thẩm quyền."),
        gettext_noop("Hãy ghi tên cơ quan giải quyết."),
    ),
    "district": Rule(
        Severity.BROKEN,
        gettext_noop("Giao cho cấp huyện, cấp đã kết thúc từ 01/7/2025."),
        gettext_noop("Hãy ghi cơ quan cấp xã hoặc cấp tỉnh nay có thẩm quyền."),
    ),
    "level_missing": Rule(
        Severity.SOON,
        gettext_noop("Không ghi cấp thực hiện."),
        gettext_noop("Hãy ghi cấp trung ương, cấp tỉnh hoặc cấp xã."),
    ),
    "level_contradicts": Rule(
        Severity.SOON,
        gettext_noop("Cấp thực hiện là “%(level)s” nhưng cơ quan là “%(agency)s”."),
        gettext_noop("Hãy sửa cấp thực hiện hoặc cơ quan cho khớp nhau."),
    ),
    "basis_missing": Rule(
        Severity.BROKEN,
        gettext_noop("Không ghi căn cứ pháp lý."),
        gettext_noop("Hãy ghi văn bản quy định thủ tục."),
    ),
    "basis_unreadable": Rule(
        Severity.NOTE,
        gettext_noop("Căn cứ không có số và ký hiệu đúng mẫu: %(said)s."),
        gettext_noop("Hãy ghi đủ số, năm và ký hiệu, ví dụ 118/2025/NĐ-CP."),
    ),
    "basis_repealed": Rule(
        Severity.BROKEN,
        gettext_noop("Căn cứ %(number)s hết hiệu lực từ %(day)s."),
        gettext_noop("Hãy thay bằng %(by)s và xem lại nội dung thủ tục."),
    ),
    "duplicate": Rule(
        Severity.SOON,
        gettext_noop("Trùng tên, cấp và cơ quan với %(other)s."),
        gettext_noop("Hãy bỏ một thủ tục, hoặc đặt tên cho thấy chỗ khác nhau."),
    ),
    "near_duplicate": Rule(
        Severity.NOTE,
        gettext_noop("Tên gần như trùng với %(other)s."),
        gettext_noop("Hãy xem có phải cùng một thủ tục không."),
    ),
}


def _channels(content: ProcedureContent, _day: date) -> Iterator[Hit]:
    if not content.channels:
        yield Hit("channel_missing", _("Cách thức thực hiện"))
    for channel in content.channels:
        where = _("Cách thức thực hiện: %(way)s") % {"way": _(_CHANNELS[channel.kind])}
        words = channel.limit_text.split("\n")[0].strip()
        if channel.limit is None and not content.limits:
            silent = fold(words) in {"", "other", "khong co thong tin"}
            rule = "limit_missing" if silent else "limit_unclear"
            yield Hit(rule, where, {} if silent else {"said": _short(words)})


def _fees(content: ProcedureContent, day: date) -> Iterator[Hit]:
    for channel in content.channels:
        where = _("Phí, lệ phí: %(way)s") % {"way": _(_CHANNELS[channel.kind])}
        for fee in channel.fees:
            over = _last_day(fee.text)
            if over and over < day:
                yield Hit("fee_over", where, {"day": f"{over:%d/%m/%Y}"})
            if fee.amount is None and not content.fees:
                yield Hit("fee_unclear", where, {"said": _short(fee.name or fee.text)})
            elif fee.amount and fee.amount < _LEAST_FEE:
                yield Hit("fee_tiny", where, {"amount": fee.amount})
    for row in content.fees:
        later = any(
            other.name == row.name and (other.valid_to is None or other.valid_to >= day)
            for other in content.fees
        )
        if row.valid_to and row.valid_to < day and not later:
            yield Hit("fee_over", row.name, {"day": f"{row.valid_to:%d/%m/%Y}"})


def _papers(content: ProcedureContent, _day: date) -> Iterator[Hit]:
    if not content.papers and not content.pages:
        yield Hit("papers_missing", _("Thành phần hồ sơ"))
    for paper in content.papers:
        if is_note(paper) or paper.in_database or paper.shown_only:
            continue
        if not (paper.originals or paper.copies):
            yield Hit("paper_uncounted", _short(paper.name))
        for mark in marks_in(paper.name, "dead"):
            yield Hit("paper_dead", _short(paper.name), {"paper": mark.words, "why": mark.why})


def _parts(content: ProcedureContent, _day: date) -> Iterator[Hit]:
    if not any(step.strip() for step in (*content.steps, *(s.title for s in content.process))):
        yield Hit("steps_missing", _("Trình tự thực hiện"))
    if not content.results:
        yield Hit("result_missing", _("Kết quả thực hiện"))
    if not content.legal_bases:
        yield Hit("basis_missing", _("Căn cứ pháp lý"))


def _agencies(content: ProcedureContent, day: date) -> Iterator[Hit]:
    where = _("Cơ quan thực hiện")
    words = content.agency or content.competent
    if not words and not content.competence:
        yield Hit("agency_missing", where)
    if day >= _NO_DISTRICTS and (
        _DISTRICT.search(fold(f"{words} {content.competent}")) or "huyen" in tokens(content.level)
    ):
        yield Hit("district", where)
    tier = tier_of_level(content.level)
    if not content.level:
        yield Hit("level_missing", _("Cấp thực hiện"))
    if not tier or not words or content.competence:
        return
    named = [one.agencies for one in candidates(words, content.level, day) if one.words]
    tiers = {tier_of(agency) for agencies in named for agency in agencies}
    if tiers and min(abs(_TIERS.index(one) - _TIERS.index(tier)) for one in tiers) >= _FARTHEST:
        params = {"level": content.level, "agency": _short(words)}
        yield Hit("level_contradicts", _("Cấp thực hiện"), params)


def _bases(content: ProcedureContent, day: date) -> Iterator[Hit]:
    for basis in content.legal_bases:
        number = legal_basis(f"{basis.title} ({basis.number})" if basis.number else basis.title)
        where = _("Căn cứ pháp lý")
        if not number.number:
            yield Hit("basis_unreadable", where, {"said": _short(basis.number or basis.title)})
            continue
        gone = _repeals().get(fold(number.number))
        if gone and gone.repealed_on <= day:
            params = {
                "number": gone.number,
                "day": f"{gone.repealed_on:%d/%m/%Y}",
                "by": gone.replaced_by or gone.source,
            }
            yield Hit("basis_repealed", where, params)


def _duplicates(contents: Sequence[ProcedureContent]) -> Iterator[tuple[str, Hit]]:
    same: defaultdict[tuple[str, ...], list[ProcedureContent]] = defaultdict(list)
    near: defaultdict[tuple[str, ...], list[ProcedureContent]] = defaultdict(list)
    for content in contents:
        owner = owner_of(content.decision).key
        # Two provinces may well call the same thing by the same name.
        published = fold(content.decision) if owner == LOCAL else ""
        about = (owner, published, fold(content.level), fold(content.agency or content.competent))
        same[fold(content.name), *about].append(content)
        # With their marks: "đối" is empty and "đổi" is not.
        words = marked_tokens(content.name)
        telling = sorted(word for word in words if word not in _EMPTY_WORDS)
        if len(telling) >= _FEWEST_WORDS:
            near[" ".join(telling), *about].append(content)
    for rule, groups in (("duplicate", same), ("near_duplicate", near)):
        for members in groups.values():
            for one in members:
                alike = [
                    other.code
                    for other in members
                    if other.code != one.code
                    and (fold(other.name) == fold(one.name)) == (rule == "duplicate")
                ]
                if alike:
                    yield one.code, Hit(rule, _("Tên thủ tục"), {"other": ", ".join(alike)})


EACH: Sequence[Callable[[ProcedureContent, date], Iterator[Hit]]] = (
    _channels,
    _fees,
    _papers,
    _parts,
    _agencies,
    _bases,
)
ACROSS: Sequence[Callable[[Sequence[ProcedureContent]], Iterator[tuple[str, Hit]]]] = (_duplicates,)


def _last_day(text: str) -> date | None:
    """The last day that a fee's words name as its end, if all they name lie behind each other."""
    days = []
    for day, month, year in _UNTIL.findall(text):
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return max(days, default=None)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


@cache
def _repeals() -> Mapping[str, RepealRow]:
    return {fold(row.number): row for row in read("repeals.csv", RepealRow, FOLDER)}
