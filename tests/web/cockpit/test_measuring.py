"""Leaders' pages hold what the lake holds: who may look, what is said, which files come out."""

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from PIL import Image
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from tests import players as p
from tests.authored import officer_of
from tests.web.admin.conftest import sign_in
from tests.web.cockpit.world import COMMUNE, PROCEDURE, PROVINCE, world
from toantrinh.alerts.models import Alert, Subject
from toantrinh.government.queries import agency
from toantrinh.kernel.time import local, now, today
from toantrinh.lake.actions import folder
from toantrinh.measures import kept
from toantrinh.measures.asking import By
from toantrinh.measures.engines import engine
from toantrinh.measures.expecting import looked_at
from toantrinh.measures.measure import Measure, find, measures
from toantrinh.measures.near import Near
from toantrinh.measures.of_work import HANDS
from toantrinh.measures.period import Period
from toantrinh.measures.places import place, places_below
from toantrinh.measures.standing import CHIEF, ranked, standings, whereabouts
from toantrinh.measures.values import Answer, Counts, decimal, value
from toantrinh.measures.work import workload

pytestmark = pytest.mark.django_db
HERE = "/dieu-hanh/"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test puts the lake that all of them read."""
    return tmp_path_factory.mktemp("cockpit") / "lake"


@pytest.fixture
def leader(settings: Settings, lake: Path) -> Client:
    """Who leads the commune, with a lake and its kept answers."""
    settings.LAKE_FOLDER = lake
    if not lake.exists():
        world(lake, 2500)
    return sign_in(p.players().cast.leader)


def test_the_pages_say_what_an_engine_counts(leader: Client) -> None:
    month = kept.months()[-2]
    asked = f"?thang={month.first:%Y-%m}"
    commune = place(COMMUNE)
    answer = _slowly([find(key) for key in CHIEF], By.COMMUNE, month)
    page = leader.get(f"{HERE}{asked}").content.decode()
    for key in CHIEF:
        counts = answer.get((key, COMMUNE), Counts())
        if not counts.buckets and counts.denominator and find(key).unit == "percent":
            assert f"{counts.numerator} trong {counts.denominator}" in page, key
    # What an engine counts for the place is what lies behind it, dossier by dossier.
    dd = find("nd224.dd")
    told = dict(Near(commune, month).procedures(dd))
    whole, first = Near(commune, month, PROCEDURE).opened(dd).dossiers(most=1000)
    assert whole == len(first) == told[PROCEDURE].denominator
    assert sum(each.numerator for each in first) == told[PROCEDURE].numerator
    # Late ones come first, or those that lay longest in one hand.
    assert [each.numerator for each in first] == sorted(each.numerator for each in first)
    opened = Near(commune, month).opened(dd, longest_in="leader")
    _whole, slow = opened.dossiers(most=9)
    minutes = [each.minutes["leader"] for each in slow]
    assert minutes == sorted(minutes, reverse=True)
    cases, hands = opened.steps()
    assert cases
    assert {*hands} == {*HANDS}
    shown = leader.get(f"{HERE}chi-so/nd224.dd/{COMMUNE}/thu-tuc/{PROCEDURE}/{asked}&buoc=leader")
    assert f"{whole} hồ sơ được tính" in shown.content.decode()
    # Of a procedure whose version has steps each is told by itself, and leads on to its dossiers.
    opened = Near(commune, month, PROCEDURE).opened(dd, longest_in="step/ky")
    cases, hands = opened.steps()
    steps = {one.key: one for one in opened.own_steps()}
    spent = [(one.cases, one.waited, one.worked, one.applicant) for one in steps.values()]
    assert sorted(spent) == sorted(
        [
            (cases, hands["desk"], 0, 0),
            (cases, 0, hands["officer"], hands["applicant"]),
            (cases, hands["leader"], 0, 0),
        ]
    )
    assert 0 < steps["tham_tra"].overran < cases
    _whole, slow = opened.dossiers(most=9)
    minutes = [each.minutes["leader"] for each in slow]
    assert minutes == sorted(minutes, reverse=True)
    shown = leader.get(f"{HERE}chi-so/nd224.dd/{COMMUNE}/thu-tuc/{PROCEDURE}/{asked}&buoc=step/ky")
    assert "Lãnh đạo Ủy ban nhân dân xã ký Giấy khai sinh đứng trên." in shown.content.decode()
    other = leader.get(f"{HERE}chi-so/nd224.dd/{COMMUNE}/thu-tuc/1.000656/{asked}")
    assert "không có bước nội bộ" in other.content.decode()


def test_a_number_that_cannot_be_computed_says_why(leader: Client) -> None:
    # Nothing was ever sent back here, so there is no share of it; and never a zero.
    page = leader.get(f"{HERE}chi-so/work.sent_back/{COMMUNE}/").content.decode()
    assert "Không có trường hợp nào trong kỳ để tính." in page
    assert "0,0 %" not in page
    # One that counts procedures is of no commune.
    page = leader.get(f"{HERE}chi-so/nd224.a/{COMMUNE}/").content.decode()
    assert "không tính riêng cho nơi này được" in page
    every = leader.get(f"{HERE}noi/{COMMUNE}/chi-so/").content.decode()
    assert "Hệ thống chưa thu đánh giá của người nộp sau khi trả kết quả." in every
    explained = leader.get(f"{HERE}chi-so/nd224.dd/").content.decode()
    assert "Ví dụ tính tay" in explained


def test_where_nothing_happened_no_page_and_no_file_shows_a_zero(leader: Client) -> None:
    del leader
    above = sign_in(officer_of(agency(f"{PROVINCE}.ubnd"), "leader"))
    month = kept.months()[-2]
    every = [one for one in measures() if By.COMMUNE in one.by]
    known = {code for _key, code in kept.read([one.key for one in every], By.COMMUNE, month)}
    code = next(one.code for one in places_below(place(PROVINCE)) if one.code not in known)
    for way in (
        *(f"noi/{code}/", f"noi/{code}/chi-so/", f"noi/{code}/diem/", f"co-quan/{code}.ubnd/"),
        *(f"chi-so/nd224.dd/{code}/", f"chi-so/nd224.dd/{code}/thu-tuc/"),
        f"chi-so/nd224.dd/{code}/thu-tuc/{PROCEDURE}/",
    ):
        page = above.get(f"{HERE}{way}?thang={month.first:%Y-%m}")
        assert page.status_code == 200, way
        text = page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
        # Of peers, none may well have been late.
        own = re.sub("Tốt nhất: [^<]*", "", text)
        assert not re.search(r"(?<![\d,.])0(,0)? ?(%|phút|giờ)", own), way
        assert re.search("Không có trường hợp|chưa tính được|Chưa tính được", text), way
    for one in every:
        asked = f"{HERE}chi-so/{one.key}/{code}/tai-ve?tep=csv&thang={month.first:%Y-%m}"
        rows = list(csv.reader(io.StringIO(above.get(asked).content.decode("utf-8-sig"))))
        assert len(rows) == 14
        for row in rows[1:]:
            assert row[2:5] == ["", "", ""] and row[5], (one.key, row)
    asked = f"{HERE}chi-so/nd224.dd/{code}/tai-ve?tep="
    book = CalamineWorkbook.from_object(io.BytesIO(above.get(f"{asked}xlsx").content))
    assert {tuple(row[2:5]) for row in book.get_sheet_by_index(0).to_python()[1:]} == {("", "", "")}
    for kind in ("pdf", "png"):
        assert above.get(f"{asked}{kind}").status_code == 200


def test_alerts_lead_to_what_they_are_about(leader: Client) -> None:
    del leader
    month = kept.months()[-2]
    department, committee = agency(f"{PROVINCE}.so-tp"), agency(f"{PROVINCE}.ubnd")
    for subject, code, answers in (
        (Subject.AGENCY, department.key, department),
        (Subject.PROCEDURE, PROCEDURE, committee),
        (Subject.PROCEDURE, "1.004222", department),
    ):
        Alert.objects.create(
            rule="on_time_falls",
            subject=subject,
            code=code,
            agency=answers,
            month=month.first,
            numerator=80,
            denominator=100,
            numerator_before=285,
            denominator_before=300,
            raised_at=now(),
        )
    above = sign_in(officer_of(committee, "leader"))
    listed = above.get(f"{HERE}canh-bao/").content.decode()
    assert f"{department.name}: Tỷ lệ đúng hạn giảm" in listed
    assert f"khai sinh, {committee.name}: Tỷ lệ đúng hạn giảm" in listed
    ways = []
    for one in Alert.objects.order_by("subject", "code"):
        page = above.get(f"{HERE}canh-bao/{one.pk}/").content.decode()
        (way,) = re.findall(rf'href="{HERE}((?:co-quan|chi-so|diem-nghen)/[^"?]*)[?]', page)
        ways.append(way)
        assert above.get(f"{HERE}{way}").status_code == 200, way
    assert ways == [
        f"co-quan/{department.key}/",
        f"chi-so/nd224.dd/{PROVINCE}/thu-tuc/{PROCEDURE}/",
        "diem-nghen/1.004222/",
    ]
    # Where a department answers, its own bottlenecks open.
    assert f"co-quan={department.pk}" in page


def test_peers_are_ranked_and_the_best_is_named(leader: Client) -> None:
    del leader
    month = kept.months()[-2]
    dd, late = find("nd224.dd"), find("work.late_backlog")
    commune = place(COMMUNE)
    (stand,) = standings([dd], commune, month)
    answer = _slowly([dd], By.COMMUNE, month)
    communes = {each.code for each in places_below(place(PROVINCE))}
    rates = [
        value(counts).number
        for (_key, code), counts in answer.items()
        if code in communes and counts.rows >= 30
    ]
    assert stand.best is not None
    assert stand.best.value.number == max(each for each in rates if each is not None)
    assert len(stand.trend) == 13
    assert stand.now.month == month.first
    for one, descending in ((dd, True), (late, False)):
        peers = ranked(one, places_below(place("VN")), month)
        numbers = [each.value.number for each in peers if each.value.number is not None]
        assert numbers == sorted(numbers, reverse=descending)
        assert len(peers) == 34


def test_files_say_what_the_page_says(leader: Client) -> None:
    month = kept.months()[-1]
    (stand,) = standings([find("nd224.dd")], place(COMMUNE), month)
    number = stand.now.value.number
    assert number is not None
    wanted = [f"{month.first:%m/%Y}", "Phường Hạc Thành", decimal(number * 100, 4)]
    counts = stand.now.counts
    files = {
        kind: leader.get(f"{HERE}chi-so/nd224.dd/{COMMUNE}/tai-ve?tep={kind}")
        for kind in ("csv", "xlsx", "pdf", "png")
    }
    rows = list(csv.reader(io.StringIO(files["csv"].content.decode("utf-8-sig"))))
    assert rows[1][:5] == [*wanted, str(counts.numerator), str(counts.denominator)]
    assert len(rows) == 14
    book = CalamineWorkbook.from_object(io.BytesIO(files["xlsx"].content))
    sheet = book.get_sheet_by_index(0).to_python()
    # A number in Excel is one that can be counted on.
    assert sheet[1][:5] == [*wanted[:2], float(wanted[2]), counts.numerator, counts.denominator]
    assert sheet[0][2] == "Giá trị (%)"
    with pikepdf.open(io.BytesIO(files["pdf"].content)) as pdf:
        assert len(pdf.pages) >= 1
    with Image.open(io.BytesIO(files["png"].content)) as picture:
        assert picture.width > 800
        # The line has its colour: the picture brings its own.
        colours = picture.convert("RGB").getcolors(picture.width * picture.height) or []
        assert (11, 85, 99) in {colour for _count, colour in colours}
    assert leader.get(f"{HERE}chi-so/nd224.dd/{COMMUNE}/tai-ve?tep=doc").status_code == 422


def test_the_agency_page_tells_ages_and_what_will_come(leader: Client) -> None:
    page = leader.get(f"{HERE}co-quan/{COMMUNE}.ubnd/").content.decode()
    assert "hồ sơ đang giải quyết" in page
    assert "Hai tuần tới có thể nhận từ" in page
    assert leader.get(f"{HERE}co-quan/{PROVINCE}.ubnd/").status_code == 403
    assert leader.get(f"{HERE}noi/VN/").status_code == 403
    assert leader.get(f"{HERE}noi/{PROVINCE}/").status_code == 403


def test_an_agency_that_is_no_committee_has_numbers_of_its_own(leader: Client) -> None:
    month = kept.months()[-2]
    committee = agency(f"{COMMUNE}.ubnd")
    chief = [find(key) for key in CHIEF]
    # All of the commune's dossiers lie at its committee, below which its other agencies work.
    answer = _slowly(chief, By.COMMUNE, month)
    there = {key: answer.get((key, COMMUNE), Counts()) for key in CHIEF}
    for by, at in ((By.COMMUNE, COMMUNE), (By.AGENCY, str(committee.pk))):
        read = kept.read(CHIEF, by, month, [at])
        assert {key: read.get((key, at), Counts()) for key in CHIEF} == there
    # Below the government stands everybody, so that its branch comes to what the nation does.
    government = agency("00.cp")
    by, at = whereabouts(government, month)
    assert (by, at) == (By.BRANCH, government.path)
    read, nation = kept.read(CHIEF, by, month, [at]), _slowly(chief, By.NATION, month)
    assert {key: read[key, at] for key in CHIEF} == {key: nation[key, "VN"] for key in CHIEF}
    told = leader.get(f"{HERE}co-quan/{COMMUNE}.ttpvhcc/").content.decode()
    assert "Không có trường hợp nào trong kỳ để tính." in told


def test_what_comes_and_stands_open_is_what_the_lake_holds(leader: Client) -> None:
    del leader
    lake = folder()
    rows = lake.load("cases", lake.current().parts("cases")).to_pylist()
    committee, spans = agency(f"{COMMUNE}.ubnd"), looked_at(today(), 14)
    as_of = kept.as_of() or 0
    for where, those in (
        (place(COMMUNE), [row for row in rows if row["agency"] == str(committee.pk)]),
        (committee, [row for row in rows if row["agency"] == str(committee.pk)]),
        (place("VN"), rows),
        (agency("00.cp"), rows),
    ):
        work = workload(where, spans)
        days = Counter(local(_moment(row["received"])).date() for row in those)
        assert work.came == {
            day: count
            for day, count in days.items()
            if any(first <= day <= last for first, last in spans)
        }
        going = [row for row in those if row["decided"] is None or row["decided"] >= as_of]
        assert sum(age.going for age in work.ages) == len(going) > 0
        assert sum(age.late for age in work.ages) == sum(row["due"] < as_of for row in going)
    # In whose hands the nation's dossiers of a procedure lay is kept; a place's is read.
    month = kept.months()[-2]
    for where, code in ((place("VN"), None), (place(COMMUNE), str(committee.pk))):
        decided = [
            row
            for row in rows
            if row["procedure"] == PROCEDURE
            and code in {None, row["agency"]}
            and month.since <= (row["decided"] or 0) < month.until
        ]
        opened = Near(where, month, PROCEDURE).opened(find("nd224.dd"))
        assert opened.steps() == (
            len(decided),
            {hand: sum(row[f"{hand}_minutes"] for row in decided) for hand in HANDS},
        )


def test_an_invented_lake_says_so_on_every_page_and_file(leader: Client) -> None:
    mark = "Dữ liệu mô phỏng"
    paths = ["", f"chi-so/nd224.dd/{COMMUNE}/", "canh-bao/", "chi-so/nd224.dd/"]
    assert not any(mark in leader.get(HERE + path).content.decode() for path in paths)
    lake = folder()
    known = lake.current()
    lake.swap(replace(known, synthetic={"seed": 1}))
    try:
        for path in paths:
            assert mark in leader.get(HERE + path).content.decode(), path
        told = leader.get(f"{HERE}chi-so/nd224.dd/{COMMUNE}/tai-ve?tep=csv")
        assert "mo-phong-nd224" in told["Content-Disposition"]
    finally:
        lake.swap(known)


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def _slowly(those: list[Measure], by: By, month: Period) -> Answer:
    """What plain Python counts, row by row."""
    assert {one.key for one in those} <= {one.key for one in measures()}
    answer: Mapping[tuple[str, str], Counts] = engine("slow", folder()).answer(those, by, month)
    return answer
