"""A version as its folder: `procedure.yaml` and the letters of its own, written and read alike."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from toantrinh.catalogue.content import ProcedureContent

SHEET = "procedure.yaml"
_WIDTH = 100


def write_folder(content: ProcedureContent, valid_from: date, folder: Path) -> None:
    """Write a version to a folder, which is made; what lay there under these names is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.typ"):
        old.unlink()
    for template in content.templates:
        (folder / f"{template.name}.typ").write_text(template.source, encoding="utf-8")
    (folder / SHEET).write_text(sheet_of(content, valid_from), encoding="utf-8")


def sheet_of(content: ProcedureContent, valid_from: date) -> str:
    """The version as YAML, in the order of its parts, without what is at its default."""
    said: dict[str, Any] = content.model_dump(
        mode="python", exclude_defaults=True, exclude={"templates"}
    )
    ordered = {"code": said.pop("code"), "valid_from": valid_from, **said}
    return yaml.dump(
        _lists(ordered), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )


class _Dumper(yaml.SafeDumper):
    """Without aliases, which reading refuses."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _lists(value: object) -> Any:
    if isinstance(value, dict):
        return {key: _lists(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_lists(inner) for inner in value]
    return value
