"""One installation for all tests of this folder: starting one takes some seconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.installation import Installation, laid


@pytest.fixture(scope="session")
def house(laid_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A home with its database, which runs when a test begins that asks for `running`."""
    with laid(tmp_path_factory.mktemp("house"), laid_home) as made:
        yield made


@pytest.fixture
def running(house: Installation) -> Installation:
    """The home with database and worker up."""
    house.done("up")
    return house
