"""From a published record to the typed content of a version."""

from decimal import Decimal

from toantrinh.catalogue import content as c
from toantrinh.catalogue import handling as h
from toantrinh.catalogue.national import records as n

_LIMITS = {
    n.Unit.WORKING_DAY: ("working_days", 1),
    n.Unit.DAY: ("days", 1),
    n.Unit.WEEK: ("days", 7),
    n.Unit.MONTH: ("months", 1),
    n.Unit.YEAR: ("months", 12),
    n.Unit.HOUR: ("hours", 1),
    n.Unit.WORKING_HOUR: ("working_hours", 1),
}
# One working day is eight working hours (facts 8).
_HALVES = {"working_days": ("working_hours", 8), "days": ("hours", 24)}


def content_of(record: n.Record) -> c.ProcedureContent:
    """The record as a version: numbers where it gave them, its words in any case."""
    return c.ProcedureContent(
        code=record.code,
        name=record.name,
        decision=record.decision,
        level=record.level_text,
        kind=record.kind_text,
        sector=record.sector,
        description=record.description,
        steps=tuple(paragraph.text for paragraph in record.steps),
        channels=tuple(_channel(channel) for channel in record.channels if channel.kind),
        papers=tuple(_paper(place, paper) for place, paper in enumerate(record.papers, 1)),
        applicants=record.applicants,
        agency=", ".join(record.agency_performing),
        competent=", ".join(record.agency_competent),
        reception_address=record.reception_address,
        results=record.results,
        legal_bases=tuple(
            c.LegalBasis(title=basis.title, number=basis.number_text)
            for basis in record.legal_bases
        ),
        conditions=record.conditions,
        keywords=record.keywords,
    )


def _channel(channel: n.Channel) -> c.Channel:
    return c.Channel(
        kind=channel.kind.value if channel.kind else "direct",
        limit=_limit(channel.limit),
        limit_text="\n".join(filter(None, [channel.limit_text, channel.notes])),
        fees=tuple(
            h.Fee(name=fee.description, amount=fee.amount, text=fee.text) for fee in channel.fees
        ),
    )


def _limit(limit: n.Limit | None) -> h.TimeLimit | None:
    """A limit the clock can count; None for units like "other", which the text explains."""
    if limit is not None and limit.unit is n.Unit.SAME_DAY:
        return h.TimeLimit(kind="same_day")
    if limit is None or limit.unit not in _LIMITS or limit.amount <= 0:
        return None
    kind, factor = _LIMITS[limit.unit]
    amount = limit.amount * factor
    if amount != amount.to_integral_value() and kind in _HALVES:
        kind, factor = _HALVES[kind]
        amount = amount * factor
    whole = amount.to_integral_value(rounding="ROUND_CEILING")
    if whole > Decimal(100_000):
        return None
    return h.TimeLimit.model_validate({"kind": kind, "amount": int(whole)})


def _paper(place: int, paper: n.Paper) -> c.Paper:
    return c.Paper(
        key=f"p{place}",
        name=paper.name or paper.text,
        group=paper.group,
        originals=paper.originals or 0,
        copies=paper.copies or 0,
        form_file=paper.form_file,
    )
