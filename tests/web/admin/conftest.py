"""The administrators at their browsers."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client, override_settings

from tests.signed_in import officer_client
from toantrinh.command.cast import Governors, governors
from toantrinh.people.models import Posting

SignIn = Callable[[Posting], Client]


@pytest.fixture(autouse=True)
def _strictly() -> Iterator[None]:
    with override_settings(STRICT_ACCESS=True):
        yield


@pytest.fixture
def who(db: None) -> Governors:
    return governors()


def sign_in(posting: Posting) -> Client:
    return officer_client(posting)
