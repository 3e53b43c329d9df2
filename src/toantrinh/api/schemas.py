"""What goes over the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field


class ProblemOut(Schema):
    """One thing that is wrong, and where."""

    field: str
    message: str


class ChangeOut(Schema):
    """What somebody else did to a dossier: an officer's name, the act, its name in words, when."""

    seq: int
    who: str
    action: str
    what: str
    at: datetime


class ErrorOut(Schema):
    """Why something was refused, in a sentence; `meanwhile` is what others had done before."""

    error: str
    field: str | None = None
    problems: list[ProblemOut] = []
    meanwhile: list[ChangeOut] = []


class ProcedureHit(Schema):
    """A find of the search."""

    code: str
    name: str
    score: float


class ProcedureOut(Schema):
    """A procedure as it holds today; `content` as in docs/write-a-procedure.md."""

    code: str
    version: UUID
    valid_from: str
    content: dict[str, Any]


class _Given(BaseModel):
    """What is sent. Not the library's Schema, which takes a list for an empty object."""

    model_config = ConfigDict(extra="forbid")


class FileIn(_Given):
    """A file: PDF, JPEG or PNG."""

    label: str = Field(max_length=200)
    content_base64: str = Field(max_length=20_000_000)


class PaperIn(FileIn):
    """A paper to hand in."""

    key: str = Field(max_length=40)


class DossierIn(_Given):
    """A whole application, submitted at once."""

    procedure: str = Field(max_length=20)
    channel: Literal["online", "direct", "post"] = "online"
    answers: dict[str, Any]
    papers: list[PaperIn] = Field(default=[], max_length=50)
    mandate: UUID | None = Field(
        default=None, description="By which mandate it is handed in for somebody else."
    )
    desk: str = Field(
        default="",
        max_length=50,
        description="Code of the one-stop desk that shall receive it; else that of who decides.",
    )
    support: str = Field(
        default="", max_length=50, description="Code of the agency or team that helped, if any."
    )


class ActIn(_Given):
    """What an act may need; the lifecycle table says which of these it demands."""

    reason: str = Field(default="", max_length=5000)
    because: str = Field(default="", max_length=40, pattern=r"^([a-z][a-z0-9_]*)?$")
    missing: list[str] = Field(default=[], max_length=100)
    officer: UUID | None = None
    answers: dict[str, Any] = {}
    message: str = Field(default="", max_length=5000)
    amount: int = Field(default=0, ge=0, le=10_000_000_000, description="In đồng.")
    receipt: str = Field(default="", max_length=60, description="The number of a receipt.")
    working_days: int = Field(default=0, ge=0, le=365)
    agency: str = Field(default="", max_length=50, description="The code or key of an agency.")
    papers: list[str] = Field(default=[], max_length=100, description="Keys of papers.")
    hours: int = Field(default=0, ge=0, le=2000, description="Working hours to answer in.")
    waits: bool = Field(default=True, description="Whether the dossier waits for the answer.")
    seen: int | None = Field(
        default=None,
        ge=0,
        le=1_000_000_000,
        description="The `seq` at which the dossier was seen: nothing is done if others changed it"
        " since.",
    )


class EventOut(Schema):
    """One thing that happened."""

    seq: int
    action: str
    status_code: int
    actor: str
    at: datetime


class AnswersOut(Schema):
    """What was answered, by key of the question; `masked` are those that show their end only."""

    answers: dict[str, Any]
    masked: list[str]


class DossierOut(Schema):
    """A dossier as its reader may see it."""

    code: str | None
    procedure: str
    state: str
    status_code: int
    holder: str
    agency: str
    agency_code: str
    desk: str
    submitted_at: datetime | None
    received_at: datetime | None
    due_at: datetime | None
    due_explained: list[str]
    acts: list[str]
    result: str | None
    # The dossier that this one handles anew after a complaint.
    previous: str | None
    # The number of its last event, to be sent back as `seen`.
    seq: int


class DocumentOut(Schema):
    """What anybody may learn of a signed paper by its code."""

    code: str
    title: str
    agency: str
    signed_at: datetime
    in_force: bool
    # The code of what stands in its place.
    replaced_by: str | None
    signature_valid: bool
    signer: str
    covers_whole_file: bool


class SomebodyIn(_Given):
    """Somebody by personal number and name; the day of birth of a child, a ward, or at a desk."""

    number: str = Field(max_length=20)
    name: str = Field(max_length=200)
    birth_date: date | None = None


class MandateIn(_Given):
    """A mandate that is wished.

    `grant` lets `other` act for the caller; `ask` asks `other` to be let act for them; `declare`
    says that the law makes the caller the representative of `other`, with a proof; `record` is the
    desk's: `other` gives it, `holder` will act.
    """

    way: Literal["grant", "ask", "declare", "record"]
    other: SomebodyIn
    holder: SomebodyIn | None = None
    kind: Literal["child", "ward", "parent", "client", "villager"]
    since: date | None = Field(default=None, description="The first day; today if left out.")
    until: date | None = Field(default=None, description="The last day; both days count.")
    procedures: list[Annotated[str, Field(max_length=20)]] = Field(default=[], max_length=50)
    all_procedures: bool = False
    proof: FileIn | None = None
    record: str = Field(default="", max_length=100, description="Number of an official record.")


class DelegationIn(_Given):
    """Who acts in whose place: `kt`, `tuq` or `tl` sign for the caller, `cover` stands in.

    Without procedures it is for all, without acts for all that are signed; both days count.
    """

    form: Literal["kt", "tuq", "tl", "cover"]
    taker: UUID
    giver: UUID | None = Field(default=None, description="Who is absent; else the caller.")
    procedures: list[Annotated[str, Field(max_length=20)]] = Field(default=[], max_length=50)
    acts: list[Annotated[str, Field(max_length=30)]] = Field(default=[], max_length=20)
    basis: str = Field(max_length=200, description="The written decision on which it rests.")
    since: date
    until: date


class DelegationOut(Schema):
    """A delegation as it stands; empty lists mean all."""

    id: UUID
    form: str
    giver: str
    taker: str
    procedures: list[str]
    acts: list[str]
    basis: str
    since: date
    until: date
    ended_at: datetime | None


class MandateOut(Schema):
    """A mandate as one of its sides or its desk may see it; `acts` are what the caller may do."""

    id: UUID
    kind: str
    route: str
    standing: str
    grantor: str
    holder: str
    organisation: str | None
    procedures: list[str]
    all_procedures: bool
    since: date
    until: date
    answer_by: date | None
    made_at: datetime
    ended_at: datetime | None
    acts: list[str]


class NeededOut(Schema):
    """Whose agreement an application needs, and how far it has come."""

    question: str
    name: str
    standing: str


class DraftOut(Schema):
    """An application that is kept until everybody agreed."""

    id: UUID
    agreements: list[NeededOut]


class CodeOut(Schema):
    """The code of an application that was handed in."""

    code: str


class AskIn(_Given):
    """Answers of a supplement that somebody has to agree to before it is handed in."""

    answers: dict[str, Any] = {}


class AskedOut(Schema):
    """What somebody is asked to agree to; `seen` comes back with their word."""

    dossier: UUID
    procedure: str
    question: str
    standing: str
    seen: str
    answers: dict[str, Any]


class WordIn(_Given):
    """A word on what was seen; who declines says why."""

    agrees: bool
    seen: str = Field(pattern=r"^[0-9a-f]{64}$")
    reason: str = Field(default="", max_length=5000)


class NamedOut(Schema):
    """A measure by name, and the text that asks for it."""

    key: str
    name: str
    name_en: str
    source: str
    counted: bool


class MeasureOut(NamedOut):
    """What is counted among what; of one that can't be counted yet only why not."""

    numerator: str | None = None
    numerator_en: str | None = None
    denominator: str | None = None
    denominator_en: str | None = None
    unit: Literal["percent", "minutes"] | None = None
    threshold: str | None = None
    direction: Literal["up", "down", "none"] | None = None
    table: Literal["cases", "services"] | None = None
    by: list[str] = []
    explain: str | None = None
    explain_en: str | None = None
    reason: str | None = None
    reason_en: str | None = None


class AddedOut(Schema):
    """What one row adds to numerator and denominator, or the hour in which it lies."""

    numerator: int | None = None
    denominator: int | None = None
    hour: int | None = None


class ExampleOut(Schema):
    """Rows by what differs from an ordinary one, and what they come to between two days."""

    first: date
    last: date
    rows: list[dict[str, int | str | None]]
    cases: list[dict[str, int | str | None]]
    ordinary: dict[str, int | str | None]
    each: list[AddedOut]
    numerator: int
    denominator: int
    buckets: list[list[int]] = Field(description="Hours, in minutes, and how many lie in each.")
    value: str | None
    fraction: str | None
    percentiles: dict[int, int] | None
    why_not: str


class MeasureExplainedOut(MeasureOut):
    """The same with the worked example."""

    example: ExampleOut


class MonthOut(Schema):
    """A month's whole numbers and what they make; where there is no value, `why_not` says why."""

    month: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    value: str | None = Field(default=None, description="A share, or minutes; four decimals.")
    percentiles: dict[int, int] | None = Field(default=None, description="In minutes, by rank.")
    why_not: str = ""


class FigureOut(MonthOut):
    """What a measure came to at a place, counted from all that happened until `counted_to`."""

    measure: str
    name: str
    name_en: str
    source: str
    unit: Literal["percent", "minutes"]
    place: str
    place_name: str
    counted_to: datetime | None = None
    before: list[MonthOut] = []


class ForecastOut(Schema):
    """Working hours until the result, waits for the applicant included; null with `why_not`."""

    procedure: str
    name: str
    scope: str | None = Field(default=None, description="agency, province or nation.")
    cases: int | None = Field(default=None, description="Like dossiers on which it rests.")
    since: date | None = None
    counted_on: date | None = None
    half_hours: int | None = None
    most_hours: int | None = None
    in_a_hundred: int | None = Field(default=None, description="So many within `most_hours`.")
    hours_a_day: int | None = None
    last_failed: str | None = Field(default=None, description="The month that came out worse.")
    method: str = "docs/decisions/0014-forecasts-and-bottlenecks.md"
    why_not: str = ""
