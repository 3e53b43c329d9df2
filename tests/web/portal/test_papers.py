import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests import players as p
from tests.web.portal.conftest import Citizen
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.command.story import PROCEDURE
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Channel, Dossier, Paper

pytestmark = pytest.mark.django_db
KEY = "giay_chung_sinh"


def picture(colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


def upload(content: bytes = b"", name: str = "ảnh.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture())


@pytest.fixture
def bare(citizen: Citizen) -> Dossier:
    """A draft with all answers and no paper."""
    version = version_in_force(find_procedure(PROCEDURE))
    dossier = actions.start(
        version,
        actor=citizen.who.mother,
        applicant=citizen.person,
        channel=Channel.ONLINE,
    )
    actions.save_draft(dossier, actor=citizen.who.mother, answers=p.whole_answers(citizen.who))
    return dossier


def where(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.pk}/giay-to/"


def test_only_what_the_answers_call_for_is_asked(citizen: Citizen, bare: Dossier) -> None:
    text = citizen.client.get(where(bare)).content.decode()
    assert f'name="file_{KEY}"' in text and 'name="file_other"' in text
    assert "van_ban_lam_chung" not in text and "giay_to_tuy_than" not in text
    assert "Bước 6 trên 7" in text


def test_a_paper_is_kept_shown_and_leads_on(citizen: Citizen, bare: Dossier) -> None:
    answer = citizen.client.post(where(bare), {f"file_{KEY}": upload(), "next": "1"})
    assert answer["Location"] == f"/ho-so/{bare.pk}/xem-lai/"
    paper = bare.papers.get()
    assert (paper.key, paper.label, paper.file.media_type) == (KEY, "ảnh.png", "image/png")
    assert "ảnh.png" in citizen.client.get(where(bare)).content.decode()
    own = citizen.client.get(f"{where(bare)}{paper.number}/")
    assert own["Content-Disposition"].startswith("attachment")
    assert own.content.startswith(b"\x89PNG")


def test_another_file_takes_the_place_of_the_first(citizen: Citizen, bare: Dossier) -> None:
    citizen.client.post(where(bare), {f"file_{KEY}": upload()})
    citizen.client.post(where(bare), {f"file_{KEY}": upload(picture("red"), "mới.png")})
    assert bare.papers.get().label == "mới.png"


def test_a_paper_is_taken_back(citizen: Citizen, bare: Dossier) -> None:
    citizen.client.post(where(bare), {f"file_{KEY}": upload()})
    number = bare.papers.get().number
    assert citizen.client.get(f"{where(bare)}{number}/bo/").status_code == 405
    answer = citizen.client.post(f"{where(bare)}{number}/bo/")
    assert answer["Location"] == where(bare)
    assert not bare.papers.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ not a picture", "không nhận loại tệp này"),
        (b"%PDF-1.7 broken", "Không mở được tệp"),
        (b"x" * (11 * 1024 * 1024), "quá mức 10 MB"),
    ],
)
def test_a_refused_file_leaves_the_others(
    citizen: Citizen, bare: Dossier, content: bytes, said: str
) -> None:
    answer = citizen.client.post(
        where(bare),
        {f"file_{KEY}": upload(content, "a.bin"), "file_other": upload(name="khác.png")},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text and "khác.png" in text and f'href="#id_file_{KEY}"' in text
    assert [paper.key for paper in bare.papers.all()] == ["other"]


def test_going_on_without_a_required_paper_is_told(citizen: Citizen, bare: Dossier) -> None:
    answer = citizen.client.post(where(bare), {"next": "1"})
    assert answer.status_code == 422
    assert "Còn thiếu: Giấy chứng sinh." in answer.content.decode()


def test_a_paper_nobody_asked_for_is_refused(citizen: Citizen, bare: Dossier) -> None:
    answer = citizen.client.post(where(bare), {"file_so_do": upload()})
    assert answer.status_code == 422
    assert "Không có giấy tờ này" in answer.content.decode()
    assert not Paper.objects.filter(dossier=bare).exists()


# Pieces


def begin(client: Client, dossier: Dossier, content: bytes) -> str:
    data = {"length": str(len(content)), "name": "ảnh.png"}
    answer = client.post(f"/ho-so/{dossier.pk}/tai-len/", data)
    assert answer.status_code == 201
    return str(answer["Location"])


def patch(client: Client, address: str, offset: int, piece: bytes) -> Any:
    return client.patch(
        address,
        piece,
        content_type="application/offset+octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def test_pieces_over_a_broken_line_become_a_paper_once(citizen: Citizen, bare: Dossier) -> None:
    content, client = picture(), citizen.client
    address = begin(client, bare, content)
    assert patch(client, address, 0, content[:50])["Upload-Offset"] == "50"
    # The answer was lost: the sender tries the same piece again and learns where to go on.
    again = patch(client, address, 0, content[:50])
    assert (again.status_code, again["Upload-Offset"]) == (409, "50")
    head = client.head(address)
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("50", str(len(content)))
    assert client.post(address, {"key": KEY}).status_code == 409
    assert patch(client, address, 50, content[50:]).status_code == 204
    first, second = (client.post(address, {"key": KEY}) for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert bare.papers.get().label == "ảnh.png"


def test_what_pieces_make_is_held_to_the_same_rules(citizen: Citizen, bare: Dossier) -> None:
    content = b"MZ" + b"x" * 100
    address = begin(citizen.client, bare, content)
    answer = patch(citizen.client, address, 0, content)
    assert answer.status_code == 422
    assert "không nhận loại tệp này" in answer.json()["text"]


@pytest.mark.parametrize(
    ("length", "said"), [("0", "rỗng"), ("x", "độ dài"), (str(11 * 1024**2), "quá mức")]
)
def test_a_file_is_refused_before_its_bytes_come(
    citizen: Citizen, bare: Dossier, length: str, said: str
) -> None:
    answer = citizen.client.post(f"/ho-so/{bare.pk}/tai-len/", {"length": length, "name": "a"})
    assert answer.status_code == 422
    assert said in answer.json()["text"]


def test_pieces_that_do_not_fit_are_refused(citizen: Citizen, bare: Dossier) -> None:
    content, client = picture(), citizen.client
    address = begin(client, bare, content)
    assert patch(client, address, 0, content + b"more").status_code == 422
    assert client.patch(address, content).status_code == 422
    assert patch(client, address, 0, b"x" * (1024 * 1024 + 1)).status_code == 422
    assert client.head(address)["Upload-Offset"] == "0"
    assert client.delete(address).status_code == 204
    assert client.head(address).status_code == 404
