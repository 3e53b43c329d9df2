"""One installation for the tests that type commands; it runs while they do."""

from collections.abc import Iterator

import pytest

from tests.host.installation import Installation, installation


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A home whose database stays up between commands."""
    with installation(tmp_path_factory.mktemp("typed")) as made:
        made.done("up")
        yield made
