"""Uploads and documents in the database: who may, what is kept, what is told."""

import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from tests.documents.conftest import BIRTH
from tests.documents.test_uploads import pdf_of
from toantrinh.documents.actions import (
    Draft,
    Issuer,
    abandon_upload,
    append_piece,
    begin_upload,
    erase_file,
    issue_document,
    revoke_document,
    store_upload,
    sweep,
)
from toantrinh.documents.files import store
from toantrinh.documents.models import Document, StoredFile, UploadSession
from toantrinh.documents.pieces import WrongOffset
from toantrinh.documents.queries import (
    check_document,
    content_of,
    document_by_code,
    documents_of,
    label_of,
    upload_of,
)
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import now, turned
from toantrinh.people.keys import erase_key
from toantrinh.people.models import DataKey
from toantrinh.people.sealing import new_key

pytestmark = pytest.mark.django_db


SENDER = Actor("person", new_id())
OTHER = Actor("person", new_id())
LEADER = Actor("officer", new_id())
ISSUER = Issuer("H26.14", "Ủy ban nhân dân phường Bạch Mai", "Bạch Mai")
SCAN = pdf_of(2)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: Settings) -> None:
    settings.FILE_FOLDER = tmp_path / "files"
    settings.AUTHORITY_FOLDER = tmp_path / "authority"


BIRTH_RESULT = Draft(
    letter="birth_certificate",
    title="Giấy khai sinh",
    data=BIRTH,
    subject="dossier/1",
    check_at="http://localhost:8000/kiem-tra/",
    number="12/2026",
    synthetic=True,
)


def kept_key() -> DataKey:
    """A key as a dossier has one."""
    key = new_key()
    key.save(force_insert=True)
    return key


def test_an_upload_is_kept_clean() -> None:
    file = store_upload(SCAN, actor=SENDER, key=kept_key())
    assert (file.media_type, file.pages) == ("application/pdf", 2)
    kept = content_of(file)
    assert kept.startswith(b"%PDF") and file.size == len(kept)
    there = store().get(file.sha256)
    assert b"%PDF" not in there and kept not in there
    # Sealed for its own row: moved to another, it does not open.
    other = store_upload(SCAN, actor=SENDER, key=file.key)
    assert other.sha256 != file.sha256
    other.sha256 = file.sha256
    with pytest.raises(Refusal, match="Không mở được"):
        content_of(other)


def test_with_its_key_erased_a_file_is_unreadable() -> None:
    file = store_upload(SCAN, actor=SENDER, key=kept_key())
    assert file.key is not None
    erase_key(file.key)
    again = StoredFile.objects.get(pk=file.pk)
    with pytest.raises(Refusal, match="xóa theo quy định"):
        content_of(again)
    for give in (
        lambda: store_upload(SCAN, actor=SENDER, key=again.key),
        lambda: begin_upload(actor=SENDER, key=again.key, length=9, label="a"),
        lambda: store_upload(SCAN, actor=SENDER, key=None),
    ):
        with pytest.raises(Refusal, match="xóa theo quy định"):
            give()


def test_a_file_from_before_files_were_sealed_still_opens() -> None:
    ref = store().put(SCAN)
    file = StoredFile.objects.create(
        sha256=ref.sha256, size=ref.size, media_type="application/pdf", pages=2, created_at=now()
    )
    assert content_of(file) == SCAN


def test_nobody_sends_files_without_a_name() -> None:
    with pytest.raises(NotAllowed):
        store_upload(SCAN, actor=SYSTEM, key=kept_key())
    with pytest.raises(NotAllowed):
        begin_upload(actor=SYSTEM, key=kept_key(), length=1, label="a")


def test_pieces_become_a_file(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    digest = hashlib.sha256(SCAN).hexdigest()
    session = begin_upload(
        actor=SENDER, key=kept_key(), length=len(SCAN), label=" chứng  sinh.pdf ", digest=digest
    )
    assert label_of(session) == "chứng sinh.pdf"
    assert "chứng".encode() not in session.label_sealed
    half = len(SCAN) // 2
    assert append_piece(session.id, 0, SCAN[:half], actor=SENDER).offset == half
    with pytest.raises(WrongOffset) as wrong:
        append_piece(session.id, 0, SCAN[:half], actor=SENDER)
    assert wrong.value.expected == upload_of(session.id, actor=SENDER).offset == half
    with django_capture_on_commit_callbacks(execute=True):
        done = append_piece(session.id, half, SCAN[half:], actor=SENDER)
    assert done.file is not None
    assert done.file.pages == 2
    assert not list((store().folder / "pieces").iterdir())
    with pytest.raises(Conflict, match="tải lên xong"):
        append_piece(session.id, len(SCAN), b"x", actor=SENDER)


def test_others_learn_nothing_of_an_upload() -> None:
    session = begin_upload(actor=SENDER, key=kept_key(), length=9, label="a")
    for act in (
        lambda: append_piece(session.id, 0, b"x", actor=OTHER),
        lambda: upload_of(session.id, actor=OTHER),
        lambda: abandon_upload(session.id, actor=OTHER),
        lambda: upload_of(new_id(), actor=SENDER),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_bad_file_is_told_at_its_end_and_makes_no_row() -> None:
    session = begin_upload(actor=SENDER, key=kept_key(), length=6, label="a")
    with pytest.raises(Refusal, match="loại tệp"):
        append_piece(session.id, 0, b"MZ\x90\x00aa", actor=SENDER)
    assert upload_of(session.id, actor=SENDER).offset == 0
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("length", [0, 10 * 1024 * 1024 + 1])
def test_a_length_that_cannot_be_taken_is_refused_at_once(length: int) -> None:
    with pytest.raises(Refusal):
        begin_upload(actor=SENDER, key=kept_key(), length=length, label="a")


def test_a_result_is_issued_found_and_checked() -> None:
    document = issue_document(BIRTH_RESULT, issuer=ISSUER, actor=LEADER)
    found = document_by_code(f" {document.code.replace('-', ' ').lower()} ")
    assert found == document
    assert found.in_force
    assert found.issued_by == str(LEADER)
    assert documents_of("dossier/1") == [document]
    checked = check_document(found)
    assert checked.valid
    assert checked.serial == found.signer_serial
    assert checked.signed_at == found.signed_at
    assert found.file.pages == 1


def test_unknown_codes_are_told() -> None:
    for typed in ("", "0000-0000-0000", "không phải mã"):
        with pytest.raises(NotFound, match="mang mã này"):
            document_by_code(typed)


def test_a_correction_replaces_and_only_once() -> None:
    first = issue_document(BIRTH_RESULT, issuer=ISSUER, actor=LEADER)
    second = issue_document(BIRTH_RESULT, issuer=ISSUER, actor=LEADER, replaces=first)
    found = document_by_code(first.code)
    assert not found.in_force
    assert found.replaced_by == second
    with pytest.raises(Conflict, match="thay thế hoặc thu hồi"):
        issue_document(BIRTH_RESULT, issuer=ISSUER, actor=LEADER, replaces=first)
    with pytest.raises(Conflict, match="thay thế hoặc thu hồi"):
        revoke_document(first, reason="", actor=LEADER)
    assert Document.objects.count() == 2


def test_what_is_revoked_can_still_be_checked() -> None:
    document = issue_document(BIRTH_RESULT, issuer=ISSUER, actor=LEADER)
    revoked = revoke_document(document, reason="Cấp nhầm", actor=LEADER)
    assert not revoked.in_force
    assert check_document(document_by_code(document.code)).valid


def test_sweeping_takes_only_what_is_old_and_unnamed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    kept = store_upload(SCAN, actor=SENDER, key=kept_key())
    gone = store_upload(pdf_of(3), actor=SENDER, key=kept_key())
    session = begin_upload(actor=SENDER, key=kept_key(), length=9, label="a")
    append_piece(session.id, 0, b"x", actor=SENDER)
    erase_file(gone, actor=SYSTEM)
    assert sweep(actor=SYSTEM) == (0, 0)
    for place in store().folder.glob("*/*/*"):
        _make_old(place)
    with turned(now() + timedelta(days=8)), django_capture_on_commit_callbacks(execute=True):
        assert sweep(actor=SYSTEM) == (1, 1)
    assert store().has(kept.sha256)
    assert not store().has(gone.sha256)
    assert not list((store().folder / "pieces").iterdir())
    with pytest.raises(NotAllowed):
        sweep(actor=LEADER)
    with pytest.raises(NotAllowed):
        erase_file(kept, actor=SENDER)


def _make_old(place: Path) -> None:
    old = (now() - timedelta(days=2)).timestamp()
    os.utime(place, (old, old))


def test_the_tables_hold_their_own_rules() -> None:
    document = issue_document(BIRTH_RESULT, issuer=ISSUER, actor=LEADER)
    session = begin_upload(actor=SENDER, key=kept_key(), length=5, label="a")
    broken: tuple[Callable[[], object], ...] = (
        lambda: Document.objects.filter(id=document.id).update(code="ILOU-0000-0000"),
        lambda: Document.objects.filter(id=document.id).update(replaced_by=document),
        lambda: UploadSession.objects.filter(id=session.id).update(offset=6),
        lambda: UploadSession.objects.filter(id=session.id).update(finished_at=now()),
    )
    for act in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
