"""One installation for all tests of this folder: starting one takes ten seconds."""

from collections.abc import Iterator

import pytest

from tests.host.installation import Installation, installation


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A home with its database, which runs when a test begins that asks for `running`."""
    with installation(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def running(house: Installation) -> Installation:
    """The home with database and worker up."""
    house.done("up")
    return house
