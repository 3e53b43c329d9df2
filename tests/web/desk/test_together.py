"""Two officers at the same dossier in the same moment, with real transactions."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from django.db import connection

from tests import players as p
from tests.web.desk.conftest import colleague, now_of, page_of, sign_in
from toantrinh.dossiers.queries import history
from toantrinh.people.models import Posting
from toantrinh.web.desk import apps


def test_one_wins_and_the_other_is_told(own_database: str) -> None:
    del own_database
    who = p.players()
    second = colleague("tiepnhan2", "Vũ Thị Nhận", "14797.ttpvhcc", "reception")
    dossier = p.submitted(who)
    seen, start = str(dossier.head_seq), Barrier(2)

    def send(posting: Posting, slug: str) -> tuple[int, str]:
        try:
            client = sign_in(posting)
            start.wait(20)
            typed = {"seen": seen, "reason": "Sai nơi nộp."}
            sent = client.post(page_of(dossier, f"viec/{slug}/"), typed)
            return sent.status_code, sent.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        accepting = both.submit(send, who.cast.reception, "tiep-nhan")
        refusing = both.submit(send, second, "tu-choi")
        answers = {"accepted": accepting.result(60), "denied": refusing.result(60)}
    state = now_of(dossier).state
    [other] = [name for name in answers if name != state]
    assert answers[state][0] == 302
    status, page = answers[other]
    assert status == 409
    assert ("Lê Văn Tiếp: Tiếp nhận" if other == "denied" else "Vũ Thị Nhận: Từ chối") in page
    assert history(dossier).count() == dossier.head_seq + 1


def test_the_script_stays_small() -> None:
    script = Path(apps.__file__).parent / "static" / "desk" / "keys.js"
    assert script.stat().st_size <= 2048
