"""Who calls the API in the tests made up from its document, and whose data must never answer.

Every person here has unmistakable marks: a name, a number, a phone, an address, words in answers
and messages, ids and codes. Wherever one of them shows up for somebody who may not see it, the
search over the whole answer finds it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import schemathesis
from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, models
from django.test import override_settings
from schemathesis import APIOperation, Case
from schemathesis.core.result import Ok

from tests import players as p
from tests.signed_in import program
from toantrinh.command.cast import COMMUNE, Cast, _officer, cast
from toantrinh.command.story import PROCEDURE
from toantrinh.documents.queries import content_of
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.results import issue_result
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today
from toantrinh.mandates import actions as mandates
from toantrinh.mandates.models import Kind, Mandate
from toantrinh.mandates.parties import Named, Proof
from toantrinh.mandates.terms import Terms
from toantrinh.people.actions import register_person
from toantrinh.people.keys import erase_key
from toantrinh.people.models import Person, Posting
from toantrinh.people.queries import as_applicant, personal_number
from toantrinh.web.wsgi import application

Operation = APIOperation[Any, Any, Any, Any]
Call = Case[Any]
NEXT_COMMUNE = "14758"
# How many rows of each table lend their ids to addresses.
_OF_EACH = 3


@dataclass(frozen=True)
class Somebody:
    """A person with dossiers in many states, and all by which they can be recognised."""

    person: Person
    codes: tuple[str, ...]
    documents: tuple[str, ...]
    mandates: tuple[str, ...]
    marks: frozenset[bytes]
    papers: frozenset[bytes]

    def shown_in(self, answer: Any, asked: Callable[[], str] = str) -> list[str]:
        """Their marks in an answer, but for what the question itself told."""
        said = (answer.content + repr(sorted(answer.headers.items())).encode()).lower()
        found = [mark.decode() for mark in sorted(self.marks) if mark in said]
        found += ["a paper"] * (answer.content in self.papers)
        # Spelling what was asked takes a while, and hardly ever matters.
        told = asked().lower() if found else ""
        return [mark for mark in found if mark not in told]


@dataclass(frozen=True)
class Ground:
    """The callers by name (the empty token is nobody's), and whom each must not see."""

    tokens: dict[str, str]
    unseen: dict[str, tuple[Somebody, ...]]
    people: tuple[Somebody, ...]
    ids: tuple[str, ...]

    def leaks(self, caller: str, answer: Any, asked: Callable[[], str]) -> list[str]:
        """What of others this caller was told."""
        return [mark for other in self.unseen[caller] for mark in other.shown_in(answer, asked)]

    def values(self, operation: Operation, name: str) -> list[str]:
        """What may stand in an address for this parameter, and means something there."""
        if name == "mandate_id":
            return [mandate for one in self.people for mandate in one.mandates] + [*self.ids]
        if name == "key":
            return ["nd224.dd"]
        if name == "place_code":
            return ["VN", COMMUNE]
        if name != "code":
            return [*self.ids, *(code for one in self.people for code in one.codes)]
        if "/documents/" in operation.path:
            return [code for one in self.people for code in one.documents]
        if "/procedures/" in operation.path:
            return [PROCEDURE]
        return [code for one in self.people for code in one.codes]

    def call(self, operation: Operation, caller: str, places: Mapping[str, str]) -> Call:
        """The barest call to an operation."""
        bare = operation.Case(path_parameters=dict(places), headers=self.headers(caller))
        if operation.body:
            bare.body = {}
            bare.media_type = "application/json"
        return bare

    def headers(self, caller: str) -> dict[str, str]:
        token = self.tokens[caller]
        return {"Authorization": f"Bearer {token}"} if token else {}


@contextmanager
def ground(files: Path) -> Iterator[Ground]:
    """The mother who calls, a stranger at her agency, another elsewhere, and their officers."""
    # The server would close its connection after each call, and with it the test's transaction.
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    try:
        with override_settings(FILE_FOLDER=files, THROTTLE_FACTOR=1000):
            yield _made()
    finally:
        for moment in (request_started, request_finished):
            moment.connect(close_old_connections)


@cache
def operations() -> list[Operation]:
    """All that the document offers, whatever was added since. Making it takes a second."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    found = list(schema.get_all_operations())
    assert all(isinstance(one, Ok) for one in found), found
    return [one.ok() for one in found if isinstance(one, Ok)]


def _made() -> Ground:
    here = cast()
    there = Cast(
        mother=here.mother,
        reception=_officer("tn2", "Vũ Văn Nhận", f"{NEXT_COMMUNE}.ttpvhcc", "reception"),
        specialist=_officer("ht2", "Bùi Thị Sổ", f"{NEXT_COMMUNE}.ubnd", "specialist"),
        leader=_officer("ct2", "Ngô Văn Trưởng", f"{NEXT_COMMUNE}.ubnd", "leader"),
    )
    mother = _with_dossiers(here, here.mother, "zuymehn")
    beside = _with_dossiers(here, _stranger(COMMUNE, "zuykeeb", "003188000271"), "zuykeeb")
    far = _with_dossiers(there, _stranger(NEXT_COMMUNE, "zuyxahn", "003190000388"), "zuyxahn")
    whose: dict[str, tuple[Person | Posting, tuple[Somebody, ...]]] = {
        "citizen": (here.mother, (beside, far)),
        "reception": (here.reception, (far,)),
        "specialist": (here.specialist, (far,)),
        "leader": (here.leader, (far,)),
        "elsewhere": (there.leader, (mother, beside)),
    }
    tokens = {name: program(one[0])[1] for name, one in whose.items()}
    unseen = {name: one[1] for name, one in whose.items()}
    everybody = (mother, beside, far)
    return Ground(
        {"nobody": "", **tokens}, {"nobody": everybody, **unseen}, everybody, tuple(_ids())
    )


def _stranger(commune: str, word: str, number: str) -> Person:
    return register_person(
        actor=SYSTEM,
        full_name=f"Trần {word.title()}",
        personal_number=number,
        email=f"{word}@example.vn",
        phone=f"+84{number[3:]}",
        commune_code=commune,
        synthetic=True,
    )


def _with_dossiers(officers: Cast, person: Person, word: str) -> Somebody:
    """A dossier in every state that officers bring one to; each holds the word in many places."""
    who = p.played(replace(officers, mother=person))
    words = _words(who, word)
    asked = actions.ask_supplement(
        p.processing(who, **words),
        actor=who.specialist,
        missing=["child_origin"],
        reason=f"Ghi rõ {word}.",
    )
    decided = actions.approve(p.proposed(who, **words), actor=who.leader)
    result = issue_result(decided)
    erased = actions.withdraw(p.submitted(who, **words), actor=who.mother, reason=word)
    assert erased.key is not None
    erase_key(erased.key)
    made = [erased, p.submitted(who, **words), p.accepted(who, **words), asked, decided]
    drafts = [p.drafted(who, **words)]
    held = _mandates(person, word)
    return Somebody(
        person,
        codes=tuple(str(one.code) for one in made),
        documents=(result.code,),
        mandates=tuple(str(one.pk) for one in held),
        marks=frozenset(_marks(person, word, [*made, *drafts]))
        | {mark.encode() for one in held for mark in (str(one.pk), one.pk.hex)},
        papers=frozenset({content_of(result.file)}),
    )


def _mandates(person: Person, word: str) -> list[Mandate]:
    """One that somebody of their kin asks for, and a child of theirs, for whom they declare."""
    who, number = as_applicant(person), personal_number(person)
    kin = register_person(
        actor=SYSTEM,
        full_name=f"Vi {word.title()}",
        personal_number=f"003160{number[6:]}",
        birth_date=date(1960, 1, 1),
        synthetic=True,
    )
    asked = mandates.ask(
        actor=as_applicant(kin),
        grantor=Named(number, person.full_name),
        terms=_TERMS,
    )
    child = Named(f"003316{number[6:]}", f"Vi {word.title()} Con", date(2016, 1, 1))
    law = Terms(Kind.CHILD, today(), all_procedures=True)
    declared = mandates.declare(actor=who, whom=child, terms=law, proof=Proof(record=word))
    return [asked, declared]


_TERMS = Terms(Kind.PARENT, today(), today() + timedelta(days=9), (PROCEDURE,))


def _words(who: p.Players, word: str) -> dict[str, object]:
    """Every answer in free words, with the word in it."""
    free = ("_name", "_place", "_origin", "_residence")
    answers = p.whole_answers(who)
    return {
        key: f"{value} {word.title()}"
        for key, value in answers.items()
        if key.endswith(free) and isinstance(value, str)
    }


def _marks(person: Person, word: str, made: Iterable[Dossier]) -> Iterator[bytes]:
    number = personal_number(person)
    told = [word, number, number[3:], person.email, str(person.pk), person.pk.hex]
    for one in made:
        told += [str(one.pk), one.pk.hex, *([one.code] if one.code else [])]
    for mark in told:
        yield mark.lower().encode()


def _ids() -> Iterator[str]:
    """Ids of the newest rows of every table of ours, whatever tables there will be."""
    for model in apps.get_models():
        if model.__module__.startswith("toantrinh.") and _has_id(model):
            rows: models.QuerySet[models.Model] = models.QuerySet(model)
            newest = rows.order_by("-pk").values_list("pk", flat=True)[:_OF_EACH]
            yield from map(str, newest)


def _has_id(model: type[models.Model]) -> bool:
    key = model._meta.pk
    return isinstance(key, models.UUIDField) and key.get_internal_type() == "UUIDField"
