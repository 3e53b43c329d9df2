"""An officer at a counter, and invented cards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from tests import players as p
from tests.signed_in import officer_client

NUMBER, NAME = "003195000731", "Trần Thị Bưởi"
CARD = f"{NUMBER}|038000123|{NAME}|02091995|Nữ|Thôn 3, xã Hà Long, Thanh Hóa|01062024"


@pytest.fixture
def who(db: None) -> p.Players:
    return p.players()


@pytest.fixture
def desk(who: p.Players, tmp_path: Path) -> Iterator[Client]:
    with override_settings(FILE_FOLDER=tmp_path, STRICT_ACCESS=True):
        yield officer_client(who.cast.reception)
