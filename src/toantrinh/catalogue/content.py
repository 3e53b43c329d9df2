"""What a version of a procedure says, as typed data: imported and authored ones look the same."""

from typing import Literal

from pydantic import Field

from toantrinh.catalogue.handling import (
    CaseLimit,
    ChannelKind,
    Competence,
    Fee,
    FeeRow,
    JoinedPart,
    ProcessStep,
    TimeLimit,
)
from toantrinh.catalogue.parts import Key, Part, Rule
from toantrinh.catalogue.questions import FormField, FormPage

Receiving = Literal["competent_desk", "province", "nation"]
Applicant = Literal["citizen", "foreigner", "enterprise", "organisation", "state_agency"]


class Channel(Part):
    """One way to submit, with its limit and fees."""

    kind: ChannelKind
    limit: TimeLimit | None = None
    limit_text: str = ""
    limit_text_en: str = ""
    fees: tuple[Fee, ...] = ()


class Paper(Part):
    """One paper asked for. `condition` is CEL over the answers: asked only where it holds."""

    key: Key
    name: str
    name_en: str = ""
    kind: Literal["", "application", "identity", "certificate", "proof", "drawing", "photo"] = ""
    group: str = ""
    originals: int = Field(default=0, ge=0)
    copies: int = Field(default=0, ge=0)
    form_file: str = ""
    required: bool = False
    condition: Rule = ""
    # The state has it already, so it may not be asked for (NĐ 224/2026 Đ18).
    in_database: bool = False
    # Which register holds it; a code of `catalogue/data/registers.csv`.
    held_by: Key | Literal[""] = ""
    # Only shown at the desk, never kept.
    shown_only: bool = False


class LegalBasis(Part):
    """A document that the procedure rests on."""

    title: str
    number: str = ""


class PartialReason(Part):
    """Why a service is not offered wholly online, which must be published (NĐ 224/2026 Đ14)."""

    kind: Literal["presence", "site_inspection", "technical_fault", "technical_other"]
    text: str = Field(min_length=1)
    text_en: str = ""
    source: str = Field(min_length=1)


class Eligibility(Part):
    """Who may not apply: where the rule does not hold, the message is told and nothing is sent."""

    rule: Rule
    message: str
    message_en: str = ""


class ResultLetter(Part):
    """Which letter the result is.

    `template` is one of the house's, and `fields` say which answer stands in each of its fields;
    or it is a file of the procedure's own folder, which gets every answer under its own key.
    """

    template: Key
    fields: dict[Key, Key] = {}
    # What stands behind the number that the agency gives, e.g. `QĐ-UBND` for `15/QĐ-UBND`; without
    # it the code of the dossier is the number.
    notation: str = Field(default="", max_length=20)


class Template(Part):
    """A letter of the procedure's own, in Typst: what its folder holds as `<name>.typ`."""

    name: Key
    source: str = Field(max_length=50_000)


class ProcedureContent(Part):
    """The whole of a version."""

    code: str = Field(pattern=r"^[0-9A-Z][0-9A-Za-z.]{2,19}$")
    name: str = Field(min_length=1)
    name_en: str = ""
    plain_name: str = ""
    plain_name_en: str = ""
    decision: str = ""
    # The level of government, in the record's words; the level of service is `service_level`.
    level: str = ""
    kind: str = ""
    sector: str = ""
    description: str = ""
    description_en: str = ""
    steps: tuple[str, ...] = ()
    steps_en: tuple[str, ...] = ()
    service_level: Literal["", "end_to_end", "partial"] = ""
    partial_reason: PartialReason | None = None
    channels: tuple[Channel, ...] = ()
    limits: tuple[CaseLimit, ...] = ()
    fees: tuple[FeeRow, ...] = ()
    papers: tuple[Paper, ...] = ()
    applicants: tuple[str, ...] = ()
    who: tuple[Applicant, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    agency: str = ""
    competent: str = ""
    competence: tuple[Competence, ...] = ()
    reception_address: str = ""
    receiving: Receiving = "province"
    results: tuple[str, ...] = ()
    results_en: tuple[str, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    conditions: str = ""
    conditions_en: str = ""
    keywords: tuple[str, ...] = ()
    life_events: tuple[Key, ...] = ()
    pages: tuple[FormPage, ...] = ()
    process: tuple[ProcessStep, ...] = ()
    joined: tuple[JoinedPart, ...] = ()
    # For all parts together, counted from the receipt of the submission.
    joint_limit: TimeLimit | None = None
    # The level of electronic identity it takes to hand it in, where the general rule asks for less.
    identity_level: int = Field(default=1, ge=1, le=2)
    # Without one the result is a general letter.
    result_letter: ResultLetter | None = None
    templates: tuple[Template, ...] = ()

    def channel(self, kind: str) -> Channel | None:
        """The channel of a kind, if the procedure offers it."""
        return next((channel for channel in self.channels if channel.kind == kind), None)

    def fields(self) -> list[FormField]:
        """All questions, in their order."""
        return [field for page in self.pages for field in page.fields]

    def template(self, name: str) -> str:
        """The source of a letter of the procedure's own; empty when it has none of this name."""
        return next((one.source for one in self.templates if one.name == name), "")

    @property
    def title(self) -> str:
        """The person's words before the law's."""
        return self.plain_name or self.name
