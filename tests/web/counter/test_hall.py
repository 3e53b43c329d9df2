"""The hall at its pages: officers call, a screen shows, a kiosk draws, and nobody is named."""

import re

from django.test import Client

from tests import players as p
from tests.web.counter.conftest import NAME
from toantrinh.counter.models import Hall, Ticket, TicketState

QUAY, HALL = "/can-bo/quay/", "/can-bo/quay/phong-cho/"


def opened(desk: Client) -> Hall:
    assert "Mở phòng chờ" in desk.get(HALL).content.decode()
    assert desk.post(HALL, {"act": "open"}).status_code == 302
    return Hall.objects.get()


def test_numbers_from_the_kiosk_to_the_screen(desk: Client, who: p.Players) -> None:
    hall, anybody = opened(desk), Client()
    window = hall.windows.get()
    at = f"/phong-cho/{hall.key}/"
    first = anybody.get(at).content.decode()
    assert "Lấy số" in first and "người cao tuổi" in first
    assert anybody.post(f"{at}lay-so/", {"letter": "Z"}).status_code == 422
    drawn = anybody.post(f"{at}lay-so/", {"letter": "A"})
    page = anybody.get(drawn["Location"])
    assert "A001" in page.content.decode() and "Bạn là người tiếp theo" in page.content.decode()
    # Left alone it goes back; who needs longer gets it; nothing is kept in the browser.
    assert page["Refresh"] == f"25; url={at}"
    assert anybody.get(f"{drawn['Location']}?lau=1")["Refresh"] == f"600; url={at}"
    assert "tt_session" not in "".join(anybody.cookies)
    # On one's own phone it stands without the key, by which anybody could draw more.
    own = f"/phong-cho/so/{Ticket.objects.get().pk}/"
    phone = anybody.get(own)
    assert "A001" in phone.content.decode() and hall.key not in phone.content.decode()
    assert phone["Refresh"] == "30" and "<svg" in page.content.decode()
    desk.post(f"{QUAY}so/{window.pk}/ngoi/")
    assert "1 người đang chờ" in desk.get(QUAY).content.decode()
    screen = anybody.get(f"{at}man-hinh/")
    assert screen["Refresh"] == "10" and "Chưa gọi số nào" in screen.content.decode()
    assert desk.post(f"{QUAY}so/{window.pk}/goi/").status_code == 302
    assert "A001" in desk.get(QUAY).content.decode()
    shown = anybody.get(f"{at}man-hinh/").content.decode()
    assert "A001" in shown and "Quầy 1" in shown and 'class="fresh"' in shown
    assert who.cast.reception.officer.full_name not in shown
    assert "Mời bạn đến quầy 1" in anybody.get(drawn["Location"]).content.decode()
    for verb, state in (("goi-lai", TicketState.CALLED), ("bo-qua", TicketState.SKIPPED)):
        desk.post(f"{QUAY}so/{window.pk}/{verb}/")
        assert Ticket.objects.get().state == state
    assert desk.post(f"{QUAY}so/", {"letter": "A", "first": "1"}).status_code == 302
    assert "A002" in desk.get(QUAY).content.decode()
    desk.post(f"{QUAY}so/{window.pk}/goi/")
    desk.post(f"{QUAY}so/{window.pk}/xong/")
    desk.post(f"{QUAY}so/{window.pk}/goi/")
    assert "Không còn ai chờ" in desk.get(QUAY).content.decode()
    assert desk.post(f"{QUAY}so/{window.pk}/khac/").status_code == 404
    assert desk.post(f"{QUAY}roi/").status_code == 302
    assert "Bạn ngồi ở quầy nào" in desk.get(QUAY).content.decode()


def test_a_desk_sets_up_its_hall(desk: Client) -> None:
    hall = opened(desk)
    window = hall.windows.get()
    for sent in (
        {"act": "matter", "name": "Đất đai", "name_en": "Land"},
        {"act": "matter", "name": " "},
        {"act": "window"},
        {"act": "letters", "window": str(window.pk), "letters": ["B"]},
        {"act": "letters", "window": "x"},
        {"act": "close", "letter": "A"},
        {"act": "khac"},
        {"act": "key"},
    ):
        assert desk.post(HALL, sent).status_code == 302
    page = desk.get(HALL).content.decode()
    assert "Hãy ghi tên loại việc" in page and "đã thôi" in page
    renewed = Hall.objects.get()
    assert renewed.key != hall.key and renewed.key in page
    kiosk = Client().get(f"/phong-cho/{renewed.key}/", headers={"Accept-Language": "en"})
    assert "Land" in kiosk.content.decode()
    assert list(renewed.windows.values_list("number", "letters")) == [(1, ["B"]), (2, [])]


def test_the_kiosk_tells_of_procedures_and_dossiers(desk: Client, who: p.Players) -> None:
    hall, anybody = opened(desk), Client()
    at = f"/phong-cho/{hall.key}/"
    found = anybody.get(f"{at}thu-tuc/", {"q": "khai sinh"}).content.decode()
    [one, *_] = re.findall(rf'href="({at}thu-tuc/[^"]+)"', found)
    page = anybody.get(one).content.decode()
    assert "Mang theo" in page and "Bao lâu" in page
    dossier = p.submitted(who)
    square = f"https://cong.example.vn/tra-cuu/?ma={dossier.code}"
    told = anybody.get(f"{at}tra-cuu/", {"ma": square}).content.decode()
    assert str(dossier.code) in told and "Nguyễn Thị Hòa" not in told and NAME not in told
    assert anybody.get(f"{at}tra-cuu/", {"ma": "H56-1"}).status_code == 404
    assert anybody.get("/phong-cho/sai/man-hinh/").status_code == 404
