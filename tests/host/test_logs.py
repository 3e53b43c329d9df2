"""A log is one JSON line an entry, whatever somebody typed into it."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest

from toantrinh.host.logs import configuration


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the configured logging writes."""
    before = logging.getLogger().handlers[:]
    into = io.StringIO()
    given = configuration("WARNING")
    given["handlers"]["stderr"]["stream"] = into
    logging.config.dictConfig(given)
    yield into
    logging.getLogger().handlers[:] = before


def _entries(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_break_makes_no_second_entry(written: io.StringIO) -> None:
    logging.getLogger("x").warning("Not Found: %s", '/a\n{"event": "forged"}\r\x1b[2J')
    (entry,) = _entries(written)
    assert entry["event"] == 'Not Found: /a\n{"event": "forged"}\r\x1b[2J'
    assert str(entry["timestamp"]).endswith("Z")


def test_of_what_libraries_hand_over_only_ids_are_kept(written: io.StringIO) -> None:
    told = {"login": "1", "view": "v", "address": "::1", "status_code": 403, "request": object()}
    logging.getLogger("django.request").warning("Forbidden", extra=told)
    (entry,) = _entries(written)
    assert set(entry) == {
        *("event", "level", "logger", "timestamp", "login", "view", "address", "status_code")
    }


def test_what_concerns_security_is_written_however_little_else_is(written: io.StringIO) -> None:
    logging.getLogger("toantrinh.security").info("signed_in")
    logging.getLogger("toantrinh.other").info("chatter")
    assert [entry["event"] for entry in _entries(written)] == ["signed_in"]
