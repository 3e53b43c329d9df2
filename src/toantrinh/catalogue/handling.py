"""How a case of a procedure is handled: limits, fees by day and channel, internal steps, others."""

from datetime import date
from typing import Literal

from pydantic import Field

from toantrinh.catalogue.parts import Key, Part, Rule

ChannelKind = Literal["online", "direct", "post"]
PostKind = Literal["reception", "specialist", "leader"]


class TimeLimit(Part):
    """How long the state may take; kinds and amounts as `dossiers.clock.Limit` has them.

    Same-day limits follow the dated rule of 15:00 (NĐ 23/2015 Đ7).
    """

    kind: Literal["working_days", "days", "months", "hours", "working_hours", "same_day"]
    amount: int = Field(default=0, ge=0)


class CaseLimit(Part):
    """Another limit than the channel's, for cases in which `when` holds, e.g. with verification."""

    when: Rule
    limit: TimeLimit
    text: str = ""
    text_en: str = ""


class Fee(Part):
    """A fee as a published record says it; `amount` in đồng, None where it gives no number."""

    name: str = ""
    name_en: str = ""
    amount: int | None = Field(default=None, ge=0)
    text: str = ""
    text_en: str = ""


class Exemption(Part):
    """Who pays less: `share` is the hundredths still to be paid, where `when` holds."""

    when: Rule
    share: int = Field(default=0, ge=0, le=100)
    text: str
    text_en: str = ""
    source: str = ""


class FeeRow(Part):
    """One fee or charge from one day to another; both days count.

    `amount` in đồng for each of `per`; None where a province's council sets it, which `text` says.
    `first` units cost `amount`, those beyond cost `then`; all together at most `at_most`. All that
    again for each of `times`.
    """

    name: str
    name_en: str = ""
    kind: Literal["fee", "charge"] = "charge"
    channels: tuple[ChannelKind, ...] = ("online", "direct", "post")
    amount: int | None = Field(default=None, ge=0)
    # The key of a question that says how many, e.g. pages or copies; empty: once a dossier.
    per: Key | Literal[""] = ""
    first: int = Field(default=0, ge=0)
    then: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)
    # The key of a question that says how often, e.g. copies of so many pages each.
    times: Key | Literal[""] = ""
    valid_from: date
    valid_to: date | None = None
    when: Rule = ""
    exemptions: tuple[Exemption, ...] = ()
    text: str = ""
    text_en: str = ""
    source: str = ""


class Competence(Part):
    """The competent agency by rule: a kind of agency, where the deciding answer says.

    Without one it is found from the words of the record (`government.competence`).
    """

    # A kind of `government/data/kinds.csv`, e.g. `ubnd-xa`, `ca-xa`, `so-tp`.
    kind: str = Field(pattern=r"^[a-z0-9-]{2,30}$")
    when: Rule = ""


class Consultation(Part):
    """Another body that is asked during a step, beside others, with a time of its own."""

    key: Key
    kind: str = Field(pattern=r"^[a-z0-9-]{2,30}$")
    hours: int = Field(ge=1, le=2000)
    question: str
    when: Rule = ""
    # Whether the step goes no further until it answered.
    waits: bool = True


class Branch(Part):
    """Where a step leads when `when` holds; the first that holds counts."""

    to: Key
    when: Rule = ""


class ProcessStep(Part):
    """One internal step, as the province approves it: content, who, how many working hours.

    `acts` are those of the lifecycle table that end or serve the step; `leads_to` is empty for the
    last one.
    """

    key: Key
    title: str
    title_en: str = ""
    post: PostKind
    hours: float = Field(gt=0, le=5000)
    acts: tuple[Key, ...] = ()
    letter: Key | Literal[""] = ""
    consult: tuple[Consultation, ...] = ()
    leads_to: tuple[Branch, ...] = ()
    # Whoever did the step before may not do this one.
    four_eyes: bool = False


WHOLE = "whole"


class JoinedPart(Part):
    """A procedure that one submission of another drives too (liên thông).

    `after` names the parts whose result it needs first, `whole` being the submission itself.
    Questions and papers of this procedure are filled from those of the submission: by the same key,
    or as `answers` and `papers` say (own key: key there). `says` are answers that follow from being
    joined, as one would type them (own key: a choice's value, `yes`, `no`). `results` are papers
    that a result of another part stands for (own key: part), so that nobody is asked for them.
    """

    key: Key
    code: str = Field(pattern=r"^[0-9A-Z][0-9A-Za-z.]{2,19}$")
    title: str
    title_en: str = ""
    competence: tuple[Competence, ...] = ()
    # The question of the submission that says where; without it, where the submission is.
    place: Key | Literal[""] = ""
    when: Rule = ""
    after: tuple[Key, ...] = ()
    # Where a part that it needs was refused: wait, or go on without its result.
    if_refused: Literal["wait", "go_on"] = "wait"
    answers: dict[Key, Key] = {}
    says: dict[Key, Key] = {}
    papers: dict[Key, Key] = {}
    results: dict[Key, Key] = {}
    # Instead of the limit of its own procedure.
    limit: TimeLimit | None = None
