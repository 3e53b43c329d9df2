"""Two editors of a province at their browsers, and who publishes what they write."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client, override_settings

from tests.web.admin.conftest import sign_in
from toantrinh.catalogue.models import Draft
from toantrinh.command.cast import Governors, governors
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind


@dataclass(frozen=True)
class Authors:
    """Who writes, who writes too, and who publishes."""

    one: Client
    other: Client
    publisher: Client
    who: Governors


@pytest.fixture(autouse=True)
def _strictly() -> Iterator[None]:
    with override_settings(STRICT_ACCESS=True):
        yield


@pytest.fixture
def authors(db: None) -> Authors:
    who = governors()
    user = register_login(actor=SYSTEM, username="bientap2", kind=LoginKind.OFFICER)
    officer = register_officer(
        actor=SYSTEM, full_name="Hồ Thị Viết", user=user, email="b2@example.vn", synthetic=True
    )
    post = who.editor.post
    other = appoint(officer, actor=SYSTEM, post=post, since=date(2025, 7, 1))
    return Authors(sign_in(who.editor), sign_in(other), sign_in(who.administrator), who)


@pytest.fixture
def draft(authors: Authors) -> Draft:
    """A draft that was begun from nothing."""
    authors.one.post("/soan-thao/soan/", {"code": "9.800001", "name": "Ghi tên mèo"})
    return Draft.objects.get()
