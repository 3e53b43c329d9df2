"""What has to be typed at the counter: what a procedure must know and nobody told it yet. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from toantrinh.catalogue.content import Paper, ProcedureContent
from toantrinh.catalogue.deciding import deciding
from toantrinh.catalogue.fees import charges, fees_due, total
from toantrinh.catalogue.forms import asked_papers, page_asked, shown
from toantrinh.catalogue.questions import FormField, FormPage
from toantrinh.kernel.time import today

# So many fields a walk-in takes at most, over the three pages.
MOST = 12
# The card, and the procedure.
_ALWAYS = 2
# The number of the receipt for the fee; and how much it was, where no rule tells.
_RECEIPT, _AMOUNT = 1, 1
# The scan of a form on paper; with it all papers, where they are too many for a scan each.
_FORM = 1


@dataclass(frozen=True)
class Short:
    """What is left to type of a form. `fields` counts all that the three pages ask.

    Where the whole form would take more than MOST it is `on_paper`: only what reception itself
    rests on is typed, the form is scanned as it was filled in, and the rest is typed off it later.
    Where even so it would be more, all papers lie `in_one` scan with the form.
    """

    page: FormPage
    fields: int
    on_paper: bool = False
    in_one: bool = False


def short(
    content: ProcedureContent,
    answers: Mapping[str, object],
    facts: Mapping[str, str],
    usual: Mapping[str, str] | None = None,
    *,
    more: int = 0,
) -> Short:
    """The questions of a form that have to be typed, on one page with all its checks.

    `facts` answer questions by themselves, `usual` does so unless somebody says another; `more`
    fields were asked of who came.
    """
    by_itself = usual or {}
    held = {**facts, **by_itself, **answers}
    pages = [page for page in content.pages if page_asked(page, held)]
    left = [
        question
        for page in pages
        for question in page.fields
        if question.key not in facts and needed(question, held)
    ]
    checks = tuple(check for page in pages for check in page.checks)
    # A scan; what kind of paper it is says itself, as does what is only shown.
    papers = sum(not paper.shown_only for paper in must_bring(content, held))
    around = _ALWAYS + more + _fee(content, held)

    def fields(asked: list[FormField]) -> int:
        return around + sum(boxes(question) for question in asked if question.key not in by_itself)

    def page(asked: list[FormField]) -> FormPage:
        return FormPage(key="counter", title=content.title, fields=tuple(asked), checks=checks)

    if fields(left) + papers <= MOST:
        return Short(page(left), fields(left) + papers)
    settles = deciding(content)
    # Of a list of people only their number may matter, which stays on paper with them.
    asked = [one for one in left if one.key in settles and one.kind != "group"]
    count = fields(asked) + _FORM
    in_one = count + papers > MOST
    return Short(page(asked), count if in_one else count + papers, on_paper=True, in_one=in_one)


def _fee(content: ProcedureContent, answers: Mapping[str, object]) -> int:
    if not charges(content, "direct", today()):
        return 0
    known = total(fees_due(content, "direct", today(), answers)) is not None
    return _RECEIPT if known else _RECEIPT + _AMOUNT


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
