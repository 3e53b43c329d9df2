"""What the state knows of the person who signed in, so that they need not write it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.saying import place_words
from toantrinh.people.facts import REACH, fact
from toantrinh.people.models import Person
from toantrinh.web.look.templatetags.look import masked


@dataclass(frozen=True)
class Known:
    """One fact, as a box holds it and as people read it, with where and when it came from."""

    key: str
    label: str
    typed: str
    value: str
    source: str
    at: datetime


def known_of(
    person: Person, questions: Iterable[FormField], *, to_another: bool = False
) -> dict[str, Known]:
    """The facts that answer some of these questions, by the question's key.

    Whoever acts for the person is told who that is and not how they are reached.
    """
    found = {}
    for question in questions:
        hidden = to_another and question.known in REACH
        typed = "" if hidden else fact(person, question.known)
        if typed:
            found[question.key] = Known(
                key=question.key,
                label=question.label,
                typed=typed,
                value=_shown(question, typed),
                source=_("Tài khoản định danh điện tử của %(name)s") % {"name": person.full_name}
                if to_another
                else _("Tài khoản định danh điện tử của bạn"),
                at=person.created_at,
            )
    return found


def _shown(question: FormField, typed: str) -> str:
    if question.known == "personal_number":
        return masked(typed)
    if question.known == "commune":
        return place_words(typed)
    if question.known == "birth_date":
        return "/".join(reversed(typed.split("-")))
    return typed
