"""What has to be typed at the counter: what a procedure must know and nobody told it yet. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from toantrinh.catalogue.content import Paper, ProcedureContent
from toantrinh.catalogue.fees import charges
from toantrinh.catalogue.forms import asked_papers, page_asked, shown
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.kernel.time import today

# So many fields a walk-in takes at most, over the three pages.
MOST = 12
# The card, and the procedure.
_ALWAYS = 2
# The number of the receipt for the fee.
_FEE = 1


@dataclass(frozen=True)
class Short:
    """What is left to type of a form. `fields` counts all that the three pages ask.

    A procedure that needs more than MOST is filled in page by page, with the officer's help.
    """

    page: FormPage
    fields: int

    @property
    def fits(self) -> bool:
        """Whether the three pages do."""
        return self.fields <= MOST


def short(
    content: ProcedureContent,
    answers: Mapping[str, object],
    facts: Mapping[str, str],
    *,
    more: int = 0,
) -> Short:
    """The questions of a form that have to be typed, on one page with all its checks.

    `facts` answer questions by themselves; `more` fields were asked of who came.
    """
    held = {**facts, **answers}
    pages = [page for page in content.pages if page_asked(page, held)]
    left = [
        question
        for page in pages
        for question in page.fields
        if question.key not in facts and needed(question, held)
    ]
    # A scan, and what kind of paper it is.
    papers = sum(1 if paper.shown_only else 2 for paper in must_bring(content, held))
    fee = _FEE if charges(content, "direct", today()) else 0
    checks = tuple(check for page in pages for check in page.checks)
    page = FormPage(key="counter", title=content.title, fields=tuple(left), checks=checks)
    return Short(page, _ALWAYS + more + sum(map(boxes, left)) + papers + fee)


def needed(question: FormField, answers: Mapping[str, object]) -> bool:
    """Whether a dossier is not whole without an answer to this."""
    return question.required and question.kind != "computed" and shown(question, answers)


def boxes(question: FormField) -> int:
    """How many answers a question takes; a group has those of its rows."""
    if question.kind != "group":
        return 1
    return max(1, question.least) * sum(map(boxes, question.fields))


def must_bring(content: ProcedureContent, answers: Mapping[str, object]) -> list[Paper]:
    """The papers without which it is not received."""
    asked = set(asked_papers(content, answers))
    return [paper for paper in content.papers if paper.required and paper.key in asked]


def may_bring(content: ProcedureContent, answers: Mapping[str, object]) -> list[Paper]:
    """The papers that these answers call for and that are not needed."""
    asked = set(asked_papers(content, answers))
    return [paper for paper in content.papers if not paper.required and paper.key in asked]
