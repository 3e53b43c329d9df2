"""Fees by day, channel and answers, held against a second reading that counts unit by unit."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from toantrinh.catalogue.content import Channel, ProcedureContent
from toantrinh.catalogue.fees import Due, fees_due, total
from toantrinh.catalogue.handling import ChannelKind, Exemption, Fee, FeeRow

DAY = date(2026, 1, 15)


def content(*rows: FeeRow) -> ProcedureContent:
    return ProcedureContent(code="9.800001", name="Chứng thực", fees=rows)


# 2.000815: 2,000 a page, from the third page 1,000, at most 200,000 a copy.
PAGES = FeeRow(
    name="Phí",
    amount=2000,
    per="pages",
    first=2,
    then=1000,
    at_most=200_000,
    valid_from=date(2017, 1, 1),
    exemptions=(Exemption(when="poor", share=50, text="Hộ nghèo"),),
)


def test_pages_beyond_the_second_cost_less_and_a_copy_has_a_ceiling() -> None:
    for pages, amount in ((1, 2000), (2, 4000), (3, 5000), (198, 200_000), (5000, 200_000)):
        assert fees_due(content(PAGES), "direct", DAY, {"pages": pages, "poor": False}) == [
            Due("Phí", amount, "")
        ]


def test_an_exemption_is_applied_and_told() -> None:
    (line,) = fees_due(content(PAGES), "direct", DAY, {"pages": 3, "poor": True})
    assert line == Due("Phí", 2500, "", "Hộ nghèo")


def test_each_copy_costs_as_much_again_under_a_ceiling_of_its_own() -> None:
    row = PAGES.model_copy(update={"times": "copies", "exemptions": ()})
    for pages, copies, amount in ((3, 2, 10_000), (5000, 3, 600_000), (3, 0, 0)):
        assert total(fees_due(content(row), "direct", DAY, {"pages": pages, "copies": copies})) == (
            amount
        )


def test_who_pays_nothing_knows_so_although_nobody_knows_the_price() -> None:
    free = Exemption(when="poor", share=0, text="Hộ nghèo")
    row = FeeRow(name="Lệ phí", valid_from=DAY, text="Tỉnh quyết định", exemptions=(free,))
    for poor, amount in ((True, 0), (False, None)):
        (line,) = fees_due(content(row), "direct", DAY, {"poor": poor})
        assert line.amount == amount


def test_a_row_counts_on_its_days_and_channels_only() -> None:
    row = FeeRow(
        name="Lệ phí",
        amount=7000,
        channels=("online",),
        valid_from=DAY,
        valid_to=DAY + timedelta(days=1),
    )
    days = [DAY + timedelta(days=n) for n in range(-1, 3)]
    assert [len(fees_due(content(row), "online", day, {})) for day in days] == [0, 1, 1, 0]
    assert fees_due(content(row), "direct", DAY, {}) == []


def test_a_fee_that_a_council_sets_has_no_total() -> None:
    row = FeeRow(name="Lệ phí", text="Do HĐND tỉnh quyết định", valid_from=DAY)
    lines = fees_due(content(row, PAGES), "direct", DAY, {"pages": 1, "poor": False})
    assert [line.amount for line in lines] == [None, 2000]
    assert total(lines) is None
    assert total(lines[1:]) == 2000


def test_without_rows_the_record_s_words_are_told() -> None:
    said = ProcedureContent(
        code="9.800001",
        name="x",
        channels=(Channel(kind="online", fees=(Fee(name="Phí", amount=5, text="5 đồng"),)),),
    )
    assert fees_due(said, "online", DAY, {}) == [Due("Phí", 5, "5 đồng")]
    assert fees_due(said, "post", DAY, {}) == []


def slowly(row: FeeRow, channel: str, day: date, units: int, poor: bool) -> int | None:
    """The same, day by day and unit by unit."""
    last = row.valid_to or day
    days = {row.valid_from + timedelta(days=n) for n in range((last - row.valid_from).days + 1)}
    if day not in days or channel not in row.channels:
        return None
    amount = 0
    for unit in range(1, units + 1):
        beyond = row.then is not None and row.first and unit > row.first
        amount += row.then if beyond and row.then is not None else row.amount or 0
    if row.at_most is not None and amount > row.at_most:
        amount = row.at_most
    share = row.exemptions[0].share if poor and row.exemptions else 100
    paid = 0
    while (paid + 1) * 100 <= amount * share:
        paid += 1
    return paid


@given(
    amount=st.integers(0, 300),
    first=st.integers(0, 4),
    then=st.none() | st.integers(0, 300),
    at_most=st.none() | st.integers(0, 500),
    start=st.integers(-3, 3),
    length=st.none() | st.integers(0, 3),
    share=st.integers(0, 100),
    channel=st.sampled_from(["online", "direct", "post"]),
    units=st.integers(0, 6),
    poor=st.booleans(),
)
def test_both_readings_agree(
    amount: int,
    first: int,
    then: int | None,
    at_most: int | None,
    start: int,
    length: int | None,
    share: int,
    channel: ChannelKind,
    units: int,
    poor: bool,
) -> None:
    since = DAY + timedelta(days=start)
    row = FeeRow(
        name="Phí",
        amount=amount,
        per="units",
        first=first,
        then=then,
        at_most=at_most,
        channels=("online", "post"),
        valid_from=since,
        valid_to=None if length is None else since + timedelta(days=length),
        exemptions=(Exemption(when="poor", share=share, text="x"),),
    )
    found = fees_due(content(row), channel, DAY, {"units": units, "poor": poor})
    expected = slowly(row, channel, DAY, units, poor)
    assert [line.amount for line in found] == ([] if expected is None else [expected])
