"""What national law says of a procedure binds provinces: they may do better for people, not worse.

A province sets its own steps, forms, letters and channels, shortens limits, asks for fewer papers,
and sets the fees that its council sets. Limits, papers, legal bases and fees of the nation stand
(NĐ 63/2010 Đ8, Đ13; Luật phí và lệ phí 2015 Đ21-22).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from toantrinh.catalogue.content import LegalBasis, Paper, ProcedureContent
from toantrinh.catalogue.handling import Fee, FeeRow, TimeLimit
from toantrinh.catalogue.part_words import value_word, word_of
from toantrinh.catalogue.parts import Place
from toantrinh.catalogue.simulation import working_hours
from toantrinh.kernel.text import fold

# Kinds of limits are compared by their working hours, which are no whole numbers.
_CLOSE = 1.001


@dataclass(frozen=True)
class Breach:
    """Where a version says less than the law demands: the place, what is wrong, how to mend it."""

    place: Place
    what: str
    mend: str
    params: Mapping[str, object]


def breaches(law: ProcedureContent, own: ProcedureContent, on: date) -> list[Breach]:
    """All in which a province's version is worse for people than national law of a day."""
    return [
        *_channels(law, own),
        *_case_limits(law, own),
        *_joint_limit(law, own),
        *_fees(law, own, on),
        *_papers(law, own),
        *_bases(law, own),
    ]


def _channels(law: ProcedureContent, own: ProcedureContent) -> Iterator[Breach]:
    places = {channel.kind: number for number, channel in enumerate(own.channels)}
    for channel in law.channels:
        number = places.get(channel.kind)
        if number is None:
            yield Breach(
                ("channels",),
                _("Quy định quốc gia cho nộp theo cách “%(channel)s”; phiên bản này bỏ đi."),
                _("Hãy giữ cách nộp này."),
                {"channel": value_word("kind", channel.kind)},
            )
        elif channel.limit and _longer(own.channels[number].limit, channel.limit):
            yield _too_long(("channels", number, "limit"), channel.limit)


def _case_limits(law: ProcedureContent, own: ProcedureContent) -> Iterator[Breach]:
    """A case may have a longer limit only where the law gives that very case one."""
    longest = max((c.limit for c in law.channels if c.limit), key=working_hours, default=None)
    cases = {case.when: case.limit for case in law.limits}
    for number, case in enumerate(own.limits):
        allowed = cases.get(case.when, longest)
        if allowed and _longer(case.limit, allowed):
            yield _too_long(("limits", number, "limit"), allowed)
    kept = {case.when for case in own.limits}
    usual = [c.limit for c in own.channels]
    for when, limit in cases.items():
        if when not in kept and any(_longer(one, limit) for one in usual):
            yield Breach(
                ("limits",),
                _("Quy định quốc gia có thời hạn ngắn hơn khi “%(when)s”; phiên bản này bỏ đi."),
                _("Hãy giữ thời hạn của trường hợp này."),
                {"when": when},
            )


def _joint_limit(law: ProcedureContent, own: ProcedureContent) -> Iterator[Breach]:
    if law.joint_limit and _longer(own.joint_limit, law.joint_limit):
        yield _too_long(("joint_limit",), law.joint_limit)


def _longer(own: TimeLimit | None, law: TimeLimit) -> bool:
    """Whether a limit is longer than the law's; none at all is."""
    if own is None:
        return True
    if own.kind == law.kind:
        return own.amount > law.amount
    return working_hours(own) > working_hours(law) * _CLOSE


def _too_long(place: Place, law: TimeLimit) -> Breach:
    return Breach(
        place,
        _("Thời hạn dài hơn quy định quốc gia, hoặc không còn (%(limit)s)."),
        _("Địa phương chỉ được rút ngắn: hãy ghi thời hạn bằng hoặc ngắn hơn."),
        {"limit": f"{value_word('kind', law.kind)} {law.amount or ''}".strip()},
    )


def _papers(law: ProcedureContent, own: ProcedureContent) -> Iterator[Breach]:
    """A paper is the law's by its name; what was renamed is another one."""
    by_name = {fold(paper.name): paper for paper in law.papers}
    for number, paper in enumerate(own.papers):
        demanded = by_name.get(fold(paper.name))
        if demanded:
            yield from _asks_more(paper, demanded, ("papers", number))
        elif not paper.in_database:
            yield Breach(
                ("papers", number),
                _("“%(paper)s” không có trong thành phần hồ sơ của quy định quốc gia."),
                _("Địa phương không được đòi thêm giấy tờ: hãy bỏ mục này, hoặc giữ tên quốc gia."),
                {"paper": paper.name},
            )


def _asks_more(paper: Paper, law: Paper, place: Place) -> Iterator[Breach]:
    """In which ways a paper is asked for that the law asks for less of."""
    more = {
        "originals": paper.originals > law.originals,
        "copies": paper.copies > law.copies,
        "required": paper.required and not law.required,
        "condition": bool(law.condition) and paper.condition != law.condition,
        "in_database": law.in_database and not paper.in_database,
        "shown_only": law.shown_only and not paper.shown_only,
    }
    for name, worse in more.items():
        if worse:
            yield Breach(
                (*place, name),
                _("“%(paper)s” bị đòi nhiều hơn quy định quốc gia (%(field)s: %(law)s)."),
                _("Hãy ghi như quy định quốc gia, hoặc đòi ít hơn."),
                {"paper": paper.name, "field": word_of(name), "law": _told(getattr(law, name))},
            )


def _told(value: object) -> str:
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    return str(value)


def _bases(law: ProcedureContent, own: ProcedureContent) -> Iterator[Breach]:
    kept = {_basis(basis) for basis in own.legal_bases}
    for basis in law.legal_bases:
        if _basis(basis) not in kept:
            yield Breach(
                ("legal_bases",),
                _("Thiếu căn cứ pháp lý của quy định quốc gia: “%(basis)s”."),
                _("Hãy giữ căn cứ này; văn bản của địa phương được ghi thêm."),
                {"basis": basis.number or basis.title},
            )


def _basis(basis: LegalBasis) -> str:
    return fold(basis.number or basis.title)


@dataclass(frozen=True)
class _Price:
    """What one row of the law takes at most; `amount` None where a council sets it."""

    name: str
    channels: frozenset[str]
    amount: int | None
    row: FeeRow | None = None


def _fees(law: ProcedureContent, own: ProcedureContent, on: date) -> Iterator[Breach]:
    prices = _prices(law, on)
    for number, row in enumerate(own.fees):
        alike = [
            price
            for price in prices
            if price.name in {"", fold(row.name)} and price.channels & set(row.channels)
        ]
        place = ("fees", number)
        if any(price.amount is None for price in alike):
            continue
        if not alike and row.amount != 0:
            yield Breach(
                place,
                _("Quy định quốc gia không thu “%(fee)s” theo cách nộp này."),
                _("Hãy bỏ khoản này, hoặc ghi đúng tên và cách nộp của khoản mà luật cho thu."),
                {"fee": row.name},
            )
            continue
        yield from _dearer(row, alike, place)
    yield from _lost_exemptions(law.fees, own.fees)
    yield from _of_channels(prices, own)


def _prices(law: ProcedureContent, on: date) -> list[_Price]:
    """What the law takes: its dated rows, or else what its record says of each channel."""
    if law.fees:
        rows = [row for row in law.fees if row.valid_to is None or row.valid_to >= on]
        return [_Price(fold(r.name), frozenset(r.channels), r.amount, r) for r in rows or law.fees]
    return [
        _Price(fold(fee.name), frozenset({channel.kind}), fee.amount)
        for channel in law.channels
        for fee in channel.fees
    ]


def _dearer(row: FeeRow, alike: Sequence[_Price], place: Place) -> Iterator[Breach]:
    most = max((price.amount or 0 for price in alike), default=0)
    amounts = {"amount": row.amount, "then": row.then}
    for name, amount in amounts.items():
        if amount is not None and amount > most:
            yield _raised((*place, name), row.name, most)
    if row.amount is None:
        yield _raised((*place, "amount"), row.name, most)
    caps = [price.row.at_most for price in alike if price.row and price.row.at_most is not None]
    if caps and (row.at_most is None or row.at_most > max(caps)):
        yield _raised((*place, "at_most"), row.name, max(caps))


def _of_channels(prices: Sequence[_Price], own: ProcedureContent) -> Iterator[Breach]:
    """What a version without dated rows says of its channels counts as a fee, too."""
    for number, channel in enumerate(own.channels if not own.fees else ()):
        for place, fee in enumerate(channel.fees):
            if _above(fee, [p for p in prices if channel.kind in p.channels]):
                most = max((p.amount or 0 for p in prices), default=0)
                yield _raised(("channels", number, "fees", place, "amount"), fee.name, most)


def _above(fee: Fee, prices: Sequence[_Price]) -> bool:
    alike = [price for price in prices if price.name in {"", fold(fee.name)}]
    if fee.amount is None or any(price.amount is None for price in alike):
        return False
    return fee.amount > max((price.amount or 0 for price in alike), default=0)


def _lost_exemptions(law: Sequence[FeeRow], own: Sequence[FeeRow]) -> Iterator[Breach]:
    for row in law:
        for number, mine in enumerate(own):
            if fold(mine.name) != fold(row.name) or not set(mine.channels) & set(row.channels):
                continue
            shares = {one.when: one.share for one in mine.exemptions}
            for exemption in row.exemptions:
                if mine.amount != 0 and shares.get(exemption.when, 100) > exemption.share:
                    yield Breach(
                        ("fees", number, "exemptions"),
                        _("Quy định quốc gia miễn, giảm “%(fee)s” khi “%(when)s”."),
                        _("Hãy giữ mức miễn, giảm này, hoặc giảm nhiều hơn."),
                        {"fee": row.name, "when": exemption.when},
                    )


def _raised(place: Place, fee: str, most: int) -> Breach:
    return Breach(
        place,
        _("“%(fee)s” cao hơn mức của quy định quốc gia (%(most)s đồng)."),
        _("Hãy ghi mức bằng hoặc thấp hơn."),
        {"fee": fee, "most": f"{most:,}".replace(",", ".")},
    )
