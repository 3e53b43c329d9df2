"""What invented people wish for: procedures that ship, with answers of which only who asks differs.

The answers satisfy the kinds of the questions; that they could be true is not attempted.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import asked_papers, page_asked, shown
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.handling import TimeLimit
from toantrinh.catalogue.models import Procedure, Source, Version
from toantrinh.catalogue.queries import version_in_force
from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.rules import holds, work_out
from toantrinh.dossiers.limits import Limit, LimitKind
from toantrinh.dossiers.stepping import stretches
from toantrinh.dossiers.steps import way
from toantrinh.kernel.errors import NotFound
from toantrinh.synthetic.people import Someone
from toantrinh.synthetic.way import Way

# How often each is asked for at a commune; others that ship are asked for like the last.
_WEIGHTS = {
    "2.000815": 300,
    "1.001193": 90,
    "2.000986": 60,
    "1.004222": 80,
    "1.004873": 70,
    "1.000894": 40,
    "2.000635": 60,
    "1.000656": 35,
    "1.001612": 25,
}
_SELDOM = 10


@dataclass(frozen=True)
class Wish:
    """A version with what people answer, which papers they add, and how often they come."""

    version: Version
    weight: int
    answers: Mapping[str, object]
    papers: tuple[str, ...]
    channels: tuple[str, ...]

    @cached_property
    def content(self) -> ProcedureContent:
        return self.version.read

    @cached_property
    def place_key(self) -> str:
        """The question whose answer says where the case is."""
        fields = with_form(self.content).fields()
        return next((field.key for field in fields if field.decides_place), "")

    @cached_property
    def fields(self) -> list[str]:
        """The keys of what is answered, in order."""
        return sorted(self.answers)

    @cached_property
    def way(self) -> Way:
        """The steps that it goes through."""
        return Way(tuple(stretches(way(self.content, self.answers))))

    def limit(self, channel: str) -> Limit | None:
        """The limit for these answers on this channel, as `dossiers.timing` finds it."""
        own = (one.limit for one in self.content.limits if holds(one.when, self.answers) is True)
        found: TimeLimit | None = next(own, None)
        if found is None:
            ways = [self.content.channel(channel), *self.content.channels]
            found = next((way.limit for way in ways if way and way.limit), None)
        return Limit(LimitKind(found.kind), found.amount) if found else None

    def spelled(self, who: Someone) -> str:
        """The answers of somebody in their one spelling, as `kernel.canonical` writes them."""
        spelled = self._pattern
        for mark, value in (
            ("\x01n", who.name),
            ("\x01i", who.number),
            ("\x01c", who.commune),
            ("\x01p", who.phone),
        ):
            spelled = spelled.replace(mark, value)
        return spelled

    @cached_property
    def _pattern(self) -> str:
        """The spelling with marks where the answers differ; names and numbers need no escape."""
        told = json.dumps(self.answers, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return told.replace("\\u0001", "\x01")


def wishes(day: date) -> list[Wish]:
    """All procedures that ship and are in force on a day, the whole ones that join others too."""
    shipped = Procedure.objects.filter(versions__source=Source.AUTHORED).distinct()
    return list(_wishes(shipped.order_by("code"), day))


def _wishes(procedures: object, day: date) -> Iterator[Wish]:
    for procedure in procedures:  # type: ignore[attr-defined]
        try:
            version = version_in_force(procedure, day)
        except NotFound:
            continue
        content = with_form(version.read)
        answers = _answers(content)
        yield Wish(
            version=version,
            weight=_WEIGHTS.get(procedure.code, _SELDOM),
            answers=answers,
            papers=tuple(asked_papers(content, answers)),
            channels=tuple(way.kind for way in content.channels) or ("online",),
        )


def _answers(content: ProcedureContent) -> dict[str, object]:
    """Answers to what is asked for sure, with marks where those of somebody will stand."""
    given: dict[str, object] = {}
    for page in content.pages:
        for field in page.fields if page_asked(page, given) else ():
            if not shown(field, given):
                continue
            if field.kind == "computed":
                given[field.key] = work_out(field.formula, given)
            elif field.required or field.kind == "group":
                given[field.key] = _answer(field)
    return {key: value for key, value in given.items() if value not in (None, [], "")}


_BY_KIND: Mapping[str, object] = {
    "name": "\x01n",
    "personal_number": "\x01i",
    "phone": "\x01p",
    "commune": "\x01c",
    "province": "38",
    "date": "2026-01-15",
    "partial_date": "1990",
    "number": 2,
    "money": 5_000_000,
    "yes_no": False,
    "email": "mo.phong@example.vn",
    "tax_code": "0000000000",
}


def _answer(field: FormField) -> object:
    if field.kind == "choice":
        return field.options[0].value
    if field.kind == "choices":
        return [field.options[0].value]
    if field.kind == "group":
        row = {inner.key: _answer(inner) for inner in field.fields if inner.required}
        return [row] * (field.least if field.required else 0)
    if field.kind == "signature":
        return {"name": "\x01n", "number": "\x01i"}
    if field.kind == "old_address":
        return {"street": "", "commune": "Xã Cũ", "district": "Huyện Cũ", "province": "Tỉnh Cũ"}
    return _BY_KIND.get(field.kind, "Theo tờ khai")
