"""Whatever people may read is collected for translation, remedies too."""

from pathlib import Path

import pytest

from toantrinh.command import translations


def test_a_remedy_is_collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "refusing.py"
    place.write_text('raise Refusal("Sai rồi.", remedy="Hãy thử lại.", field="x")\n', "utf-8")
    monkeypatch.setattr(translations, "PACKAGE", tmp_path)
    told = [(line, message) for _place, line, message, _context in translations.texts()]
    assert told == [(1, "Sai rồi."), (1, "Hãy thử lại.")]


def test_nothing_waits_for_its_english() -> None:
    assert translations.missing() == []
