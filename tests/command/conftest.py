"""One installation for the tests that type commands; it runs while they do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.installation import Installation, laid


@pytest.fixture(scope="session")
def running(laid_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A home whose database stays up between commands."""
    with laid(tmp_path_factory.mktemp("typed"), laid_home) as made:
        made.done("up")
        yield made
