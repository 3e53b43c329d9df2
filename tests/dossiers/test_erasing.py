"""With a dossier's key gone nothing of what was told can be read, and the story still holds."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests import players as p
from tests.web.desk.conftest import sign_in
from tests.web.portal.conftest import enter
from toantrinh.command.cast import governors
from toantrinh.documents.actions import store_upload
from toantrinh.documents.files import store
from toantrinh.documents.queries import content_of
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.answers import answers_of, note_text
from toantrinh.dossiers.erasing import Reason, erase_answers
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.results import issue_receipt, issue_result
from toantrinh.government.models import Rule
from toantrinh.journal.models import Event
from toantrinh.journal.sealing import seal
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, Gone, NotAllowed
from toantrinh.kernel.time import now, turned
from toantrinh.people.models import DataKey
from toantrinh.people.queries import as_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files", "own_seals")]
# Each stands in an answer, a paper, its name or a note, and nowhere else.
SECRETS = ("Lê Minh An", "ảnh con tôi.png", "nhắn riêng", "Bệnh viện Phụ sản")


@pytest.fixture
def who() -> p.Players:
    return p.players()


@pytest.fixture
def data_officer(who: p.Players) -> Actor:
    return as_officer(governors().data_officer)


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (80, 60), "white").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def ended(who: p.Players) -> Dossier:
    """A dossier that has gone the whole way, with a paper that has bytes and words of both."""
    dossier = p.drafted(who)
    file = store_upload(picture(), actor=who.mother, key=dossier.key)
    attaching.attach(dossier, actor=who.mother, key="other", file=file, label=SECRETS[1])
    actions.submit(dossier, actor=who.mother)
    write_message(dossier, actor=who.mother, text=SECRETS[2])
    actions.accept(dossier, actor=who.reception)
    issue_receipt(dossier)
    actions.assign(dossier, actor=who.specialist, officer=who.cast.specialist.officer)
    actions.propose(dossier, actor=who.specialist)
    actions.approve(dossier, actor=who.leader)
    issue_result(dossier)
    return actions.return_result(dossier, actor=who.reception)


def everything() -> Iterator[str]:
    """Each row of each table, as text and as the bytes of its binary columns read as UTF-8."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from (text for (text,) in cursor.fetchall())


def test_nothing_told_can_be_read_any_more_and_the_chain_holds(
    who: p.Players,
    ended: Dossier,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = answers_of(ended)
    assert all(secret in str(before) for secret in (SECRETS[0], SECRETS[3]))
    papers = list(ended.papers.select_related("file__key").order_by("number"))
    seal()
    with django_capture_on_commit_callbacks(execute=True):
        erase_answers(ended, actor=SYSTEM, reason=Reason.RETENTION)
    again = Dossier.objects.get(pk=ended.pk)
    assert again.erased
    note = again.notes.get()
    paper = again.papers.get(number=2)
    for read in (
        lambda: answers_of(again),
        lambda: note_text(note),
        lambda: content_of(paper.file),
    ):
        with pytest.raises(Gone):
            read()
    assert paper.label == ""
    assert not store().has(papers[1].file.sha256)
    key = DataKey.objects.get(dossier=again)
    assert (bytes(key.wrapped), key.wrapping_key) == (b"", "") and key.erased_at
    event = Event.objects.get(stream=again.stream(), action="erase_answers")
    assert event.payload["reason"] == "retention" and event.payload["revisions"] == 1
    assert verify().ok
    seal()
    assert verify().ok


def test_what_lies_in_the_database_is_closed_before_and_after(
    ended: Dossier, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for _round in range(2):
        rows = list(everything())
        assert rows
        for secret in SECRETS:
            spelled = (secret, secret.encode().hex())
            assert not [row for row in rows if any(each in row for each in spelled)], secret
        if not ended.erased:
            erase_answers(ended, actor=SYSTEM, reason=Reason.REQUEST)
            ended.refresh_from_db()


def test_the_signed_result_stays_and_the_receipt_goes(
    who: p.Players,
    ended: Dossier,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    from toantrinh.dossiers.results import receipt_of

    receipt = receipt_of(ended.pk)
    assert receipt is not None and ended.result is not None
    with django_capture_on_commit_callbacks(execute=True):
        erase_answers(ended, actor=SYSTEM, reason=Reason.COURT)
    mother = enter(who.cast.mother)
    page = mother.get(f"/ho-so/{ended.pk}/").content.decode()
    assert "đã được xóa theo quy định" in page and "xóa dữ liệu đã khai" in page
    assert receipt.code not in page and ended.result.code in page
    assert mother.get(f"/ho-so/{ended.pk}/van-ban/{ended.result.code}/").status_code == 200
    for rest in (f"van-ban/{receipt.code}/", "giay-to/2/"):
        assert mother.get(f"/ho-so/{ended.pk}/{rest}").status_code in {404, 410}
    assert mother.get(f"/ho-so/{ended.pk}/bien-nhan/").status_code == 200
    public = Client().get(f"/kiem-tra/{ended.result.code}/").content.decode()
    assert "Văn bản có thật, còn giá trị" in public
    public = Client().get(f"/kiem-tra/{receipt.code}/").content.decode()
    assert "Văn bản có thật, nội dung đã được xóa" in public
    assert Client().get(f"/api/v1/documents/{receipt.code}").status_code == 410


def test_officers_see_that_it_was_erased_and_not_what_it_was(
    who: p.Players, ended: Dossier
) -> None:
    erase_answers(ended, actor=SYSTEM, reason=Reason.REQUEST)
    desk = sign_in(who.cast.reception)
    page = desk.get(f"/can-bo/ho-so/{ended.code}/").content.decode()
    assert "Dữ liệu này đã được xóa theo quy định." in page
    assert "Xóa dữ liệu theo quy định" in page
    assert not [secret for secret in SECRETS if secret in page]
    assert desk.get(f"/can-bo/ho-so/{ended.code}/giay-to/2/").status_code == 410
    found = desk.get("/can-bo/tim/", {"q": "Minh An"}).content.decode()
    assert str(ended.code) not in found


def test_only_who_answers_for_data_and_only_once(
    who: p.Players, ended: Dossier, data_officer: Actor
) -> None:
    for actor in (who.mother, who.leader, who.specialist, who.reception):
        with pytest.raises(NotAllowed):
            erase_answers(ended, actor=actor, reason=Reason.REQUEST)
    assert not Dossier.objects.get(pk=ended.pk).erased
    erase_answers(ended, actor=data_officer, reason=Reason.UNLAWFUL)
    with pytest.raises(Conflict, match="đã được xóa"):
        erase_answers(ended, actor=SYSTEM, reason=Reason.REQUEST)
    with pytest.raises(Gone):
        write_message(ended, actor=who.mother, text="Còn ai đọc không?")


def test_not_while_it_goes_on_and_not_before_its_time(who: p.Players, ended: Dossier) -> None:
    with pytest.raises(Conflict, match="đang được giải quyết"):
        erase_answers(p.processing(who), actor=SYSTEM, reason=Reason.REQUEST)
    with pytest.raises(Conflict, match="Bản nháp"):
        erase_answers(p.drafted(who), actor=SYSTEM, reason=Reason.REQUEST)
    Rule.objects.create(
        key="erasure.earliest_days_after_end",
        value=30,
        kind_code="ubnd_xa",
        valid_from=date(2026, 1, 1),
        source="thử",
        certainty="low",
    )
    assert ended.agency is not None
    Rule.objects.filter(kind_code="ubnd_xa").update(kind_code=ended.agency.kind_id)
    with pytest.raises(Conflict, match="hết thời hạn lưu"):
        erase_answers(ended, actor=SYSTEM, reason=Reason.RETENTION)
    with turned(now() + timedelta(days=31)):
        erase_answers(ended, actor=SYSTEM, reason=Reason.RETENTION)
