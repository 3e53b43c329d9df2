"""Every address of the house says who may come and how often."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver, path

from toantrinh.web.gate.access import Who, access_of, anyone, held, leaves

ALL = list(leaves(get_resolver("toantrinh.web.urls").url_patterns))


def _name(pattern: URLPattern) -> str:
    return f"{pattern.name or pattern.pattern}"


@pytest.mark.parametrize("pattern", ALL, ids=_name)
def test_an_address_declares_access_and_throttle(pattern: URLPattern) -> None:
    access = access_of(pattern.callback)
    assert access is not None, f"{pattern.callback} does not declare who may come"
    assert access.who in Who
    assert 1 <= access.per_minute <= 6000


@pytest.mark.parametrize("pattern", ALL, ids=_name)
def test_each_door_is_for_its_own(pattern: URLPattern) -> None:
    access = access_of(pattern.callback)
    assert access is not None
    module = pattern.callback.__module__
    if ".web.desk" in module:
        assert access.who in {Who.OFFICERS, Who.DATA_OFFICERS}
    if ".web.admin" in module:
        assert access.who is Who.ADMINISTRATORS
    if ".web.portal" in module:
        assert access.who in {Who.ANYONE, Who.CITIZENS}


def test_what_the_library_offers_beyond_our_needs_has_no_address() -> None:
    names = {pattern.name for pattern in ALL}
    unwanted = {
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_change_password",
        "account_set_password",
        "account_reauthenticate",
        "socialaccount_signup",
        "socialaccount_connections",
        "mfa_index",
        "mfa_deactivate_totp",
    }
    assert not names & unwanted


class _Library:
    """Its views are bound methods, as some libraries have them."""

    def view(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponse("trả lời")


@anyone(per_minute=7)
def _own(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_librarys_addresses_are_declared_together() -> None:
    theirs, ours = held(
        [path("a/", _Library().view), path("b/", _own)],
        Who.CITIZENS,
        per_minute=30,
    )
    assert isinstance(theirs, URLPattern) and isinstance(ours, URLPattern)
    declared = access_of(theirs.callback)
    assert declared is not None and (declared.who, declared.per_minute) == (Who.CITIZENS, 30)
    kept = access_of(ours.callback)
    assert kept is not None and kept.per_minute == 7
