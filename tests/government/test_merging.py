"""What the files say and what an administrator did, when both have something to say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from toantrinh.government import actions, files, queries, tree
from toantrinh.government.abstract import Origin
from toantrinh.government.models import Agency, CalendarDay, DataVersion, Unit
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.ids import new_id

pytestmark = pytest.mark.django_db
SINCE = date(2026, 12, 1)
LATER = date(2026, 12, 15)
DAY = timedelta(days=1)


def rename_commune(code: str = "00691", name: str = "Mới") -> None:
    """As the house does: the unit and its committee end, and go on under another name."""
    _rename(Unit.objects.get(code=code, valid_to=None), name)
    committee = Agency.objects.get(key=f"{code}.ubnd", valid_to=None)
    _rename(committee, f"Ủy ban nhân dân xã {name}")


def _rename(row: Unit | Agency, name: str) -> None:
    row.valid_to, row.origin = SINCE - DAY, Origin.HOUSE
    row.save()
    row.pk, row.valid_from, row.valid_to = new_id(), SINCE, None
    row.name, row.filed = name, ""
    row.save(force_insert=True)


def edition(monkeypatch: pytest.MonkeyPatch, change: Callable[[files.UnitRow], object]) -> None:
    """A later edition of the files, in which rows of units are others: none, one or two."""
    read = files.read

    def edited(name: str, shape: type[Any]) -> list[Any]:
        rows: list[Any] = []
        for row in read(name, shape):
            changed = change(row) if name == "units.csv" else row
            rows += changed if isinstance(changed, list) else [changed]
        return rows

    monkeypatch.setattr(files, "read", edited)
    monkeypatch.setattr(files, "digest", lambda: "later")


def renamed_in_files(since: date, name: str) -> Callable[[files.UnitRow], object]:
    def change(row: files.UnitRow) -> object:
        if row.code != "00691":
            return row
        ended = row.model_copy(update={"valid_to": since - DAY})
        return [ended, row.model_copy(update={"valid_from": since, "name": name})]

    return change


def names(code: str = "00691") -> list[tuple[str, date, str]]:
    rows = Unit.objects.filter(code=code).order_by("valid_from")
    return [(row.name, row.valid_from, row.origin) for row in rows]


def test_the_same_files_again_undo_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rename_commune()
    before = names()
    monkeypatch.setattr(files, "digest", lambda: "other")
    version = actions.load_all(actor=SYSTEM)
    assert version.changes == []
    assert names() == before
    assert queries.agency("00691.ubnd", SINCE).name == "Ủy ban nhân dân xã Mới"
    assert queries.agency("00691.ttpvhcc", SINCE).valid_to is None


def test_a_later_edition_that_tells_the_same_history_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    rename_commune()
    edition(monkeypatch, renamed_in_files(SINCE, "Mới Hơn"))
    actions.load_all(actor=SYSTEM)
    assert names()[-1] == ("Mới Hơn", SINCE, "files")
    assert len(names()) == 2
    committee = queries.agency("00691.ubnd", SINCE)
    assert committee.name.endswith("Mới Hơn") and committee.origin == Origin.FILES


def test_a_later_edition_that_tells_another_history_is_told_of_and_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rename_commune()
    before = names()
    edition(monkeypatch, renamed_in_files(LATER, "Khác"))
    version = actions.load_all(actor=SYSTEM)
    assert names() == before
    assert ("Unit", "00691", "kept") in {
        (one["table"], one["key"], one["field"]) for one in version.changes
    }
    assert Agency.objects.filter(key="00691.ubnd").count() == 2
    assert DataVersion.objects.count() == 2


def test_what_the_files_say_of_others_is_taken_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    rename_commune()
    edition(
        monkeypatch,
        lambda row: row.model_copy(update={"name": "Hai"}) if row.code == "00004" else row,
    )
    actions.load_all(actor=SYSTEM)
    assert queries.unit("00004", SINCE).name == "Hai"
    assert names()[-1][0] == "Mới"


def test_a_day_that_the_house_set_holds_until_the_files_say_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = CalendarDay.objects.filter(day=date(2026, 9, 2))
    day.update(name="Lễ của tỉnh", origin=Origin.HOUSE)
    monkeypatch.setattr(files, "digest", lambda: "other")
    actions.load_all(actor=SYSTEM)
    assert day.get().name == "Lễ của tỉnh"
    day.update(filed="of another edition")
    monkeypatch.setattr(files, "digest", lambda: "later")
    actions.load_all(actor=SYSTEM)
    assert (day.get().name != "Lễ của tỉnh", day.get().origin) == (True, "files")


def test_a_closed_agency_stays_where_it_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its dossiers are found by its place, and those of before are not rewritten."""
    monkeypatch.setattr(files, "digest", lambda: "other")
    build = tree.build

    def closed(*given: object) -> list[tree.AgencyRow]:
        rows = build(*given)  # type: ignore[arg-type]
        return [
            replace(
                row, valid_to=SINCE, successor=("00.bct", row.valid_from), path="00.cp/00.bct/x/"
            )
            if row.key == "00.xnk"
            else row
            for row in rows
        ]

    monkeypatch.setattr(tree, "build", closed)
    actions.load_all(actor=SYSTEM)
    assert Agency.objects.get(key="00.xnk").valid_to == SINCE
    assert Agency.objects.get(key="00.xnk").path == "00.cp/00.bct/00.xnk/"
