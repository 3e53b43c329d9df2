"""docs/catalogue.md: its commands run, its tables name what is there."""

import re
import shlex

from tests.host.installation import REPOSITORY, Installation
from toantrinh.catalogue.lint_rules import RULES
from toantrinh.catalogue.registers import GAP, NEAR, MarkRow, WordingRow

PAGE = (REPOSITORY / "docs" / "catalogue.md").read_text(encoding="utf-8")


def test_commands_run(running: Installation) -> None:
    commands = re.findall(r"^    toantrinh (.+)$", PAGE, re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        assert running.run(*shlex.split(command)).returncode == 0, command


def test_every_rule_and_mark_is_told() -> None:
    told = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert RULES.keys() <= told
    kinds = MarkRow.model_fields["kind"].annotation
    assert set(kinds.__args__) <= told  # type: ignore[union-attr]
    assert f"to {GAP} further" in PAGE
    assert f"within {NEAR} words" in PAGE


def test_the_line_to_add_is_one_the_file_takes() -> None:
    head, line = re.findall(r"^    (held_in,.+|results,.+)$", PAGE, re.MULTILINE)
    row = WordingRow.model_validate(dict(zip(head.split(","), line.split(","), strict=True)))
    assert row.words == (("giay", "phep", "lao", "dong"),)
