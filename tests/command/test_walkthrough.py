"""The whole way through the real pages, once in peace and once for each kind of process killed."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.command.troubled import Killer, Troubled
from tests.host.installation import PATIENCE, Installation, commands, laid, until
from toantrinh.command.demo import Account
from toantrinh.notices.actions import message_id

pytestmark = [pytest.mark.slow]

LAWFUL = ["start", "submit", "accept", "assign", "propose", "approve", "return_result"]
TOLD = {"submit", "accept", "assign", "approve", "return_result"}


@dataclass
class Stage:
    """Where the walkthrough plays, and by whom."""

    house: Installation
    site: str
    accounts: list[Account]
    database: str


@pytest.fixture(scope="module")
def home(laid_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A home of this module's own. A person in a hurry opens pages more often than one may."""
    path = tmp_path_factory.mktemp("walked")
    with laid(path, laid_home, TOANTRINH_THROTTLE_FACTOR="100") as made:
        yield made


@pytest.fixture(scope="module")
def stage(home: Installation) -> Iterator[Stage]:
    """Server, worker, database and the stand-in for VNeID, up until the last test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.command.staging"],
        env=home.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    accounts = [Account(**account) for account in told["accounts"]]
    yield Stage(home, told["site"], accounts, home.done("db", "url").strip())
    process.terminate()
    assert process.wait(PATIENCE) == 0
    process.stdout.close()
    assert processes(home) == []


def processes(house: Installation) -> list[list[str]]:
    """What runs for this home, whoever started it."""
    mark = f"TOANTRINH_HOME={house.path}".encode()
    found = []
    for pid, words in commands():
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark in environment:
            found.append(words)
    return found


def test_in_peace_it_tells_all_and_leaves_nothing_running(home: Installation) -> None:
    assert home.run("status").returncode == 3
    ended = home.run("walkthrough", "--json")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)

    assert list(told) == [
        *("dossier_code", "procedure", "agency", "events", "due_at", "due_explained"),
        *("result_pdf", "signature", "verify_url", "measures"),
    ]
    assert told["procedure"] == "1.001193"
    assert set(told["agency"]) == {"code", "name"}
    assert [list(event) for event in told["events"]] == [
        ["seq", "action", "status_code", "actor", "at"] for _ in told["events"]
    ]
    assert [event["seq"] for event in told["events"]] == list(range(1, len(told["events"]) + 1))
    assert lawful([event["action"] for event in told["events"]])
    moments = [datetime.fromisoformat(event["at"]) for event in told["events"]]
    assert moments == sorted(moments)
    assert told["events"][-1]["status_code"] == 10
    assert datetime.fromisoformat(told["due_at"]) > moments[0]
    assert all(isinstance(sentence, str) for sentence in told["due_explained"])
    check_result(told)

    assert processes(home) == []
    assert home.run("status").returncode == 3


def check_result(told: dict[str, Any]) -> None:
    """The paper is there and signed, its address is of this house, the counts went up by one."""
    assert Path(told["result_pdf"]).read_bytes().startswith(b"%PDF-")
    assert list(told["signature"]) == ["valid", "signer", "covers_whole_file"]
    assert told["signature"]["valid"] is True
    assert told["signature"]["covers_whole_file"] is True
    assert told["agency"]["name"] in told["signature"]["signer"]
    assert told["verify_url"].startswith("http://127.0.0.1:")
    before, after = told["measures"]["before"], told["measures"]["after"]
    assert {key: after[key] - before[key] for key in after} == {
        "received": 1,
        "wholly_online": 1,
        "on_time": 1,
    }


@pytest.mark.parametrize("victim", ["server", "worker", "database"])
def test_whatever_is_killed_no_step_is_lost_or_told_twice(stage: Stage, victim: str) -> None:
    killer = Killer(stage.house, victim)
    troubled = Troubled(stage.site, stage.accounts, killer, stage.database)
    with closing(troubled):
        troubled.play()
    assert killer.kills == troubled.count

    events = troubled.events()
    assert troubled.acknowledged == LAWFUL
    assert lawful(events)
    # What the last act brings about is done by the worker, who may just have been killed.
    until(lambda: len(notices(troubled)) == len(TOLD) and not jobs(troubled))
    assert sorted(documents(troubled)) == ["birth_certificate", "receipt"]
    assert troubled.asked("SELECT count(*) FROM dossiers_paper WHERE dossier_id = %(id)s") == [(1,)]
    check_mail(stage.house, troubled)
    assert sorted(short_messages(troubled)) == sorted(notices(troubled))
    assert stage.house.audit() == []


def lawful(events: list[str]) -> bool:
    """Each act once in its order, the papers after the acts that call for them."""
    acts = [action for action in events if not action.startswith("issue_")]
    papers = Counter(action for action in events if action.startswith("issue_"))
    return (
        acts == LAWFUL
        and papers == Counter(["issue_receipt", "issue_result"])
        and events.index("accept") < events.index("issue_receipt")
        and events.index("approve") < events.index("issue_result") < events.index("return_result")
    )


def notices(troubled: Troubled) -> list[str]:
    """The keys of mails that were sent."""
    found = troubled.asked(
        "SELECT key FROM notices_notice WHERE key LIKE %(stream)s || '/%%'"
        " AND channel = 'email' AND sent_at IS NOT NULL"
    )
    return [key for (key,) in found]


def short_messages(troubled: Troubled) -> list[str]:
    """The keys of what was told on her phone, without their ends."""
    found = troubled.asked(
        "SELECT key FROM notices_notice WHERE key LIKE %(stream)s || '/%%' AND channel = 'app'"
    )
    return [key.removesuffix("/app") for (key,) in found]


def jobs(troubled: Troubled) -> list[Any]:
    return troubled.asked(
        "SELECT id FROM procrastinate_jobs"
        " WHERE args ->> 'dossier' = %(id)s AND status IN ('todo', 'doing')"
    )


def documents(troubled: Troubled) -> list[str]:
    found = troubled.asked("SELECT kind FROM documents_document WHERE subject = %(stream)s")
    return [kind for (kind,) in found]


def check_mail(house: Installation, troubled: Troubled) -> None:
    """One message for each event that is told, and no two that say the same."""
    mails = [
        message_from_bytes(place.read_bytes(), policy=policy.default)
        for place in sorted((house.path / "mail").glob("*.eml"))
    ]
    mine = [mail for mail in mails if f"/ho-so/{troubled.dossier}/" in str(mail.get_content())]
    assert {str(mail["Message-ID"]) for mail in mine} == {
        message_id(key) for key in notices(troubled)
    }
    assert len(mine) == len(TOLD)
    assert len({str(mail["Subject"]) for mail in mine}) == len(TOLD)
