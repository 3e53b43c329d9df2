"""What is missing or wrong in a catalogue, told to the agency that answers for each record.

Pure: contents and a day in, findings out. The rules are in `lint_rules.py`; docs/catalogue.md
lists them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.lint_rules import ACROSS, EACH, RULES, Hit
from toantrinh.catalogue.owners import Owner, owner_of
from toantrinh.kernel import errors


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the rule, the procedure, where in it, and what is wrong."""

    rule: str
    code: str
    name: str
    owner: Owner
    where: str
    params: Mapping[str, object]

    def text(self) -> str:
        """What is wrong, translated and filled in."""
        return errors.said(RULES[self.rule].what, self.params)

    def how_to_mend(self) -> str:
        """What the agency should do."""
        return errors.said(RULES[self.rule].remedy, self.params)

    def as_json(self) -> dict[str, Any]:
        """`{rule, severity, code, name, where, problem, remedy}`."""
        return {
            "rule": self.rule,
            "severity": RULES[self.rule].severity.name.lower(),
            "code": self.code,
            "name": self.name,
            "where": self.where,
            "problem": self.text(),
            "remedy": self.how_to_mend(),
        }


@dataclass(frozen=True)
class Report:
    """All that one agency has to mend, grave things first."""

    owner: Owner
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """`{agency, name, findings, rules, procedures: [{rule, …}]}`."""
        return {
            "agency": self.owner.key,
            "name": self.owner.name,
            "findings": len(self.findings),
            "rules": counted(self.findings),
            "procedures": [one.as_json() for one in self.findings],
        }


def lint(contents: Sequence[ProcedureContent], day: date) -> Iterator[Finding]:
    """All findings on a day, in the order of the contents; those across procedures last."""
    for content in contents:
        for check in EACH:
            for hit in check(content, day):
                yield _finding(content, hit)
    by_code = {content.code: content for content in contents}
    for across in ACROSS:
        for code, hit in across(contents):
            yield _finding(by_code[code], hit)


def by_owner(findings: Iterable[Finding]) -> list[Report]:
    """A report for each agency, the longest first."""
    groups: defaultdict[Owner, list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.owner].append(one)
    reports = [Report(owner, tuple(sorted(found, key=_grave))) for owner, found in groups.items()]
    return sorted(reports, key=lambda report: (-len(report.findings), report.owner.name))


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    """How often each rule is broken, the most frequent first."""
    return dict(Counter(one.rule for one in findings).most_common())


def _grave(finding: Finding) -> tuple[int, str, str]:
    return (RULES[finding.rule].severity, finding.code, finding.rule)


def _finding(content: ProcedureContent, hit: Hit) -> Finding:
    return Finding(
        hit.rule, content.code, content.name, owner_of(content.decision), hit.where, hit.params
    )
