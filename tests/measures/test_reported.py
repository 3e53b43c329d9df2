"""What others published is kept as it was; the EGDI comes out of its components."""

import pytest

from toantrinh.measures.queries import explain_index, told_by_others
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


def test_the_index_is_explained_year_by_year() -> None:
    told = explain_index("egdi")
    assert told == explain_index("un.egdi") and explain_index("nd224.a") is None
    assert told is not None and isinstance(told["years"], list)
    years = {one["year"]: one for one in told["years"]}
    assert years[2010]["weights"] == {"osi": "17/50", "hci": "33/100", "tii": "33/100"}
    assert [year for year, one in years.items() if one["agrees"]] == [2010, 2012, 2014, 2016, 2018]
    assert years[2024] == {
        "year": 2024,
        "published": "0.77090",
        "verified": True,
        "reproduced": None,
        "agrees": None,
        "components": {},
        "weights": {"osi": "1/3", "hci": "1/3", "tii": "1/3"},
        "rank": 71,
        "regional_rank": 5,
    }
    assert (years[2022]["verified"], years[2022]["components"]) == (False, {})
    assert told["told"] == "reported" and told["counted"] is False
