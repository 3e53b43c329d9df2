"""A version or draft as its folder, `procedure.yaml` and its letters, written and read alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.models import Draft
from toantrinh.catalogue.sheet import read_sheet

SHEET = "procedure.yaml"
_WIDTH = 100
_LETTER = re.compile(r"[a-z][a-z0-9_]{0,39}\.typ")
_LINE_ENDS = re.compile("[\x85\u2028\u2029\ufeff]")
_DAYS = frozenset({"valid_from", "valid_to"})


@dataclass(frozen=True)
class Rough:
    """What a folder says, whether right or not: plain values and letters, as a draft keeps them."""

    valid_from: date | None
    content: dict[str, Any]
    templates: dict[str, str]


def write_folder(content: ProcedureContent, valid_from: date, folder: Path) -> None:
    """Write a version to a folder, which is made; what lay there under these names is replaced."""
    letters = {f"{template.name}.typ": template.source for template in content.templates}
    _write(sheet_of(content, valid_from), letters, folder)


def write_draft(draft: Draft, folder: Path) -> None:
    """Write a draft to a folder as `write_folder` does, right or not."""
    _write(draft_sheet(draft), draft.templates, folder)


def read_rough(folder: Path) -> Rough:
    """What a folder says. Raises Invalid for what is no YAML; nothing else is asked of it."""
    said = dict(read_sheet(folder / SHEET).fields)
    valid_from = said.pop("valid_from", None)
    letters = {
        place.name: place.read_bytes().decode("utf-8") for place in sorted(folder.glob("*.typ"))
    }
    return Rough(valid_from if isinstance(valid_from, date) else None, _plain(said), letters)


def sheet_of(content: ProcedureContent, valid_from: date) -> str:
    """The version as YAML, in the order of its parts, without what is at its default."""
    said: dict[str, Any] = content.model_dump(
        mode="python", exclude_defaults=True, exclude={"templates"}
    )
    return _yaml({"code": said.pop("code"), "valid_from": valid_from, **said})


def draft_sheet(draft: Draft) -> str:
    """The draft as YAML in the order of a version's parts; unknown ones stand behind."""
    known = [name for name in ProcedureContent.model_fields if name in draft.content]
    names = dict.fromkeys(["code", *known, *draft.content])
    said = {"code": draft.code, **draft.content}
    return _yaml({name: _days(said[name]) for name in names})


def _write(sheet: str, letters: Mapping[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.typ"):
        old.unlink()
    for name, source in letters.items():
        # As bytes: line ends are kept as they are.
        (folder / name).write_bytes(source.encode("utf-8"))
    (folder / SHEET).write_text(sheet, encoding="utf-8")


def is_letter(name: str) -> bool:
    """Whether a file may be called so that holds a letter."""
    return _LETTER.fullmatch(name) is not None


class _Dumper(yaml.SafeDumper):
    """Without aliases, which reading refuses."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # Unquoted, these ends of lines would come back as spaces.
    quoted = '"' if _LINE_ENDS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=quoted)


_Dumper.add_representer(str, _text)


def _yaml(said: Mapping[str, Any]) -> str:
    return yaml.dump(
        _lists(said), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )


def _lists(value: object) -> Any:
    if isinstance(value, Mapping):
        return {key: _lists(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_lists(inner) for inner in value]
    return value


def _days(value: object, name: str = "") -> Any:
    """Plain values with days as days, so that the sheet shows them without quotes."""
    if isinstance(value, Mapping):
        return {key: _days(inner, key) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_days(inner) for inner in value]
    if name in _DAYS and isinstance(value, str):
        try:
            return day if (day := date.fromisoformat(value)).isoformat() == value else value
        except ValueError:
            return value
    return value


def _plain(value: object) -> Any:
    """What YAML read as values that JSON has."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
