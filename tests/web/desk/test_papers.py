"""Papers open where nothing in them can act, for those who may see them."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from PIL import Image

from tests import players as p
from tests.web.desk.conftest import SignIn, page_of, ready
from toantrinh.command.story import certificate
from toantrinh.documents.actions import store_upload
from toantrinh.documents.models import StoredFile
from toantrinh.documents.queries import content_of
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.models import Dossier, Paper
from toantrinh.journal.models import Access


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (80, 60), "white").save(made, "PNG")
    return made.getvalue()


def with_paper(who: p.Players, content: bytes) -> Dossier:
    dossier = p.drafted(who)
    file = store_upload(content, actor=who.mother, key=dossier.key)
    attaching.attach(dossier, actor=who.mother, key="other", file=file, label='ảnh "1".png')
    return actions.submit(dossier, actor=who.mother)


def held_in(headers: Mapping[str, str]) -> None:
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert "sandbox" in policy and "script-src 'none'" in policy and "unsafe" not in policy
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "media_type", "ending"),
    [(picture(), "image/png", "png"), (certificate(), "application/pdf", "pdf")],
)
def test_a_paper_is_shown_and_kept_in(
    content: bytes, media_type: str, ending: str, who: p.Players, at_desk: SignIn
) -> None:
    dossier = with_paper(who, content)
    response = at_desk(who.cast.reception).get(page_of(dossier, "giay-to/2/"))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == media_type
    assert (
        response.headers["Content-Disposition"] == f'inline; filename="{dossier.code}-2.{ending}"'
    )
    held_in(response.headers)
    seen = Access.objects.get(page="desk/paper")
    assert (seen.subject, seen.persons) == (dossier.stream(), [who.cast.mother.pk])


def test_a_copy_of_an_identity_paper_is_marked_and_what_is_kept_is_not(
    who: p.Players, at_desk: SignIn
) -> None:
    dossier = with_paper(who, picture())
    kept = dossier.papers.select_related("file__key").get(number=2)
    before = content_of(kept.file)
    client = at_desk(who.cast.reception)
    marked = client.get(page_of(dossier, "giay-to/2/")).content
    assert marked != before and Image.open(BytesIO(marked)).size == (80, 60)
    assert content_of(kept.file) == before
    # A paper that is no identity paper goes out as it is.
    certificate_file = dossier.papers.select_related("file__key").get(number=1)
    file = store_upload(certificate(), actor=who.mother, key=dossier.key)
    Paper.objects.filter(dossier=dossier, number=1).update(file=file)
    assert client.get(page_of(dossier, "giay-to/1/")).content == content_of(file)
    assert certificate_file.key == "giay_chung_sinh"


def test_what_browsers_should_not_show_is_only_saved(who: p.Players, at_desk: SignIn) -> None:
    dossier = with_paper(who, picture())
    paper = Paper.objects.get(dossier=dossier, number=2)
    StoredFile.objects.filter(pk=paper.file_id).update(media_type="text/html")
    response = at_desk(who.cast.reception).get(page_of(dossier, "giay-to/2/"))
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    held_in(response.headers)


def test_there_is_no_paper_that_was_not_handed_in(who: p.Players, at_desk: SignIn) -> None:
    dossier = with_paper(who, picture())
    client = at_desk(who.cast.reception)
    assert client.get(page_of(dossier, "giay-to/9/")).status_code == 404
    actions.ask_supplement(dossier, actor=who.reception, missing=["other"], reason="Mờ.")
    file = store_upload(picture(), actor=who.mother, key=dossier.key)
    attaching.attach(dossier, actor=who.mother, key="other", file=file, label="mới.png")
    assert client.get(page_of(dossier, "giay-to/3/")).status_code == 404
    assert "mới.png" not in client.get(page_of(dossier)).content.decode()


def test_the_signed_result_is_linked_and_opens(who: p.Players, at_desk: SignIn) -> None:
    dossier, client = ready(who), at_desk(who.cast.reception)
    assert f'href="{page_of(dossier, "ket-qua/")}"' in client.get(page_of(dossier)).content.decode()
    response = client.get(page_of(dossier, "ket-qua/"))
    assert response.content.startswith(b"%PDF")
    held_in(response.headers)
    assert Access.objects.filter(page="desk/result").count() == 1


def test_a_picture_is_shown_beside_the_answers(who: p.Players, at_desk: SignIn) -> None:
    dossier = with_paper(who, picture())
    page = " ".join(at_desk(who.cast.reception).get(page_of(dossier)).content.decode().split())
    assert f'<img class="photo" src="{page_of(dossier, "giay-to/2/")}" alt="' in page
