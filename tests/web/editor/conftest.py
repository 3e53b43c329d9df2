"""Two administrators of a province at the editor, each in a browser of their own."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client, override_settings

from tests.web.admin.conftest import sign_in
from toantrinh.catalogue.models import Draft
from toantrinh.command.cast import Governors, governors


@dataclass(frozen=True)
class Authors:
    """Who writes, and who confirms."""

    one: Client
    other: Client
    who: Governors


@pytest.fixture(autouse=True)
def _strictly() -> Iterator[None]:
    with override_settings(STRICT_ACCESS=True):
        yield


@pytest.fixture
def authors(db: None) -> Authors:
    who = governors()
    return Authors(sign_in(who.administrator), sign_in(who.other_administrator), who)


@pytest.fixture
def draft(authors: Authors) -> Draft:
    """A draft that was begun from nothing."""
    authors.one.post("/quan-tri/thu-tuc/soan/", {"code": "9.800001", "name": "Ghi tên mèo"})
    return Draft.objects.get()
