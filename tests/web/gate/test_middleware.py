"""The entrance over all of Django's middleware."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_sign_in_page_says_when_there_is_no_provider(client: Client) -> None:
    answer = client.get("/dang-nhap/")
    assert answer.status_code == 503
    assert "VNeID đang không trả lời" in answer.content.decode()


def test_officers_pages_lead_to_their_sign_in(client: Client) -> None:
    answer = client.post("/can-bo/vi-tri/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/can-bo/dang-nhap/?tiep=")
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Mật khẩu" in page.content.decode()
