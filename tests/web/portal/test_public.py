import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern

from tests.web.portal.conftest import Citizen
from tests.web.portal.test_tracking import returned
from toantrinh.documents.actions import revoke_document
from toantrinh.documents.queries import content_of
from toantrinh.kernel.actors import SYSTEM
from toantrinh.web.gate.access import access_of
from toantrinh.web.portal.urls import urlpatterns

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/gioi-thieu/", "Toàn Trình là gì"),
        ("/quyen-rieng-tu/", "Dữ liệu của bạn"),
        ("/tiep-can/", "Dễ tiếp cận"),
        ("/lien-he/", "Liên hệ, góp ý"),
        ("/kiem-tra/", "Văn bản này có thật không?"),
        ("/tra-cuu/", "Tra cứu hồ sơ"),
        ("/niem-phong/", "Nhật ký có bị sửa không?"),
    ],
)
def test_open_pages(address: str, heading: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert f"<h1>{heading}</h1>" in answer.content.decode()


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: str(pattern.name))
def test_every_address_says_who_may_come_and_how_often(pattern: URLPattern) -> None:
    access = access_of(pattern.callback)
    assert access is not None
    assert 0 < access.per_minute <= 600
    mine = str(pattern.pattern).startswith("ho-so")
    assert not mine or access.who == "citizens"


def test_a_code_nobody_gave_out_is_told() -> None:
    for answer in (
        Client().get("/kiem-tra/", {"ma": "khong-co"}),
        Client().get("/kiem-tra/0000-0000-0000/"),
    ):
        assert answer.status_code == 404
        assert "Không có văn bản nào mang mã này" in answer.content.decode()


def test_a_revoked_paper_says_so(citizen: Citizen) -> None:
    result = returned(citizen.who).result
    assert result is not None
    revoke_document(result, reason="Ghi sai.", actor=SYSTEM)
    text = Client().get(f"/kiem-tra/{result.code}/").content.decode()
    assert "đã bị thu hồi" in text and "còn giá trị</h1>" not in text
    assert "Ghi sai." not in text


def test_a_file_is_checked_and_a_changed_one_found(citizen: Citizen) -> None:
    result = returned(citizen.who).result
    assert result is not None
    pdf = content_of(result.file)
    client = Client()

    def check(content: bytes) -> str:
        upload = SimpleUploadedFile("giấy.pdf", content)
        return str(client.post("/kiem-tra/", {"file": upload}).content.decode())

    assert "Chữ ký số của tệp đúng" in check(pdf)
    assert "Không tin được văn bản này" in check(pdf[:500] + b"X" + pdf[501:])
    assert "Không tin được" in check(b"%PDF-1.7 nothing")
    assert client.post("/kiem-tra/").status_code == 422


def test_the_schema_of_a_procedure_is_for_everybody_and_kept_by_caches() -> None:
    answer = Client().get("/schema/procedure.json")
    assert answer["Content-Type"] == "application/schema+json"
    assert "public" in answer["Cache-Control"]
    schema = answer.json()
    assert {"code", "valid_from", "name"} <= set(schema["required"])
    assert "identity_level" in schema["properties"]
    again = Client().get("/schema/procedure.json", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
