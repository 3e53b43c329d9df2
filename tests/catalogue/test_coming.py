"""A version to come counts from its day on without anybody; search follows by the worker."""

from datetime import datetime, timedelta

import pytest

from tests.publishing import publish
from toantrinh.catalogue.authored import Authored
from toantrinh.catalogue.coming import describe_begun
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.catalogue.search import search
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import HANOI, today, turned

pytestmark = pytest.mark.django_db
CODE = "1.001193"


def test_a_version_takes_over_on_its_day() -> None:
    before = version_in_force(find_procedure(CODE))
    day = today() + timedelta(days=3)
    later = before.read.model_copy(update={"plain_name": "Vầng trăng nhỏ ra đời"})
    version, _new = publish(Authored(day, later), actor=SYSTEM)
    assert find_procedure(CODE).plain_name == before.read.title
    assert describe_begun() == []
    assert all(hit.name != later.title for hit in search("vang trang nho ra doi"))
    midnight = datetime(day.year, day.month, day.day, tzinfo=HANOI)
    with turned(midnight - timedelta(minutes=1)):
        assert version_in_force(find_procedure(CODE)) == before
    with turned(midnight):
        assert version_in_force(find_procedure(CODE)) == version
        assert describe_begun() == [CODE]
        assert find_procedure(CODE).plain_name == "Vầng trăng nhỏ ra đời"
        assert search("vang trang nho ra doi")[0].code == CODE
        assert describe_begun() == []
