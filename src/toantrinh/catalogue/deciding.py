"""The questions on which reception itself rests: who decides, until when, at what price, and which
papers it takes. All others may be read off a form on paper later.
"""

from collections.abc import Iterator

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.rules import names_in


def deciding(content: ProcedureContent) -> frozenset[str]:
    """The keys of these questions, with those that decide whether one of them is asked at all."""
    found = {question.key for question in content.fields() if question.decides_place}
    found.update(*map(names_in, filter(None, _rules(content))))
    for row in content.fees:
        found |= {row.per, row.times} - {""}
    behind = _behind(content)
    fresh = set(found)
    while fresh:
        fresh = {name for key in fresh for name in behind.get(key, ())} - found
        found |= fresh
    return frozenset(found & behind.keys())


def _rules(content: ProcedureContent) -> Iterator[str]:
    yield from (paper.condition for paper in content.papers)
    yield from (one.when for one in content.limits)
    yield from (one.when for one in content.competence)
    for row in content.fees:
        yield row.when
        yield from (exemption.when for exemption in row.exemptions)


def _behind(content: ProcedureContent) -> dict[str, set[str]]:
    """By question the names of those that it waits for, or is worked out from."""
    return {
        question.key: set().union(
            *map(names_in, filter(None, (page.show_if, question.show_if, question.formula)))
        )
        for page in content.pages
        for question in page.fields
    }
