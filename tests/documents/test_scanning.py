"""Files and the scanner: refused at once, waiting while it is away, removed when found later."""

from pathlib import Path

import pikepdf
import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from tests.documents.test_uploads import pdf_of
from tests.simulators.scanner.conftest import SAMPLE, scanner
from toantrinh.documents.actions import keep_again, store_upload
from toantrinh.documents.files import store
from toantrinh.documents.models import Scan, StoredFile
from toantrinh.documents.queries import content_of
from toantrinh.documents.scanning import scan_waiting
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.people.keys import erase_key
from toantrinh.people.models import DataKey
from toantrinh.people.sealing import new_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
__all__ = ["scanner"]

SENDER = Actor("person", new_id())
NOBODY = "127.0.0.1:1"


def sick() -> bytes:
    """A PDF with the sample in it, which our own cleaning keeps: it stands in a page."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(b"% " + SAMPLE)

    return pdf_of(1, change)


@pytest.fixture
def key() -> DataKey:
    made = new_key()
    made.save(force_insert=True)
    return made


def kept(content: bytes, key: DataKey) -> StoredFile:
    return store_upload(content, actor=SENDER, key=key)


def test_a_virus_is_refused_at_once(settings: Settings, scanner: str, key: DataKey) -> None:
    settings.SCANNER = scanner

    with pytest.raises(Refusal, match="Eicar-Test-Signature") as refused:
        kept(sick(), key)

    assert refused.value.field == "file"
    assert refused.value.remedy
    assert not StoredFile.objects.exists()


def test_what_is_clean_opens(settings: Settings, scanner: str, key: DataKey) -> None:
    settings.SCANNER = scanner
    file = kept(pdf_of(1), key)

    assert file.scan == Scan.CLEAN
    assert content_of(file).startswith(b"%PDF")


def test_not_yet_scanned_does_not_open(settings: Settings, scanner: str, key: DataKey) -> None:
    settings.SCANNER = NOBODY
    file = kept(pdf_of(1), key)

    assert file.scan == Scan.WAITING
    with pytest.raises(Refusal, match="chờ kiểm tra"):
        content_of(file)
    assert scan_waiting() == []

    settings.SCANNER = scanner
    assert scan_waiting() == []
    file.refresh_from_db()
    assert content_of(file).startswith(b"%PDF")


def test_a_virus_found_later_is_removed(
    settings: Settings,
    scanner: str,
    key: DataKey,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.SCANNER = NOBODY
    good, bad = kept(pdf_of(1), key), kept(sick(), key)
    copy = keep_again(bad, key=key)
    settings.SCANNER = scanner

    with django_capture_on_commit_callbacks(execute=True):
        assert {file.pk for file in scan_waiting()} == {bad.pk, copy.pk}

    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.scan == Scan.CLEAN
    assert not store().has(bad.sha256)
    with pytest.raises(Refusal, match="mã độc"):
        content_of(bad)


def test_what_came_before_a_scanner_was_named(
    settings: Settings, scanner: str, key: DataKey
) -> None:
    file = kept(sick(), key)
    assert file.scan == Scan.NOT_ASKED
    assert content_of(file).startswith(b"%PDF")
    assert scan_waiting() == []

    settings.SCANNER = scanner
    with pytest.raises(Refusal, match="chờ kiểm tra"):
        content_of(file)
    assert [one.pk for one in scan_waiting()] == [file.pk]


def test_what_nobody_can_open_is_passed_by(settings: Settings, scanner: str, key: DataKey) -> None:
    file = kept(sick(), key)
    erase_key(key)
    settings.SCANNER = scanner

    assert scan_waiting() == []
    file.refresh_from_db()
    assert file.scan == Scan.CLEAN


def test_lost_bytes_do_not_stop_the_others(
    settings: Settings, scanner: str, key: DataKey, tmp_path: Path
) -> None:
    lost, bad = kept(pdf_of(1), key), kept(sick(), key)
    store().remove(lost.sha256)
    settings.SCANNER = scanner

    assert [one.pk for one in scan_waiting()] == [bad.pk]
    with pytest.raises((Refusal, NotFound)):
        content_of(lost)
