"""A procedure as the national portal publishes it: what the text says, and what could be counted.

Texts are NFC. Absent is "" or (); a value that could not be turned into a number or a known word
keeps its text and is counted in `Record.unparsed`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from toantrinh.kernel.canonical import canonical
from toantrinh.kernel.errors import Problem, Refusal


class Unreadable(Refusal):
    """One file or archive cannot be read: which, where (line from 1) and why."""

    def __init__(
        self,
        reason: str,
        *,
        file: str,
        line: int | None = None,
        remedy: str | None = None,
        **params: object,
    ) -> None:
        super().__init__(reason, remedy=remedy)
        self.params = {"file": file, "line": line, **params}
        self.file = file
        self.line = line

    def problem(self) -> Problem:
        """The same as a line of a report."""
        return Problem(where=self.file, what=self.message, line=self.line, params=self.params)


class Level(StrEnum):
    """The tier that performs; districts are gone since 01/7/2025 but live on in old records."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Kind(StrEnum):
    """Who may set the procedure's details, as the portal sorts procedures."""

    ASSIGNED = "assigned"
    NOT_ASSIGNED = "not_assigned"
    CENTRAL = "central"
    LOCAL = "local"
    OTHER = "other"


class ChannelKind(StrEnum):
    """How a dossier may be handed in."""

    ONLINE = "online"
    POST = "post"
    DIRECT = "direct"


class Unit(StrEnum):
    """The unit of a time limit; OTHER is the portal's own word for "not one of these".

    SAME_DAY is what sentences promise: within the working day on which the dossier came.
    """

    WORKING_DAY = "working_day"
    DAY = "day"
    WORKING_HOUR = "working_hour"
    HOUR = "hour"
    MINUTE = "minute"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    SAME_DAY = "same_day"
    OTHER = "other"


class FeeKind(StrEnum):
    """Phí pays a service, lệ phí is a fixed due to the state (Luật Phí và lệ phí 2015 Đ3)."""

    PHI = "phi"
    LE_PHI = "le_phi"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit. `stated`: given as number and unit; otherwise read out of one sentence."""

    amount: Decimal
    unit: Unit
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee as written.

    `stated` is the number of the record in đồng. `amount` is what may be relied on: None where
    there is no number, and where the record says 0 but its description points to a tariff.
    """

    text: str
    stated: int | None
    amount: int | None
    kind: FeeKind
    description: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One way of handing in, with its time limit, fees and notes."""

    kind: ChannelKind | None
    kind_text: str
    limit: Limit | None
    limit_text: str
    fees: tuple[Fee, ...]
    fee_text: str
    notes: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One item of the dossier under the heading of its case ("" where there is none).

    `name` is `text` without bullets and closing marks; `form_file` the file it names, if any.
    """

    group: str
    name: str
    originals: int | None
    copies: int | None
    form_file: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the steps; headings of steps are indented by 2, their text by 4."""

    indent: int
    text: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A text of law: its title, the number as written, and the number alone if it has its form."""

    title: str
    number_text: str
    number: str


@dataclass(frozen=True, slots=True)
class Section:
    """The raw text under one label of the file; `line` is the label's line, from 1."""

    label: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """One published procedure. `sections` hold the whole text of the file, label by label.

    `paper_notes` are headings among the papers under which no paper stands.
    """

    file: str
    code: str
    decision: str
    name: str
    levels: tuple[Level, ...]
    level_text: str
    kind: Kind | None
    kind_text: str
    sector: str
    steps: tuple[Paragraph, ...]
    channels: tuple[Channel, ...]
    papers: tuple[Paper, ...]
    paper_notes: tuple[str, ...]
    applicants: tuple[str, ...]
    agency_performing: tuple[str, ...]
    agency_competent: tuple[str, ...]
    reception_address: str
    authorised: tuple[str, ...]
    cooperating: tuple[str, ...]
    results: tuple[str, ...]
    legal_bases: tuple[LegalBasis, ...]
    conditions: str
    keywords: tuple[str, ...]
    description: str
    sections: tuple[Section, ...]
    unparsed: Mapping[str, int] = field(default_factory=dict)

    def parsed(self) -> Counter[str]:
        """How much became numbers the house can count with: `limits` of channels, and `fees`."""
        limits = [way.limit for way in self.channels]
        return Counter(
            limits=sum(one is not None and one.unit is not Unit.OTHER for one in limits),
            fees=sum(fee.amount is not None for way in self.channels for fee in way.fees),
        )

    def raw(self, label: str) -> str:
        """The text under a label of the file, e.g. `Cơ quan thực hiện`, as it stands there."""
        return next((part.text for part in self.sections if part.label == label), "")

    def digest(self) -> str:
        """SHA-256 of what the record says: spaces, line endings and the byte mark do not matter."""
        content = {part.label: " ".join(part.text.split()) for part in self.sections if part.label}
        return sha256(canonical(content)).hexdigest()
