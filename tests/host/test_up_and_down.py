"""Up, down, status, db: what an operator types and what the exit codes say."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.host.installation import Installation, installation

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A home of this file's own, and empty: that two may lay it at once is looked at too."""
    with installation(tmp_path_factory.mktemp("empty")) as made:
        yield made


def test_two_ups_at_once_start_one_of_each(house: Installation) -> None:
    house.done("down")
    both = [house.start("up", "--json"), house.start("up", "--json")]
    for process in both:
        _out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert len(house.postmasters()) == 1
    assert len(house.workers()) == 1
    assert house.status()["up"]


def test_status_says_by_its_exit_code_whether_all_runs(house: Installation) -> None:
    house.done("up")
    assert house.run("status").returncode == 0
    house.done("down")
    down = house.run("status", "--json")
    assert down.returncode == 3
    assert house.status() == {
        "up": False,
        "home": str(house.path),
        "embedded": True,
        "database": False,
        "supervisor": None,
        "children": {},
    }
    assert house.postmasters() == []
    assert house.workers() == []
    # Down again is no mistake.
    assert house.run("down").returncode == 0


def test_a_passing_command_stops_what_it_started(house: Installation) -> None:
    house.done("down")
    assert house.audit() == []
    assert house.postmasters() == []
    assert house.run("status").returncode == 3


def test_a_passing_command_leaves_running_what_ran(running: Installation) -> None:
    before = running.postmasters(), running.workers()
    assert running.audit() == []
    assert (running.postmasters(), running.workers()) == before


def test_the_urls_are_those_of_app_and_owner(running: Installation) -> None:
    for words, role, may_make in (
        (("db", "url"), "app", False),
        (("db", "url", "--admin"), "owner", True),
    ):
        address = running.done(*words).strip()
        with psycopg.connect(address, autocommit=True) as connection:
            row = connection.execute(
                "SELECT current_user, rolsuper, has_schema_privilege('public', 'CREATE')"
                " FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
        assert row == (f"toantrinh_{role}", False, may_make)


def test_only_the_home_s_own_user_reads_its_secrets(running: Installation) -> None:
    for folder in ("secrets", "keys", "run"):
        assert (running.path / folder).stat().st_mode & 0o077 == 0
    for secret in (running.path / "secrets").iterdir():
        assert secret.stat().st_mode & 0o077 == 0


def test_erase_removes_all_data_and_keeps_the_keys(tmp_path: Path) -> None:
    above = tmp_path / "above"
    above.mkdir(mode=0o700)
    with installation(above / "home") as made:
        made.json("audit", "verify")
        assert above.stat().st_mode & 0o777 == 0o700
        assert list((made.path / "secrets").iterdir())
        # Without --yes it asks, and nobody answers.
        assert made.run("db", "erase").returncode != 0
        assert made.cluster.data.exists()
        made.done("db", "erase", "--yes")
        assert not made.cluster.root.exists()
        # Seals of a journal that is gone would accuse the next one.
        assert not (made.path / "seals").exists()
        assert list((made.path / "secrets").iterdir())
        assert made.run("status").returncode == 3
