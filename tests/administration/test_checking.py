"""Each finding appears when something is wrong, and goes when it was mended."""

import json
import shutil
import socket
from collections import namedtuple
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from django.db import connection
from django.test import override_settings
from pytest_django import Settings

from tests.administration.governing import COMMUNE, administrator, place
from toantrinh.administration.checking import findings
from toantrinh.command.cast import cast, governors
from toantrinh.documents.authority import Authority
from toantrinh.government import memory
from toantrinh.government.models import CalendarDay, Rule, WorkingHours
from toantrinh.host.backup import LAST_BACKUP
from toantrinh.host.home import home
from toantrinh.journal import checks as journal_checks
from toantrinh.journal import jobs
from toantrinh.journal.actions import append_to_stream
from toantrinh.journal.models import Event, Seal
from toantrinh.journal.seals import Content, Window
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.checking import Finding, Severity
from toantrinh.kernel.time import HANOI, now, today, turned, wall
from toantrinh.people.actions import appoint
from toantrinh.people.models import DataKey, Posting, User
from toantrinh.people.sealing import new_key
from toantrinh.web.admin.checks import page_of

pytestmark = pytest.mark.django_db


def found(code: str, key: str | None = None, *, slow: bool = False) -> Finding | None:
    """The finding of this code, for all or for the house of one agency."""
    below = place(key) if key else None
    return next((one for one in findings(below, slow=slow) if one.code == code), None)


def the(code: str, key: str | None = None, *, slow: bool = False) -> Finding:
    one = found(code, key, slow=slow)
    assert one is not None, f"{code} is not found"
    assert one.text() and one.how_to_mend() and "%(" not in one.text() + one.how_to_mend()
    return one


def test_a_check_of_the_whole_is_quick() -> None:
    cast()
    governors()
    findings()
    begun = wall()
    assert not [one for one in findings() if one.code == "checks.not_run"]
    assert wall() - begun < timedelta(seconds=1)


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    gib = 1024**3
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(100 * gib, 99 * gib, gib))
    assert the("host.disk_full").severity is Severity.BROKEN
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(100 * gib, 95 * gib, 5 * gib))
    assert the("host.disk_full").severity is Severity.SOON
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(100 * gib, 50 * gib, 50 * gib))
    assert found("host.disk_full") is None


def test_an_old_backup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOANTRINH_HOME", str(tmp_path))
    assert found("host.backup_old") is None and the("host.no_backup")
    for age, old in ((timedelta(days=3), True), (timedelta(hours=2), False)):
        told = {"made_at": (wall() - age).isoformat()}
        (home().run / LAST_BACKUP).write_text(json.dumps(told))
        assert (found("host.backup_old") is not None) is old


def _sealed(upto: int) -> None:
    Seal.objects.create(
        number=1,
        content=Content(1, "", "", Window(0, upto, 0, 0), 0, "", 0, "", "").spelled(),
        signature=b"",
    )


def test_seals_that_stopped() -> None:
    with turned(now() - timedelta(minutes=10)):
        append_to_stream("test/late", "x", actor=SYSTEM, payload={})
    assert "phút" in the("journal.seal_late").text()
    last = Event.objects.order_by("-position").first()
    _sealed(last.position if last else 0)
    assert found("journal.seal_late") is None
    append_to_stream("test/late", "x", actor=SYSTEM, payload={})
    assert found("journal.seal_late") is None


def test_clocks_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found("journal.clocks_differ") is None
    monkeypatch.setattr(journal_checks, "wall", lambda: wall() + timedelta(seconds=30))
    assert "30 giây" in the("journal.clocks_differ").text()


def test_a_worker_that_is_away_and_jobs_that_lie() -> None:
    the("journal.worker_away")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES"
            " ('x', 'dossiers.follow_up', 'failed'), ('x', 'lies', 'todo') RETURNING id"
        )
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    assert found("journal.worker_away") is None
    assert the("journal.jobs_failed").places == ("dossiers.follow_up",)
    assert the("journal.jobs_wait").text().startswith("1 việc")


def test_jobs_that_a_killed_worker_left_are_found_and_put_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '5 minutes'), (now()) RETURNING id"
        )
        (gone,), (alive,) = cursor.fetchall()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id) VALUES"
            " ('x', 'left.one', 'doing', %s), ('x', 'left.two', 'doing', NULL),"
            " ('x', 'runs', 'doing', %s), ('x', 'gave.up', 'failed', NULL)",
            [gone, alive],
        )
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) SELECT id, 'started',"
            " now() - interval '1 hour' FROM procrastinate_jobs WHERE status = 'doing'"
        )
    assert the("journal.jobs_stuck").places == ("left.one", "left.two")
    assert the("journal.jobs_long").places == ("runs",)
    assert "toantrinh jobs retry" in the("journal.jobs_failed").how_to_mend()
    assert jobs.retry([*jobs.failed(), *jobs.stuck()]) == 3
    assert found("journal.jobs_stuck") is None and found("journal.jobs_failed") is None
    assert Event.objects.get(stream="jobs").payload["jobs"] == 3


def test_rules_that_are_missing_wrong_or_twice() -> None:
    for code in ("missing", "wrong", "contradict"):
        assert found(f"administration.rules_{code}") is None
    Rule.objects.filter(key="mandate.adult_age").delete()
    memory.forget()
    assert the("administration.rules_missing").places == ("Tuổi thành niên (mandate.adult_age)",)
    Rule.objects.filter(key="break_glass.hours").update(value=0)
    assert "break_glass.hours" in the("administration.rules_wrong").places[0]
    common = {"key": "clock.starts_at", "source": "x", "certainty": "found"}
    for days in (3, 1):
        since = today() - timedelta(days=days)
        Rule.objects.create(**common, value="accepted", agency_key="38.ubnd", valid_from=since)
    assert "thành phố" not in the("administration.rules_contradict").text()
    assert the("administration.rules_contradict").places[0].startswith("clock.starts_at, Ủy ban")


def test_agencies_where_nobody_works() -> None:
    cast()
    assert found("government.without_hours") is None
    WorkingHours.objects.create(
        spells=[[]] * 7,
        agency_key="14797.ubnd",
        valid_from=today(),
        source="x",
        certainty="found",
    )
    assert place("14797.ubnd").name in the("government.without_hours").places


def test_two_administrators_are_needed() -> None:
    assert the("people.few_administrators").text().startswith("Cả hệ thống chỉ có 0 người")
    made = governors()
    assert found("people.few_administrators") is None
    User.objects.filter(pk=made.administrator.officer.user_id).update(is_active=False)
    assert "1 người" in the("people.few_administrators").text()


def test_every_page_that_a_finding_names_is_there() -> None:
    CalendarDay.objects.all().delete()
    Rule.objects.filter(key="mandate.adult_age").delete()
    memory.forget()
    cast()
    pages = {one.page for one in findings()}
    assert {"officers", "rules", "calendar"} <= pages
    assert all(page_of(one).startswith("/quan-tri/") for one in findings() if one.page)


def test_days_off_of_the_next_year() -> None:
    autumn = datetime(2027, 11, 1, 9, tzinfo=HANOI)
    with turned(autumn):
        assert "2028" in the("government.days_off_missing").text()
        for number in range(8):
            CalendarDay.objects.create(
                day=date(2028, 1, 20 + number), kind="off", name="Tết", source="x", certainty="high"
            )
        assert found("government.days_off_missing") is None
    with turned(autumn - timedelta(days=60)):
        assert found("government.days_off_missing") is None


def test_rules_nobody_is_sure_of() -> None:
    Rule.objects.update(certainty="high")
    assert found("administration.rules_unsure") is None
    Rule.objects.filter(key="extension.max").update(certainty="low")
    assert the("administration.rules_unsure").places == ("Hẹn lại nhiều nhất (extension.max)",)


def test_codes_of_our_own() -> None:
    assert found("government.codes_of_our_own") is None
    administrator("x", "08.ubnd")
    assert the("government.codes_of_our_own").places == ("Ủy ban nhân dân tỉnh Tuyên Quang",)
    assert found("government.codes_of_our_own", "38.ubnd") is None


def test_agencies_without_somebody() -> None:
    made, governing = cast(), governors()
    # The province has posts for leaders, and nobody holds one.
    assert the("people.without_leader").places == ("Ủy ban nhân dân tỉnh Thanh Hóa",)
    Posting.objects.filter(pk=made.leader.pk).update(valid_to=today() - timedelta(days=1))
    assert "Ủy ban nhân dân phường Hạc Thành" in the("people.without_leader").places
    User.objects.filter(officer=made.reception.officer).update(is_active=False)
    assert the("people.without_reception").places == (
        "Trung tâm Phục vụ hành chính công phường Hạc Thành",
    )
    # The province's administrators govern the commune too; a data officer of the commune only it.
    assert found("people.without_administrator", COMMUNE) is None
    assert the("people.without_data_officer").places == ("Ủy ban nhân dân tỉnh Thanh Hóa",)
    Posting.objects.filter(post__roles=["administrator"]).delete()
    assert len(the("people.without_administrator").places) == 3
    assert found("people.without_administrator", "01.ubnd") is None
    assert governing.administrator.pk


def test_postings_that_end_with_nobody_going_on() -> None:
    made = cast()
    last = today() + timedelta(days=7)
    Posting.objects.filter(pk=made.specialist.pk).update(valid_to=last)
    (place_told,) = the("people.postings_end").places
    assert place_told.startswith("Phạm Thị Tịch: Chuyên viên thụ lý")
    assert found("people.postings_end", "01.ubnd") is None
    appoint(made.leader.officer, actor=SYSTEM, post=made.specialist.post, since=last)
    assert found("people.postings_end") is None


def test_invented_people_where_real_ones_are_served() -> None:
    cast()
    with override_settings(DEMO=False):
        assert "Phạm Thị Tịch" in the("people.invented").places
    with override_settings(DEMO=True):
        assert found("people.invented") is None


def test_data_keys_under_a_former_wrapping_key() -> None:
    key = new_key()
    key.save(force_insert=True)
    assert found("people.wrapping_key_old") is None
    DataKey.objects.filter(pk=key.pk).update(wrapping_key="wrapping_key_0")
    assert the("people.wrapping_key_old").text().startswith("1 khóa")


def test_keys_and_certificates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    cast()
    code = place(COMMUNE).code
    assert found("documents.key_missing") is None
    monkeypatch.setenv("TOANTRINH_SIGNING_KEYS", str(tmp_path))
    monkeypatch.delenv("TOANTRINH_SIGNING_PASSWORD", raising=False)
    named = f"Ủy ban nhân dân phường Hạc Thành: {code}.p12"
    assert named in the("documents.key_missing").places
    the("documents.roots_missing")
    agency = Authority(tmp_path / "ca").agency(code, "UBND")
    bundle = pkcs12.serialize_key_and_certificates(
        b"x", agency.key, agency.certificate, None, NoEncryption()
    )
    (tmp_path / f"{code}.p12").write_bytes(bundle)
    assert named not in the("documents.key_missing").places
    ends = agency.certificate.not_valid_after_utc
    for left, finding in (
        (timedelta(days=40), None),
        (timedelta(days=29), "documents.certificate_ends"),
        (-timedelta(days=1), "documents.certificate_over"),
    ):
        at = ends - left
        monkeypatch.setattr("toantrinh.documents.checks.wall", lambda at=at: at)
        codes = {one.code for one in findings()} & {
            *("documents.certificate_ends", "documents.certificate_over")
        }
        assert codes == ({finding} if finding else set())
    (tmp_path / f"{place('14797.ttpvhcc').code}.p12").write_bytes(b"no key")
    assert the("documents.key_unreadable").places


def test_ways_in_and_mail(settings: Settings) -> None:
    with override_settings(DEMO=False, TLS=False, EMAIL_HOST="", OIDC_ISSUER=""):
        for code in ("gate.provider_not_named", "gate.not_encrypted", "notices.mail_not_named"):
            the(code)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(
        OIDC_ISSUER=f"http://127.0.0.1:{port}",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_BACKEND=backend,
    ):
        assert found("gate.provider_away") is None
        assert f"127.0.0.1:{port}" in the("gate.provider_away", slow=True).text()
        assert "127.0.0.1" in the("notices.mail_away", slow=True).text()


def test_texts_that_are_not_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").touch()
    monkeypatch.setattr("toantrinh.host.checks._LOCALE", tmp_path)
    assert "en" in the("host.texts_not_compiled").text()
    (folder / "django.mo").touch()
    assert found("host.texts_not_compiled") is None
