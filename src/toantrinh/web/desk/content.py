"""What was handed in: the answers in the form's order, and the papers beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import asked_papers, shown
from toantrinh.catalogue.masking import is_masked, masked_answer
from toantrinh.catalogue.questions import FormField
from toantrinh.catalogue.saying import say
from toantrinh.documents.queries import check_scanned
from toantrinh.dossiers.agreeing import Standing, stands
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.comparing import Says, agree, nearly, said
from toantrinh.dossiers.models import Dossier, Paper
from toantrinh.dossiers.parts import papers as papers_handed_in
from toantrinh.kernel.errors import Refusal

# What people call the registers.
REGISTERS = {"dan_cu": _("CSDL dân cư"), "ho_tich": _("CSDL hộ tịch"), "cu_tru": _("CSDL cư trú")}


@dataclass(frozen=True)
class Beside:
    """What a register says beside an answer, as people read it, masked as the answer is."""

    value: str
    register: str
    as_of: date
    differs: bool
    # They differ in accents alone.
    nearly: bool


@dataclass(frozen=True)
class Answer:
    """One answer as people read it, and the key of its question; `masked` until asked for."""

    key: str
    label: str
    value: str
    masked: bool
    # Whether somebody asked for what is masked otherwise.
    opened: bool
    beside: Beside | None = None
    # When the second signer whom it names agreed; nothing for all other answers.
    agreed: datetime | None = None


@dataclass(frozen=True)
class Group:
    """The answers of one page of the form."""

    title: str
    answers: list[Answer]

    @property
    def beside(self) -> bool:
        """Whether a register says something of any of them."""
        return any(answer.beside for answer in self.answers)


@dataclass(frozen=True)
class Sheet:
    """One paper that was handed in; `replaced` when a later one took its place."""

    number: int
    key: str
    name: str
    label: str
    picture: bool
    pages: int
    size: int
    at: datetime
    replaced: bool
    # Why it can't be opened; empty when it can.
    closed: str


@dataclass(frozen=True)
class Content:
    """All of it; `sealed_off` says why there are no answers, `absent` names missing papers."""

    groups: list[Group]
    sheets: list[Sheet]
    absent: list[str]
    sealed_off: str
    answers: dict[str, Any]

    def fields(self) -> list[str]:
        """What of it a page shows in the clear, as the journal names it."""
        papers = [f"papers.{sheet.key}" for sheet in self.sheets]
        beside = [
            f"registers.{answer.key}"
            for group in self.groups
            for answer in group.answers
            if answer.beside
        ]
        return [*self._answers(masked=False), *papers, *beside]

    def masked(self) -> list[str]:
        """What a page shows masked."""
        return self._answers(masked=True)

    def differing(self) -> int:
        """How many answers a register says otherwise."""
        answers = (answer for group in self.groups for answer in group.answers)
        return sum(bool(answer.beside and answer.beside.differs) for answer in answers)

    def opened(self) -> list[str]:
        """The keys of what was asked for."""
        return [each.key for group in self.groups for each in group.answers if each.opened]

    def _answers(self, *, masked: bool) -> list[str]:
        answers = (answer for group in self.groups for answer in group.answers)
        return [f"answers.{answer.key}" for answer in answers if answer.masked is masked]


def content_of(
    dossier: Dossier,
    procedure: ProcedureContent,
    opened: frozenset[str] = frozenset(),
    *,
    beside: bool = False,
) -> Content:
    """What a dossier holds now, masked but for what was asked for, with what registers say beside
    it if that is wanted. The caller logs the access."""
    sealed_off = ""
    try:
        answers = answers_of(dossier)
    except Refusal as erased:
        answers, sealed_off = {}, erased.text()
    papers = papers_handed_in(dossier)
    given = {paper.key for paper in papers}
    names = {paper.key: paper.name for paper in procedure.papers}
    wanted = {paper.key for paper in procedure.papers if paper.required}
    absent = [
        names[key]
        for key in asked_papers(procedure, answers)
        if key in wanted and key not in given and not sealed_off
    ]
    says = said(dossier, procedure, answers) if beside and not sealed_off else {}
    agreed = {} if sealed_off else _agreed(dossier, procedure, answers)
    groups = [] if sealed_off else groups_of(procedure, answers, opened, says, agreed)
    sheets = [] if sealed_off else _sheets(papers, procedure)
    return Content(groups, sheets, absent, sealed_off, answers)


def labels_of(procedure: ProcedureContent) -> dict[str, str]:
    """The names of papers and questions by key."""
    papers = {paper.key: paper.name for paper in procedure.papers}
    return papers | {question.key: question.label for question in procedure.fields()}


def groups_of(
    procedure: ProcedureContent,
    answers: dict[str, Any],
    opened: frozenset[str] = frozenset(),
    says: Mapping[str, Says] | None = None,
    agreed: Mapping[str, datetime] | None = None,
) -> list[Group]:
    """Answers page by page, in the order of the form, with what registers say and who agreed."""
    registers, moments = says or {}, agreed or {}
    return [
        Group(
            page.title,
            [
                replace(
                    _answer(
                        question, answers.get(question.key), opened, registers.get(question.key)
                    ),
                    agreed=moments.get(question.key),
                )
                for question in page.fields
                if shown(question, answers)
            ],
        )
        for page in procedure.pages
    ]


def _answer(
    question: FormField, value: object, opened: frozenset[str], says: Says | None
) -> Answer:
    hides = is_masked(question, value)
    shows = question.key in opened
    words = _words(question, value, shows)
    beside = _beside(question, value, says, shows) if says else None
    return Answer(question.key, question.label, words, hides and not shows, hides and shows, beside)


def _agreed(
    dossier: Dossier, procedure: ProcedureContent, answers: Mapping[str, object]
) -> dict[str, datetime]:
    """When second signers agreed to these answers, by question."""
    found = stands(dossier, procedure, answers)
    return {
        one.signer.question.key: one.at
        for one in found
        if one.at and one.standing is Standing.AGREED
    }


def _words(question: FormField, value: object, shows: bool) -> str:
    return say(question, value if shows else masked_answer(question, value))


def _beside(question: FormField, value: object, says: Says, shows: bool) -> Beside:
    differs = not agree(question, value, says.value)
    return Beside(
        value=_words(question, says.value, shows),
        register=str(REGISTERS.get(says.register, says.register)),
        as_of=says.as_of,
        differs=differs,
        nearly=differs and nearly(value, says.value),
    )


def _sheets(papers: list[Paper], procedure: ProcedureContent) -> list[Sheet]:
    names = {paper.key: paper.name for paper in procedure.papers}
    last = {paper.key: paper.number for paper in papers}
    return [
        Sheet(
            number=paper.number,
            key=paper.key,
            name=names.get(paper.key) or paper.label,
            label=paper.label,
            picture=paper.file.media_type.startswith("image/"),
            pages=paper.file.pages,
            size=paper.file.size,
            at=paper.at,
            replaced=last[paper.key] != paper.number and paper.key != "other",
            closed=_closed(paper),
        )
        for paper in papers
    ]


def _closed(paper: Paper) -> str:
    try:
        check_scanned(paper.file)
    except Refusal as refusal:
        return refusal.text()
    return ""
