"""What others published is kept as it was; the EGDI comes out of its components."""

import pytest

from toantrinh.measures.queries import told_by_others
from toantrinh.measures.reported import egdi, pillars, reported, weights
from toantrinh.measures.values import decimal


@pytest.mark.parametrize(
    ("year", "published"),
    [(2010, "0.4454"), (2012, "0.5217"), (2014, "0.4705"), (2016, "0.5143"), (2018, "0.5931")],
)
def test_the_published_index_is_reproduced_to_four_decimals(year: int, published: str) -> None:
    made = egdi(year)
    [kept] = [one for one in reported() if (one.series, one.year) == ("egdi", year)]
    assert made is not None
    assert decimal(made) == decimal(kept.value) == published
    assert sum(weights(year).values()) == 1


def test_2010_had_weights_of_its_own() -> None:
    thirds = {one.series: one.value for one in reported() if one.year == 2010}
    assert decimal((thirds["osi"] + thirds["hci"] + thirds["tii"]) / 3) == "0.4469"


def test_what_is_not_known_is_not_made_up() -> None:
    # Components of 2022 are from memory, those of 2020 and 2024 were found nowhere.
    assert [egdi(year) for year in (2008, 2020, 2022, 2024)] == [None] * 4
    rows = told_by_others()
    assert len({(row["series"], row["place"], row["year"]) for row in rows}) == len(rows)
    assert {row["reproduced"] for row in rows if row["series"] != "egdi"} == {None}
    told = {row["year"]: row["value"] for row in rows if row["series"] == "egdi_rank"}
    assert (told[2018], told[2024]) == ("88", "71")


def test_the_pillars_come_to_a_thousand() -> None:
    assert sum(pillar.points for pillar in pillars()) == 1000
    assert sum(pillar.indicators for pillar in pillars()) == 98
