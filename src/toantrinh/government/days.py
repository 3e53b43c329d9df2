"""The days off of the nation: a package's proposal, then what was really announced."""

import csv
from datetime import date
from pathlib import Path

import holidays

from toantrinh.government.files import FOLDER, DayRow, read

YEARS = range(2025, 2028)
_COLUMNS = ["day", "kind", "name", "replaces", "unit", "source", "certainty"]


def draw(folder: Path = FOLDER) -> list[DayRow]:
    """The days of all YEARS, in order: corrections go before what the package computes."""
    computed = holidays.country_holidays("VN", years=YEARS, language="vi")
    rows = {
        day: DayRow.model_validate(
            {
                "day": day,
                "kind": "off",
                "name": name,
                "replaces": "",
                "unit": "",
                "source": "Bộ luật Lao động 2019 Đ112",
                "certainty": "high",
            }
        )
        for day, name in computed.items()
        # A day that only makes up for a weekend needs an announcement of its own.
        if "thay cho" not in name and "nghỉ bù" not in name
    }
    rows |= {row.day: row for row in read("corrections.csv", DayRow, folder)}
    return [rows[day] for day in sorted(rows)]


def write(folder: Path = FOLDER) -> None:
    """Write days.csv anew, as draw() says."""
    with (folder / "days.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for row in draw(folder):
            writer.writerow([_cell(getattr(row, column)) for column in _COLUMNS])


def _cell(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
