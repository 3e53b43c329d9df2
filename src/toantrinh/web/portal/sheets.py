"""A draft read page by page: what was answered, what each page still lacks, what comes next."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import (
    Reading,
    asked_papers,
    missing_papers,
    page_asked,
    read_all,
    shown,
)
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.dossiers.answers import draft_answers
from toantrinh.dossiers.models import Dossier, Draft
from toantrinh.kernel.errors import Conflict, NotFound, Problem
from toantrinh.web.portal.communes import commune
from toantrinh.web.portal.showing import words_of

_NO_SUCH_PLACE = "Hãy chọn xã hoặc phường ở “%(label)s”."


@dataclass
class Folder:
    """A dossier with the answers it holds now and the form they belong to."""

    dossier: Dossier
    content: ProcedureContent
    stored: dict[str, Any]
    saved: int = 0

    @cached_property
    def reading(self) -> Reading:
        """The answers as values, and all that is wrong with them."""
        reading = read_all(self.content, self.stored)
        return Reading(
            reading.answers,
            [*reading.problems, *wrong_places(self.content.fields(), reading.answers)],
        )

    @property
    def answers(self) -> dict[str, object]:
        """The answers that can be kept."""
        return self.reading.answers

    def page(self, key: str) -> FormPage:
        """One page by its key. Raises NotFound."""
        found = next((page for page in self.content.pages if page.key == key), None)
        if found is None:
            raise NotFound("Tờ khai không có phần này.")
        return found

    def questions(self, page: FormPage) -> list[FormField]:
        """The questions of a page that are asked now."""
        return [question for question in page.fields if shown(question, self.answers)]

    def problems_of(self, page: FormPage) -> list[Problem]:
        """What is wrong on one page."""
        keys = {question.key for question in page.fields}
        return [one for one in self.reading.problems if one.where.partition(".")[0] in keys]

    @property
    def pages(self) -> list[FormPage]:
        """The pages that are asked now."""
        return [page for page in self.content.pages if page_asked(page, self.answers)]

    @property
    def has_papers(self) -> bool:
        """Whether the procedure asks for papers at all, under some answers."""
        return any(not paper.in_database for paper in self.content.papers)

    @property
    def of(self) -> int:
        """How many steps there are: the pages, papers, and the last look."""
        return len(self.pages) + int(self.has_papers) + 1

    def place_of(self, page: FormPage) -> int:
        """The number of a page among the steps."""
        return self.pages.index(page) + 1 if page in self.pages else 1

    def address(self, page: FormPage) -> str:
        """Where a page is."""
        return reverse("portal:form", args=[self.dossier.pk, page.key])

    def after(self, page: FormPage) -> str:
        """Where to go when a page is done."""
        place = self.place_of(page)
        if place < len(self.pages):
            return self.address(self.pages[place])
        name = "portal:papers" if self.has_papers else "portal:review"
        return reverse(name, args=[self.dossier.pk])

    def before(self, page: FormPage) -> str:
        """Where the page before is; empty for the first."""
        place = self.place_of(page)
        return self.address(self.pages[place - 2]) if place > 1 else ""

    def first_open(self) -> str:
        """The first page that lacks something, else papers, else the last look."""
        for page in self.pages:
            if self.problems_of(page):
                return self.address(page)
        return self.after(self.pages[-1])

    def papers_asked(self) -> set[str]:
        """Keys of the papers that the answers call for."""
        return set(asked_papers(self.content, self.answers))

    def papers_missing(self) -> list[Problem]:
        """The required papers that are not there."""
        given = set(self.dossier.papers.values_list("key", flat=True))
        return missing_papers(self.content, self.answers, given)


def draft_folder(dossier: Dossier) -> Folder:
    """The folder of a draft. Raises Conflict when it was handed in meanwhile."""
    draft = Draft.objects.filter(pk=dossier.pk).first()
    if draft is None:
        raise Conflict("Hồ sơ này đã nộp, không còn là bản nháp.")
    draft.dossier = dossier
    return Folder(dossier, words_of(dossier.version), draft_answers(draft), draft.saved)


def wrong_places(questions: list[FormField], answers: Mapping[str, object]) -> list[Problem]:
    """Communes that do not exist, as a form that was tampered with may name them."""
    return [
        Problem(question.key, _NO_SUCH_PLACE, params={"label": question.label})
        for question in questions
        if question.kind == "commune"
        and answers.get(question.key)
        and commune(str(answers[question.key])) is None
    ]


def fingerprint(page: FormPage, stored: Mapping[str, Any]) -> str:
    """Tells whether a page's answers changed since somebody saw them."""
    held = {question.key: stored.get(question.key) for question in page.fields}
    spelled = json.dumps(held, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(spelled.encode()).hexdigest()[:16]
