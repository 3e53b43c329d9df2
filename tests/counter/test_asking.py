"""At most twelve fields on three pages, whatever the procedure and whatever is answered."""

from collections.abc import Iterator
from itertools import product

import pytest

from tests.authored import answers_for
from toantrinh.catalogue.authored import all_authored
from toantrinh.catalogue.content import Paper, ProcedureContent
from toantrinh.catalogue.deciding import deciding
from toantrinh.catalogue.forms import read_all
from toantrinh.catalogue.general_form import with_form
from toantrinh.counter.asking import MOST, Short, must_bring, short
from toantrinh.dossiers.on_paper import on_paper, settled

AUTHORED = [with_form(one.content) for one in all_authored()]
# What the square of a card says of who was never here, and where most people live.
_CARD = {
    "full_name": "Trần Thị Bưởi",
    "personal_number": "003195000731",
    "birth_date": "1995-09-02",
}


def asked(content: ProcedureContent, answers: dict[str, object], more: int = 0) -> Short:
    facts = {one.key: _CARD[one.known] for one in content.fields() if one.known in _CARD}
    usual = {one.key: "14758" for one in content.fields() if one.decides_place}
    return short(content, answers, facts, usual, more=more)


def ways(content: ProcedureContent) -> Iterator[dict[str, object]]:
    """Each way to answer what reception rests on, as far as that is chosen from a list."""
    settles = deciding(content)
    choices: list[list[tuple[str, object]]] = []
    for one in content.fields():
        if one.key in settles and one.kind == "yes_no":
            choices.append([(one.key, True), (one.key, False)])
        elif one.key in settles and one.kind == "choice":
            choices.append([(one.key, option.value) for option in one.options])
    return map(dict, product(*choices))


@pytest.mark.parametrize("content", AUTHORED, ids=lambda content: content.code)
def test_no_authored_procedure_asks_more_whatever_is_answered(content: ProcedureContent) -> None:
    whole = answers_for(content)
    assert asked(content, {}).fields <= MOST
    for way in ways(content):
        found = asked(content, {**whole, **way})
        assert found.fields <= MOST, (way, [one.key for one in found.page.fields])
        # What is folded away is one of those that reception rests on, so it is always settled.
        assert not found.on_paper or {one.key for one in found.page.fields} <= settled(content)


@pytest.mark.parametrize("content", AUTHORED, ids=lambda content: content.code)
def test_what_is_typed_at_once_is_all_that_reception_rests_on(content: ProcedureContent) -> None:
    """Fees, limit, competence and papers are the same before and after the rest was typed."""
    whole = answers_for(content)
    held = {key: value for key, value in whole.items() if key in settled(content)}
    assert must_bring(content, held) == must_bring(content, whole)
    reading = read_all(content, held)
    later = on_paper(content, reading.problems, held)
    assert [problem for problem in reading.problems if problem not in later] == []
    assert not on_paper(content, read_all(content, whole).problems, whole)


def test_a_record_without_a_form_of_its_own_fits_too() -> None:
    bare = ProcedureContent(code="9.000001", name="Việc chưa ai soạn")
    found = asked(with_form(bare), {}, more=3)
    assert (found.fields <= MOST, found.on_paper) == (True, False)
    papers = tuple(Paper(key=f"p{at}", name="Giấy", required=True) for at in range(20))
    many = asked(with_form(bare.model_copy(update={"papers": papers})), {})
    # Too many for a scan each: they lie in one with the form.
    assert many.in_one and many.fields <= MOST
