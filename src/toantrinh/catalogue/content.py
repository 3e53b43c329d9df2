"""What a version of a procedure says, as typed data: imported and authored ones look the same."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TimeLimit(_Part):
    """How long the state may take; kinds and amounts as `dossiers.clock.Limit` has them."""

    kind: Literal["working_days", "days", "months", "hours", "working_hours", "same_day"]
    amount: int = Field(default=0, ge=0)


class Fee(_Part):
    """A fee or charge; `amount` in đồng, None where the text gives no single number."""

    name: str = ""
    amount: int | None = Field(default=None, ge=0)
    text: str = ""


class Channel(_Part):
    """One way to submit, with its limit and fees."""

    kind: Literal["online", "direct", "post"]
    limit: TimeLimit | None = None
    limit_text: str = ""
    fees: tuple[Fee, ...] = ()


class Paper(_Part):
    """One paper asked for. `condition` is CEL over the answers: asked only where it holds."""

    key: Key
    name: str
    group: str = ""
    originals: int = 0
    copies: int = 0
    form_file: str = ""
    required: bool = False
    condition: str = ""
    # The state has it already, so it may not be asked for (NĐ 224/2026 Đ18).
    in_database: bool = False


class Option(_Part):
    """One choice of a field."""

    value: Key
    label: str
    label_en: str = ""


class FormField(_Part):
    """One question. `show_if` is CEL over the answers given so far."""

    key: Key
    label: str
    label_en: str = ""
    hint: str = ""
    hint_en: str = ""
    kind: Literal[
        "text", "long_text", "name", "date", "number", "money", "choice", "yes_no",
        "personal_number", "phone", "email", "commune",
    ]  # fmt: skip
    required: bool = True
    options: tuple[Option, ...] = ()
    longest: int = Field(default=200, ge=1, le=10_000)
    show_if: str = ""
    # What the state already knows of the person who signed in.
    known: Literal[
        "", "full_name", "birth_date", "personal_number", "commune", "email", "phone"
    ] = ""
    # Where the object of the procedure is, when not where the applicant lives.
    decides_place: bool = False


class Check(_Part):
    """A rule over several answers, in CEL; `message` is told at `field` when it does not hold."""

    rule: str
    message: str
    message_en: str = ""
    field: Key


class FormPage(_Part):
    """One group of questions, shown on a page of its own."""

    key: Key
    title: str
    title_en: str = ""
    fields: tuple[FormField, ...]
    checks: tuple[Check, ...] = ()


class LegalBasis(_Part):
    """A document that the procedure rests on."""

    title: str
    number: str = ""


class ResultLetter(_Part):
    """Which letter the result is, and which answer stands in each of its fields."""

    template: Key
    fields: dict[Key, Key] = {}


class ProcedureContent(_Part):
    """The whole of a version."""

    code: str = Field(pattern=r"^[0-9A-Z][0-9A-Za-z.]{2,19}$")
    name: str = Field(min_length=1)
    plain_name: str = ""
    plain_name_en: str = ""
    decision: str = ""
    level: str = ""
    kind: str = ""
    sector: str = ""
    description: str = ""
    steps: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    papers: tuple[Paper, ...] = ()
    applicants: tuple[str, ...] = ()
    agency: str = ""
    competent: str = ""
    reception_address: str = ""
    results: tuple[str, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    conditions: str = ""
    keywords: tuple[str, ...] = ()
    life_events: tuple[Key, ...] = ()
    pages: tuple[FormPage, ...] = ()
    # Without one the result is a general letter.
    result_letter: ResultLetter | None = None

    def channel(self, kind: str) -> Channel | None:
        """The channel of a kind, if the procedure offers it."""
        return next((channel for channel in self.channels if channel.kind == kind), None)

    def fields(self) -> list[FormField]:
        """All questions, in their order."""
        return [field for page in self.pages for field in page.fields]

    @property
    def title(self) -> str:
        """The person's words before the law's."""
        return self.plain_name or self.name
