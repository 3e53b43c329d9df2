"""From the form to the confirmed change, as two administrators walk it."""

from typing import Any

import pytest
from django.test import Client

from tests.administration.governing import administrator
from tests.web.admin.conftest import sign_in
from toantrinh.administration.models import Proposal
from toantrinh.command.cast import Governors
from toantrinh.government.models import Post

NEW = "/quan-tri/vi-tri/moi/?co_quan=14797.ubnd"
ANSWERS = {"title": "Quản trị phường", "code": "quan-tri-phuong", "roles": ["administrator"]}


@pytest.fixture
def one(who: Governors) -> Client:
    return sign_in(who.administrator)


@pytest.fixture
def other(who: Governors) -> Client:
    return sign_in(who.other_administrator)


def send(client: Client, address: str, given: dict[str, Any] | None = None) -> Any:
    return client.post(address, given or {}, headers={"origin": "http://testserver"})


def proposed(one: Client) -> Proposal:
    page = send(one, NEW, {**ANSWERS, "chac_chan": "1"})
    assert page.status_code == 302
    return Proposal.objects.get()


def test_a_form_shows_first_what_it_would_do(one: Client) -> None:
    assert "Mở vị trí công tác" in one.get(NEW).text
    page = send(one, NEW, ANSWERS)
    assert page.status_code == 200
    assert "Việc này cần hai người" in page.text
    assert 'name="roles" value="administrator"' in page.text
    assert not Proposal.objects.exists()
    again = send(one, NEW, {**ANSWERS, "sua": "1"})
    assert 'value="Quản trị phường"' in again.text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(one: Client) -> None:
    page = send(one, NEW, {"title": "Quản trị phường", "code": "Quản trị"})
    assert page.status_code == 422
    assert "Mã chỉ có chữ thường" in page.text and 'value="Quản trị phường"' in page.text
    page = send(one, NEW, {**ANSWERS, "signs": "on"})
    assert page.status_code == 422
    assert "Chỉ vị trí lãnh đạo ký được kết quả." in page.text


def test_a_second_administrator_confirms(one: Client, other: Client) -> None:
    made = proposed(one)
    address = f"/quan-tri/de-nghi/{made.pk}/"
    assert "Rút đề nghị" in one.get(address).text
    refused = send(one, f"{address}xac-nhan/")
    assert refused.status_code == 403 and "không tự quyết định được" in refused.text
    assert "Quản trị phường" in other.get("/quan-tri/de-nghi/").text
    assert "Xác nhận và thực hiện" in other.get(address).text
    page = other.post(f"{address}xac-nhan/", follow=True)
    assert "Đã xác nhận và thực hiện" in page.text
    assert Post.objects.filter(code="quan-tri-phuong").exists()
    assert send(other, f"{address}tu-choi/", {"reason": "x"}).status_code == 409


def test_rejecting_asks_for_a_reason(one: Client, other: Client) -> None:
    address = f"/quan-tri/de-nghi/{proposed(one).pk}/tu-choi/"
    assert send(other, address, {"reason": ""}).status_code == 422
    page = other.post(address, {"reason": "Đã đủ người."}, follow=True)
    assert "Đã bị từ chối" in page.text and "Đã đủ người." in page.text
    assert send(other, address.replace("tu-choi", "dot"), {}).status_code == 404


def test_what_needs_one_only_is_done_at_once(one: Client) -> None:
    given = {**ANSWERS, "roles": ["specialist"], "chac_chan": "1"}
    page = one.post(NEW, given, follow=True)
    assert "Đã thực hiện." in page.text
    posts = one.get("/quan-tri/vi-tri/?co_quan=14797.ubnd").text
    assert "Quản trị phường" in posts and "Chưa ai giữ vị trí này." in posts
    post = Post.objects.get(code="quan-tri-phuong")
    for verb in ("ten", "viec", "dong"):
        assert one.get(f"/quan-tri/vi-tri/{post.pk}/{verb}/").status_code == 200
    send(one, f"/quan-tri/vi-tri/{post.pk}/ten/", {"title": "Thụ lý", "chac_chan": "1"})
    assert Post.objects.get(pk=post.pk).title == "Thụ lý"


def test_nobody_reads_or_changes_another_house(one: Client, who: Governors) -> None:
    made = proposed(one)
    stranger = sign_in(administrator("beside", "01.ubnd"))
    below = sign_in(administrator("below", "14797.ubnd"))
    assert stranger.get(f"/quan-tri/de-nghi/{made.pk}/").status_code == 404
    assert send(stranger, f"/quan-tri/de-nghi/{made.pk}/xac-nhan/").status_code == 404
    assert stranger.get(NEW).status_code == 404
    assert below.get("/quan-tri/vi-tri/?co_quan=38.ubnd").status_code == 404
    found = below.get("/quan-tri/vi-tri/?tim=hanh+chinh+cong").text
    assert "phường Hạc Thành" in found and "?co_quan=14797.ttpvhcc" in found
    assert "Hà Nội" not in found
    assert who.administrator.post.agency.name not in found


def test_the_journal_tells_what_was_changed_in_ones_own_house(one: Client, other: Client) -> None:
    made = proposed(one)
    other.post(f"/quan-tri/de-nghi/{made.pk}/xac-nhan/")
    page = other.get("/quan-tri/nhat-ky/").text
    for told in ("Đề nghị: Mở vị trí công tác", "Xác nhận", "Đỗ Văn Quản", "Quản trị phường"):
        assert told in page
    stranger = sign_in(administrator("beside", "01.ubnd"))
    assert "Không có gì." in stranger.get("/quan-tri/nhat-ky/?truoc=9").text
