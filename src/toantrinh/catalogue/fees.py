"""What an application costs: the fee rows in force on a day, by channel and what was answered."""

from dataclasses import dataclass
from datetime import date

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.handling import ChannelKind, FeeRow
from toantrinh.catalogue.rules import Answers, holds

_WHOLE = 100


@dataclass(frozen=True)
class Due:
    """One line of what is to be paid, in whole đồng.

    `amount` is None where no number is known, which `text` explains; `exempt` are the words of the
    exemption that was applied.
    """

    name: str
    amount: int | None
    text: str
    exempt: str = ""


def fees_due(
    content: ProcedureContent, channel: ChannelKind, day: date, answers: Answers
) -> list[Due]:
    """Each fee that falls due, in the order of the rows.

    Where a procedure has no dated rows, what its record says of the channel is told as it stands.
    """
    if not content.fees:
        found = content.channel(channel)
        return [Due(fee.name, fee.amount, fee.text) for fee in (found.fees if found else ())]
    rows = rows_in_force(content, channel, day)
    return [_due(row, answers) for row in rows if not row.when or holds(row.when, answers) is True]


def rows_in_force(content: ProcedureContent, channel: ChannelKind, day: date) -> list[FeeRow]:
    """The rows of a day and channel, whomever they concern."""
    return [
        row
        for row in content.fees
        if channel in row.channels
        and row.valid_from <= day
        and (row.valid_to is None or day <= row.valid_to)
    ]


def charges(content: ProcedureContent, channel: ChannelKind, day: date) -> bool:
    """Whether anybody pays anything for it on a day, as far as the record tells."""
    if content.fees:
        return any(row.amount != 0 for row in rows_in_force(content, channel, day))
    found = content.channel(channel)
    return any(fee.amount != 0 for fee in (found.fees if found else ()))


def total(lines: list[Due]) -> int | None:
    """The sum in đồng; None when one of the lines has no number."""
    amounts = [line.amount for line in lines]
    return None if None in amounts else sum(amount or 0 for amount in amounts)


def _due(row: FeeRow, answers: Answers) -> Due:
    amount = None if row.amount is None else _amount(row, row.amount, answers)
    for exemption in row.exemptions:
        if holds(exemption.when, answers) is True:
            left = _left(amount, exemption.share)
            return Due(row.name, left, row.text, exemption.text)
    return Due(row.name, amount, row.text)


def _left(amount: int | None, share: int) -> int | None:
    """What is left to pay; nothing at all is known also where the whole price is not."""
    if amount is None:
        return None if share else 0
    # A đồng is never split: what is left rounds down, in favour of who pays.
    return amount * share // _WHOLE


def _amount(row: FeeRow, each: int, answers: Answers) -> int:
    """The price of all units: the first ones at one price, those beyond at another, capped; and
    that as often as was asked for."""
    count = _count(row.per, answers)
    dear = min(count, row.first) if row.first else count
    cheap = count - dear
    amount = dear * each + cheap * (each if row.then is None else row.then)
    amount = amount if row.at_most is None else min(amount, row.at_most)
    return amount * _count(row.times, answers)


def _count(key: str, answers: Answers) -> int:
    """The number that was answered; 1 where nothing is asked, 0 where nothing was answered."""
    found = answers.get(key) if key else 1
    return found if isinstance(found, int) and not isinstance(found, bool) else 0
