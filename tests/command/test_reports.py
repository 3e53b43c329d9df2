"""`toantrinh catalogue burden` and `lint` on the ten invented records and what ships."""

import pytest

from tests.command.test_catalogue import RECORDS
from tests.host.installation import Installation


@pytest.fixture(scope="module")
def stocked(running: Installation) -> Installation:
    running.json("catalogue", "import", str(RECORDS))
    return running


def test_burden_ranks_and_sums(stocked: Installation) -> None:
    told = stocked.json("catalogue", "burden")
    assert list(told) == [
        *("day", "channel", "model", "review", "total", "registers"),
        *("by_ministry", "by_sector", "procedures"),
    ]
    saved = [one["saved_total"] for one in told["procedures"]]
    assert saved == sorted(saved, reverse=True)
    assert sum(saved) == told["total"]["saved_total"]
    assert len(saved) == told["total"]["procedures"] >= 11
    for group in ("by_ministry", "by_sector"):
        assert sum(row["procedures"] for row in told[group]) == len(saved)
    assert all(row["source"] and row["certainty"] for row in told["model"])

    one = stocked.json("catalogue", "burden", "--code", "1.001193", "--channel", "online")
    (birth,) = one["procedures"]
    assert (birth["rank"], birth["channel"], birth["owner"]) == (1, "online", "00.btp")
    assert {register for held in birth["held"] for register in held["registers"]}
    plain = stocked.run("catalogue", "burden", "--owner", "bo tu phap", "--limit", "3")
    assert "1.001193" in plain.stdout
    assert "Bộ Tư pháp" in plain.stdout


def test_lint_reports_to_agencies(stocked: Installation) -> None:
    told = stocked.json("catalogue", "lint")
    assert list(told) == ["day", "procedures", "findings", "rules", "agencies"]
    assert told["findings"] == sum(one["findings"] for one in told["agencies"])
    assert told["findings"] == sum(told["rules"].values()) > 0
    rule = next(iter(told["rules"]))
    only = stocked.json("catalogue", "lint", "--rule", rule)
    assert only["rules"] == {rule: told["rules"][rule]}
    assert stocked.run("catalogue", "lint").returncode == 0
    assert stocked.run("catalogue", "lint", "--strict").returncode == 1
    assert stocked.run("catalogue", "lint", "--strict", "--code", "1.001193").returncode == 0
