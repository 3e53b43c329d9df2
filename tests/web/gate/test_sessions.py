"""A person sees where they are signed in, and ends what is not theirs at once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.web.chromium import chromium, look_at_both, windows
from tests.web.gate.serving import PEOPLE
from tests.web.gate.visitor import Visitor, forms
from toantrinh.kernel.time import wall
from toantrinh.web.gate.models import Stay
from toantrinh.web.gate.stays import device_of, network_of

HOA = PEOPLE[0]
PAGE = "/tai-khoan/phien/"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


Enter = Callable[..., Visitor]


@pytest.fixture
def enter(site: str) -> Iterator[Enter]:
    """Lets somebody in with a browser that calls itself so; nobody is inside before."""
    Stay.objects.all().delete()
    entered: list[Visitor] = []

    def enter(agent: str, person: dict[str, Any] = HOA) -> Visitor:
        found = Visitor(site)
        entered.append(found)
        found.http.headers["User-Agent"] = agent
        assert found.sign_in(person, PAGE).status_code == 200
        return found

    yield enter
    for each in entered:
        each.close()


def _inside(somebody: Visitor) -> bool:
    return bool(somebody.http.get(PAGE).status_code == 200)


def _ends(somebody: Visitor) -> list[str]:
    shown = forms(somebody.open(PAGE))
    return [form.action for form in shown if form.action.endswith("/ket-thuc/")]


def test_one_session_is_ended_and_refused_at_its_next_request(enter: Enter) -> None:
    here, phone = enter("Mozilla/5.0 (Windows NT 10.0) Firefox/131.0"), enter(PHONE)
    page = here.open(PAGE).text
    assert "Firefox, Windows" in page and "Chrome, Android" in page and "phiên này" in page
    [address] = _ends(here)
    told = here.send(here.open(PAGE), to=address)
    assert "Phiên đã kết thúc" in told.text and "Chrome, Android" not in told.text
    assert _inside(here) and not _inside(phone)
    assert here.http.post(address).status_code in {403, 404}


def test_all_others_are_ended_and_this_one_goes_on(enter: Enter) -> None:
    here, one, two = (enter(PHONE) for _ in range(3))
    told = here.send(here.open(PAGE), to=f"{PAGE}khac/")
    assert "Mọi phiên khác đã kết thúc." in told.text
    assert (_inside(here), _inside(one), _inside(two)) == (True, False, False)
    assert told.text.count("phiên này") == 1 and not _ends(here)


def test_nobody_ends_a_session_of_somebody_else(enter: Enter) -> None:
    mine = enter(PHONE)
    stay = Stay.objects.latest("began_at")
    other = enter(PHONE, PEOPLE[1])
    page = other.open(PAGE)
    [form] = [form for form in forms(page) if form.action == f"{PAGE}khac/"]
    sent = other.http.post(
        f"{PAGE}{stay.pk}/ket-thuc/", data=dict(form.fields), headers={"Origin": other.site}
    )
    assert sent.status_code == 404 and _inside(mine)


def test_who_signed_out_or_was_silent_is_not_listed(enter: Enter) -> None:
    here, gone = enter(PHONE), enter(PHONE)
    gone.sign_out()
    assert not _ends(here)
    silent = enter(PHONE)
    assert len(_ends(here)) == 1 and _inside(silent)
    with time_machine.travel(wall() + timedelta(minutes=50)):
        assert _inside(here)
    with time_machine.travel(wall() + timedelta(minutes=100)):
        assert not _ends(here) and not _inside(silent)


@pytest.mark.browser
def test_the_list_is_seen_at_both_widths(enter: Enter) -> None:
    here, _phone = enter("Mozilla/5.0 (Windows NT 10.0) Firefox/131.0"), enter(PHONE)
    client = Client()
    client.cookies["tt_session"] = here.http.cookies["tt_session"]
    with chromium() as browser, windows(browser, here.site) as opened:
        for path in (PAGE, "/tai-khoan/"):
            look_at_both(
                opened, path, f"gate-cong-dan{path.rstrip('/').replace('/', '-')}", whose=client
            )


@pytest.mark.parametrize(
    ("told", "device"),
    [
        (PHONE, "Chrome, Android"),
        (f"{PHONE} Edg/130.0", "Edge, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("coc_coc_browser Chrome/120 (Windows NT 10.0)", "Cốc Cốc, Windows"),
        ("", ""),
        ("curl/8", ""),
    ],
)
def test_a_device_is_named_as_its_owner_would(told: str, device: str) -> None:
    assert device_of(told) == device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("113.160.10.77", "113.160.10.0/24"),
        ("2405:4800:1:2::9", "2405:4800:1::/48"),
        ("10.0.0.4", ""),
        ("127.0.0.1", ""),
        ("unknown", ""),
    ],
)
def test_an_address_is_kept_no_nearer_than_its_network(address: str, network: str) -> None:
    assert network_of(address) == network
